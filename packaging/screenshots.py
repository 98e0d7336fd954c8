"""Pictures of the window in its states, light and dark: `make screenshots`, into resources/screenshots.

With the name of a folder the pictures go there instead.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from earshot import paths, shell

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from models_pictures import models

from earshot.domain.clip_events import PlayerAt
from earshot.domain.errors import MediaError
from earshot.domain.events import TextHeard
from earshot.domain.manner import Manner
from earshot.domain.plan import Contents, Order, Rates
from earshot.domain.queue import State
from earshot.domain.settings import Settings
from earshot.domain.take_events import LevelHeard
from earshot.domain.transcript import Words
from earshot.session.world import Letter
from earshot.ui.around.overlay import Overlay
from earshot.ui.look.style import sheet, tokens
from earshot.ui.settings.preferences import Preferences
from earshot.ui.sidebar import Place
from earshot.ui.window import Window
from films import film
from speech import spoken

FOLDER = Path(os.environ.get("SCREENSHOTS") or Path(__file__).resolve().parents[1] / "resources" / "screenshots")


def until(application: QApplication, there: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not there():
        if time.monotonic() > end:
            raise TimeoutError("a state of the window never came")
        application.processEvents()
        time.sleep(0.01)


def take(window: Window, application: QApplication, name: str) -> None:
    """The same moment in light and in dark."""
    for dark in (True, False):
        colours = tokens(paths.RESOURCES, dark=dark)
        application.setStyleSheet(sheet(colours))
        window.recolour(colours)
        application.processEvents()
        window.grab().save(str(FOLDER / f"{name}-{'dark' if dark else 'light'}.png"))


def main() -> None:
    """All of them, or with `describe` or `models` those of that place alone; in a data folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EARSHOT_DATA"] = folder
        pictures()


def pictures() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    window = shell.build(application)
    window.show()
    window.recolour(tokens(paths.RESOURCES, dark=False))
    take(window, application, "loading")
    window.load(paths.POCKET)
    until(application, lambda: window.model_name.text() == "Earshot Pocket")
    if sys.argv[1:] in (["describe"], ["models"]):
        describe(window, application) if sys.argv[1] == "describe" else models(window, application, take, until)
        window.close()
        return
    take(window, application, "idle")
    window.play(paths.SAMPLES / "dictation.wav")
    until(application, lambda: len(window.dictation.text.toPlainText().split()) >= 12)
    take(window, application, "listening")
    until(application, lambda: not window.dictation.text.isReadOnly())
    window.dictation.modes.buttons[Manner.POLISH].click()
    until(application, window.dictation.changes.isVisible)
    take(window, application, "edited")
    window.dictation.changes.accept_all.click()
    describe(window, application)
    window.notice.hide()
    models(window, application, take, until)
    window.go(Place.HISTORY)
    until(application, lambda: bool(window.history.entries))
    take(window, application, "history")
    window.go(Place.DESCRIBE)
    window.tell(MediaError("The file “notes.mp4” cannot be read as a video."))
    take(window, application, "failing")
    window.notice.hide()
    window.go(Place.DICTATE)
    _steps(window, application)
    _small(application)
    window.close()


def _steps(window: Window, application: QApplication) -> None:
    """The first run, its voice written."""
    around = shell.of(window)
    around.welcome()
    steps = around.first_run
    assert steps is not None
    steps.hear.listen.click()
    until(application, lambda: steps.hear.state.text().startswith("That was it"))
    for name in ("hear", "get", "hold"):
        _both(application, steps, f"first-{name}")
        steps.next.click()


def describe(window: Window, application: QApplication) -> None:
    """The describe place: empty, asking, busy, done, failing, a queue."""
    pane, clip = window.describe, paths.SAMPLES / "clip.mp4"
    with tempfile.TemporaryDirectory() as folder:
        walk = film(Path(folder) / "harbour-walk.mkv", 62.0, [said.sound() for said in spoken()[:4]], size=320)
        window.go(Place.DESCRIBE)
        take(window, application, "drop")
        pane.ask_first.ask(Contents(walk, "video", 2520.0, sound=True), Order.SPEECH_FIRST, Rates(0.05, 0.4))
        pane.show_question()
        take(window, application, "ask")
        window.watch(walk)
        until(application, lambda: pane.strip.count() >= 20)
        take(window, application, "watching")
        until(application, lambda: pane.ask.isEnabled(), 180.0)
        take(window, application, "described")
        pane.reading.said_tab.click()
        window.deliver(Letter(0, PlayerAt(3.4, playing=True)))
        take(window, application, "said")
        window.deliver(Letter(0, PlayerAt(3.4, playing=False)))
        broken = Path(folder) / "notes.mp4"
        broken.write_text("not a clip")
        window.watch_all([clip, broken, spoken()[1].path, walk])
        until(application, lambda: window.clips.queue.items[-1].state is State.AT_WORK, 180.0)
        until(application, lambda: pane.strip.count() >= 4, 180.0)
        take(window, application, "queue")
        window.clips.remove(window.clips.queue.last)
        pane.queue.pick(2)
        take(window, application, "clip-failed")
        for item in window.clips.queue.items:
            window.clips.remove(item.number)


def _small(application: QApplication) -> None:
    """The settings, and the pill over other programs."""
    preferences = Preferences(Settings(), last_sent=lambda: "", models="/Users/maria/Earshot/models")
    preferences.show()
    for tab, name in zip(preferences.tabs, ("settings", "settings-text", "settings-computer"), strict=True):
        tab.click()
        _both(application, preferences, name)
    preferences.close()
    for dark in (True, False):
        colours = tokens(paths.RESOURCES, dark=dark)
        application.setStyleSheet(sheet(colours))
        pill = Overlay(colours)
        pill.follow(1)
        pill.demo.show()
        pill.deliver(Letter(1, LevelHeard(0.6)))
        pill.deliver(Letter(1, TextHeard(Words("um please send the the report on monday call the", "office"))))
        application.processEvents()
        pill.grab().save(str(FOLDER / f"overlay-{'dark' if dark else 'light'}.png"))
        pill.close()


def _both(application: QApplication, widget: QWidget, name: str) -> None:
    """In light and in dark."""
    for dark in (True, False):
        application.setStyleSheet(sheet(tokens(paths.RESOURCES, dark=dark)))
        application.processEvents()
        widget.grab().save(str(FOLDER / f"{name}-{'dark' if dark else 'light'}.png"))


if __name__ == "__main__":
    main()
