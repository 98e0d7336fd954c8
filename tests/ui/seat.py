"""Somebody before the window, whose microphone hears what the test says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from earshot import app, parts, paths
from earshot.audio import decode
from earshot.domain.take_events import LevelHeard
from earshot.session.world import Letter
from fakes import FakeMicrophone

SAMPLE = paths.SAMPLES / "dictation.wav"
PATIENCE = 60_000


class Seat:
    """Somebody before the window, with a microphone that hears what the test says."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, *, load: bool = True) -> None:
        self.qtbot = qtbot
        self.microphones: list[FakeMicrophone] = []
        real = parts.world
        monkeypatch.setattr(parts, "world", lambda *given: replace(real(*given), microphone=self._made))
        self.window = app.build(qapp)
        qtbot.addWidget(self.window)
        self.window.show()
        self.pane = self.window.dictation
        self._levels = list[Letter]()
        self.window.post.listen(lambda letter: self._levels.append(letter) if _is_level(letter) else None)
        if load:
            self.window.load(paths.POCKET)
            self.has_model()

    def _made(self) -> FakeMicrophone:
        self.microphones.append(FakeMicrophone())
        return self.microphones[-1]

    def presses(self) -> None:
        QTest.mousePress(self.pane.talk, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))

    def lets_go(self) -> None:
        QTest.mouseRelease(self.pane.talk, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))

    def says_something(self) -> None:
        """About four seconds, which the microphone hears at once."""
        self.hears_something()
        self.qtbot.waitUntil(lambda: self.pane.state.text().startswith("Listening"), timeout=PATIENCE)

    def hears_something(self) -> None:
        self.qtbot.waitUntil(lambda: len(self.microphones) > 0 and self.microphones[-1].open.is_set())
        self._levels.clear()
        self.microphones[-1].say(decode.sound_of(SAMPLE)[:64_000])
        self.qtbot.waitUntil(lambda: bool(self._levels), timeout=PATIENCE)

    def waits_for(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: self.pane.state.text().startswith(words), timeout=PATIENCE)

    def has_model(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.model_name.text() == "Earshot Pocket", timeout=PATIENCE)


def _is_level(letter: Letter) -> bool:
    return isinstance(letter.event, LevelHeard)
