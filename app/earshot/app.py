"""The window in a process of its own: the application, its log, its event loop."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from earshot import paths
from earshot.desktop import single
from earshot.domain.errors import EarshotError
from earshot.shell import build, of
from earshot.store import log, settings
from earshot.store.mark import Left, Mark
from earshot.store.removable import is_out
from earshot.ui.around.opened import Opened
from earshot.ui.look.icons import icon

__all__ = ["build", "run"]

ICON = 64
"""Points; the icon in title bars and among the tasks has colours of its own."""
TOLD = {
    Left.OPEN: (
        "Earshot ended unexpectedly the last time.",
        "Takes that broke off come back into the history by themselves.",
    ),
    Left.STARTING: (
        "Earshot ended unexpectedly while it opened its model, so the demo model is open now.",
        "Choose your model again under Models; if it happens once more, a smaller one may fit.",
    ),
}
"""What is said about the time before."""


DISK_OUT = (
    "The disk with your model is not there, so the demo model is open.",
    "Your model is back at the next start with the disk, or under Models.",
)


def chosen_model() -> Path:
    """The folder chosen last if it is still there, else the embedded model."""
    kept = settings.read(paths.settings_file()).model
    return Path(kept) if kept and Path(kept).is_dir() else paths.POCKET


def run(files: list[Path]) -> int:
    """Opens the window, with these files in it; returns the exit code.

    A window that is open already gets them instead.
    """
    folder = paths.data_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        first = single.first(folder)
        if first is None:
            single.hand_over(folder, files)
            return 0
    except EarshotError as error:
        sys.stderr.write(f"{error.sentence} {error.advice}\n")
        return 1
    log.begin(paths.log_file(), Path.home())
    mark = Mark(paths.mark_file())
    left = mark.begin()
    try:
        code = _show(first, mark, left, files)
        mark.end()  # an error that comes through here is no proper end
        return code
    finally:
        first.close()
        log.end()


def _show(first: single.First, mark: Mark, left: Left, files: list[Path]) -> int:
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Earshot")
    if sys.platform != "darwin":  # there the bundle has it
        application.setWindowIcon(icon("earshot", "#000000", size=ICON))
    opened = Opened(application)
    application.installEventFilter(opened)
    window = build(application)
    window.model_opened.connect(lambda _: mark.ready())
    opened.called.connect(window.to_front)
    opened.came.connect(lambda path: window.take_files([path]))
    opened.listen(first.fileno(), first.handed)
    # Ctrl-C in the terminal, and the system when it ends, close the window; the timer lets Python see the signals.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.close())
    idle = QTimer(window, interval=200)
    idle.timeout.connect(lambda: None)
    idle.start()
    window.show()
    window.load(paths.POCKET if left is Left.STARTING else chosen_model())
    shell = of(window)
    if not shell.kept.now.welcomed:
        QTimer.singleShot(0, shell, shell.welcome)
    if left in TOLD:
        window.tell(EarshotError(*TOLD[left]))
    elif shell.kept.now.model and is_out(Path(shell.kept.now.model)):
        window.tell(EarshotError(*DISK_OUT))
    if files:
        window.take_files(files)
    code = application.exec()
    opened.deaf()
    return code
