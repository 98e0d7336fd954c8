"""The window on top of the session: builds both, joins them by the bridge, runs the event loop."""

from __future__ import annotations

import logging
import signal
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from earshot import parts, paths
from earshot.domain import devices
from earshot.domain.keys import Style
from earshot.session.pace import LiveWords
from earshot.session.session import Session
from earshot.store import settings
from earshot.ui.bridge import Bridge
from earshot.ui.style import sheet, tokens
from earshot.ui.window import Window


def build(application: QApplication) -> Window:
    """The window with a live session; the model is not loaded yet."""
    dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
    colours = tokens(paths.RESOURCES, dark=dark)
    application.setStyleSheet(sheet(colours))
    window = Window(colours)
    bridge = Bridge(window.deliver)
    bridge.setParent(window)
    kept = settings.read(paths.settings_file())
    world = parts.world(devices.parse(kept.microphone), kept.warm_seconds)
    session = Session(world, bridge.post, parts.wishes(kept))
    session.language = kept.language or None
    session.pace.choice = LiveWords.named(kept.live_words)
    style = Style.named(kept.key_style)
    session.use_key(style)
    window.dictation.set_key(style)
    window.attach(session)
    window.model_opened.connect(_remember)
    return window


def _remember(folder: Path) -> None:
    kept = settings.read(paths.settings_file())
    model = "" if folder == paths.POCKET else str(folder)
    if model != kept.model:
        settings.write(paths.settings_file(), replace(kept, model=model))


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
    return application.exec()
