"""A seeded person before the window, who does whatever can be done there in any order."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from earshot import paths, shell
from earshot.domain.errors import EarshotError
from earshot.domain.microphone import Health, News, Ready, ignore
from earshot.domain.sound import RATE, Sound
from earshot.ui.sidebar import Place
from earshot.ui.window import Window

BLOCK = RATE // 10
WORDS = "um send the the report on monday and call the office"


class Chatter:
    """A microphone before which somebody talks all the time."""

    def __init__(self, speech: Sound) -> None:
        self._speech, self._stop = speech, Event()
        self._thread: Thread | None = None
        self._ended: Callable[[EarshotError | None], None] = lambda _: None

    def start(
        self, heard: Callable[[Sound], None], ended: Callable[[EarshotError | None], None],
        told: Callable[[News], None] = ignore,
    ) -> None:  # fmt: skip
        self._ended = ended
        told(Ready("Chatter", 0.0))

        def talk() -> None:
            at = 0
            while not self._stop.wait(0.1):
                heard(self._speech[at : at + BLOCK])
                at = (at + BLOCK) % (len(self._speech) - BLOCK)

        self._thread = Thread(target=talk, name="chatter", daemon=True)
        self._thread.start()

    def finish(self) -> None:
        if not self._stop.is_set():
            self.stop()
            self._ended(None)

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(2.0)

    @property
    def health(self) -> Health:
        return Health(device="Chatter")


class User:
    """`acts` does one thing; the window is worked with in between."""

    def __init__(self, window: Window, seed: int, files: list[Path], models: list[Path]) -> None:
        """`files`: what is dropped, good and bad; `models`: folders that are opened."""
        self.window, self.random = window, random.Random(seed)
        self._files, self._models = files, models
        self.done = list[str]()
        self._acts = (
            self._hold, self._tap, self._space, self._escape, self._drop, self._go, self._resize, self._click,
            self._click, self._type, self._switch, self._settings, self._steps, self._search, self._shortcut,
        )  # fmt: skip

    def acts(self) -> None:
        act = self.random.choice(self._acts)
        self.done.append(act.__name__[1:])
        act()
        self.waits(self.random.choice((0, 5, 30, 120)))

    def waits(self, ms: int) -> None:
        QTest.qWait(ms)

    def _hold(self) -> None:
        talk = self.window.dictation.talk
        QTest.mousePress(talk, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
        self.waits(self.random.randrange(0, 700))
        QTest.mouseRelease(talk, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))

    def _tap(self) -> None:
        QTest.mouseClick(self.window.dictation.talk, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))

    def _space(self) -> None:
        self.window.dictation.talk.setFocus()
        QTest.keyClick(self.window.dictation.talk, Qt.Key.Key_Space)

    def _escape(self) -> None:
        QTest.keyClick(self.window, Qt.Key.Key_Escape)

    def _drop(self) -> None:
        where: QWidget = self.random.choice((self.window.dictation, self.window.describe, self.window.centralWidget()))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self.random.choice(self._files)))])
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(where.rect().center(), copy, data, left, none)
        QApplication.sendEvent(where, enter)
        if enter.isAccepted():
            QApplication.sendEvent(where, QDropEvent(QPointF(where.rect().center()), copy, data, left, none))

    def _go(self) -> None:
        self.window.go(self.random.choice(list(Place)))

    def _resize(self) -> None:
        self.window.resize(self.random.randrange(760, 1400), self.random.randrange(480, 900))

    def _click(self) -> None:
        """Any button that asks for no file."""
        shown = [
            button for button in self.window.findChildren(QPushButton)
            if button.isVisible() and button.isEnabled() and "…" not in button.text() and button.text() != "Show folder"
        ]  # fmt: skip
        if shown:
            button = self.random.choice(shown)
            self.done[-1] = f"click {button.text() or button.accessibleName()}"
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _type(self) -> None:
        if not self.window.dictation.manuscript.frozen:
            self.window.dictation.text.setFocus()
            self.window.dictation.text.insertPlainText(f" {WORDS}")

    def _switch(self) -> None:
        self.window.load(self.random.choice(self._models))

    def _settings(self) -> None:
        around = shell.of(self.window)
        around.ask()
        sheet = around._preferences
        if sheet is not None:
            self.random.choice(sheet.tabs).click()
            self.random.choice((sheet.done_, sheet.cancel)).click()

    def _steps(self) -> None:
        around = shell.of(self.window)
        around.welcome()
        steps = around.first_run
        if steps is not None:
            steps.next.click()
            self.waits(20)
            self.random.choice((steps.skip, steps.back, steps.next)).click()
            if around.first_run is not None:
                steps.reject()

    def _search(self) -> None:
        self.window.go(Place.HISTORY)
        self.window.history.search.setText(self.random.choice(("", "report", "zebra", "the")))

    def _shortcut(self) -> None:
        key = self.random.choice((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_D, Qt.Key.Key_Z))
        QTest.keyClick(self.window, key, Qt.KeyboardModifier.ControlModifier)


SAMPLES = [paths.SAMPLES / "dictation.wav", paths.SAMPLES / "clip.mp4"]
