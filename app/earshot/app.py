"""The window on top of the session: builds both, joins them by the bridge, runs the event loop."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from earshot import parts, paths
from earshot.domain import devices
from earshot.domain.errors import EarshotError
from earshot.domain.hotkey import parse
from earshot.domain.keys import Style
from earshot.domain.settings import Settings
from earshot.session.pace import LiveWords
from earshot.session.session import Session
from earshot.store import settings
from earshot.ui.anywhere import Anywhere
from earshot.ui.bridge import Bridge
from earshot.ui.overlay import Overlay
from earshot.ui.preferences import Preferences
from earshot.ui.style import Tokens, sheet, tokens
from earshot.ui.window import Window

SCREENS = ("xcb", "wayland", "cocoa")
"""Qt's platforms on which other programs are about."""


REST_LOOK_MS = 15_000
"""How often it is asked whether a model has rested long enough."""


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
    rest = QTimer(window, interval=REST_LOOK_MS)
    rest.timeout.connect(session.rest)
    rest.start()
    return window


def _apply(window: Window, session: Session, chosen: Settings) -> None:
    """What can change while the window is open; the microphone and its warmth count from the next start."""
    style = Style.named(chosen.key_style)
    session.use_key(style)
    window.dictation.set_key(style)
    session.language = chosen.language or None
    session.pace.choice = LiveWords.named(chosen.live_words)
    wishes = parts.wishes(chosen)
    session.idle.minutes = chosen.rest_minutes
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
