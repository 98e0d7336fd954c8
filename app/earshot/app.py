"""The window in a process of its own: the application, its log, its event loop."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from earshot import paths
from earshot.shell import build, of
from earshot.store import settings

__all__ = ["build", "run"]


def chosen_model() -> Path:
    """The folder chosen last if it is still there, else the embedded model."""
    kept = settings.read(paths.settings_file()).model
    return Path(kept) if kept and Path(kept).is_dir() else paths.POCKET


def run() -> int:
    """Opens the window; returns the exit code."""
    paths.data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    logging.basicConfig(filename=paths.log_file(), level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Earshot")
    window = build(application)
    # Ctrl-C in the terminal closes the window; the timer lets Python see the signal.
    signal.signal(signal.SIGINT, lambda *_: window.close())
    idle = QTimer(window, interval=200)
    idle.timeout.connect(lambda: None)
    idle.start()
    window.show()
    window.load(chosen_model())
    shell = of(window)
    if not shell.kept.now.welcomed:
        QTimer.singleShot(0, shell, shell.welcome)
    return application.exec()
