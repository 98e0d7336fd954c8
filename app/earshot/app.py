"""The window on top of the session: builds both, joins them by the bridge, runs the event loop."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from earshot import parts, paths
from earshot.desktop import single
from earshot.domain import devices
from earshot.domain.errors import EarshotError
from earshot.domain.hotkey import parse
from earshot.domain.keys import Style
from earshot.domain.settings import Settings
from earshot.session.pace import LiveWords
from earshot.session.session import Session
from earshot.store import log, settings
from earshot.store.mark import Left, Mark
from earshot.ui.anywhere import Anywhere
from earshot.ui.bridge import Bridge
from earshot.ui.opened import Opened
from earshot.ui.overlay import Overlay
from earshot.ui.preferences import Preferences
from earshot.ui.style import Tokens, sheet, tokens
from earshot.ui.window import Window

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
SCREENS = ("xcb", "wayland", "cocoa")
"""Qt's platforms on which other programs are about."""


def build(application: QApplication) -> Window:
    """The window with a live session; the model is not loaded yet."""
    dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
    colours = tokens(paths.RESOURCES, dark=dark)
    application.setStyleSheet(sheet(colours))
    window = Window(colours)
    bridge = Bridge(window.tell_all)
    bridge.setParent(window)
    kept = settings.read(paths.settings_file())
    world = parts.world(devices.parse(kept.microphone), kept.warm_seconds)
    session = Session(world, bridge.post, parts.wishes(kept))
    window.attach(session)
    window.model_opened.connect(_remember)
    others = application.platformName() in SCREENS

    def apply(chosen: Settings) -> None:
        _apply(window, session, chosen)
        if others:
            _hear_everywhere(window, session, chosen, colours)

    apply(kept)
    window.sidebar.settings.clicked.connect(lambda: _ask(window, apply))
    return window


def _apply(window: Window, session: Session, chosen: Settings) -> None:
    """What can change while the window is open; the microphone and its warmth count from the next start."""
    style = Style.named(chosen.key_style)
    session.use_key(style)
    window.dictation.set_key(style)
    session.language = chosen.language or None
    session.pace.choice = LiveWords.named(chosen.live_words)
    wishes = parts.wishes(chosen)
    session.wishes.nothing, session.wishes.sound_days = wishes.nothing, wishes.sound_days


def _ask(window: Window, apply: Callable[[Settings], None]) -> None:
    """The settings, as a sheet over the window."""
    sheet_ = Preferences(settings.read(paths.settings_file()), window)

    def chosen(wanted: Settings) -> None:
        kept = settings.read(paths.settings_file())  # a model may have been opened meanwhile
        settings.write(paths.settings_file(), replace(wanted, model=kept.model))
        apply(wanted)

    sheet_.chosen.connect(chosen)
    sheet_.open()


def _hear_everywhere(window: Window, session: Session, kept: Settings, colours: Tokens) -> None:
    """A global key, the overlay, and text into the program in front, as far as this screen allows it."""
    window.hears_everywhere(None)
    if not kept.hotkey:
        return
    try:
        inserter = parts.inserter() if kept.insert else None
        anywhere = Anywhere(session, parts.keys(), parts.front, inserter, demo=kept.insert_demo)
        anywhere.listen(parse(kept.hotkey))
    except EarshotError as error:
        window.tell(error)
        return
    anywhere.told.connect(lambda sentence: window.tell(EarshotError(sentence)))
    overlay = Overlay(colours) if kept.overlay else None
    if overlay is not None:
        anywhere.began.connect(overlay.follow)
        anywhere.inserted.connect(overlay.last)
    window.hears_everywhere(anywhere, overlay)


def _remember(folder: Path) -> None:
    kept = settings.read(paths.settings_file())
    model = "" if folder == paths.POCKET else str(folder)
    if model != kept.model:
        settings.write(paths.settings_file(), replace(kept, model=model))


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
    opened = Opened(application)
    application.installEventFilter(opened)
    window = build(application)
    window.model_opened.connect(lambda _: mark.ready())
    opened.called.connect(lambda: _front(window))
    opened.came.connect(lambda path: _take_in(window, path))
    opened.listen(first.fileno(), first.handed)
    # Ctrl-C in the terminal, and the system when it ends, close the window; the timer lets Python see the signals.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: window.close())
    idle = QTimer(window, interval=200)
    idle.timeout.connect(lambda: None)
    idle.start()
    window.show()
    window.load(paths.POCKET if left is Left.STARTING else chosen_model())
    if left in TOLD:
        window.tell(EarshotError(*TOLD[left]))
    for path in files:
        _take_in(window, path)
    code = application.exec()
    opened.deaf()
    return code


def _front(window: Window) -> None:
    """Shows a window that may be small, or behind others."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def _take_in(window: Window, path: Path) -> None:
    """A folder is a model, everything else is watched or heard."""
    if path.is_dir():
        window.load(path)
    else:
        window.watch(path)
