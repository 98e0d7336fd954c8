"""Push-to-talk from any program: which take goes where, and what the pill over other programs shows of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from earshot import paths
from earshot.domain.events import Finished, TextHeard
from earshot.domain.hotkey import USUAL, Hotkey, Stroke
from earshot.domain.inserting import Copied, Inserted, Outcome, Program, Why
from earshot.domain.model_events import ModelReady
from earshot.domain.take_events import (
    LevelHeard,
    TakeBegan,
    TakeCancelled,
    TakeEnds,
    TakeFinished,
    TakenBack,
)
from earshot.domain.transcript import Words
from earshot.engine.checkpoint import inspect
from earshot.session.session import Session
from earshot.session.world import Letter
from earshot.ui.around.anywhere import Anywhere
from earshot.ui.around.overlay import Overlay
from earshot.ui.look.style import tokens

MAIL = Program("Mail", 7)


class Desk:
    """A session, a key, a program in front and a way into it, all looked at."""

    def __init__(self, *, demo: bool = False) -> None:
        self.number, self.done = 40, list[str]()
        self.outcome: Outcome = Inserted("Mail")
        self.front: Program | None = MAIL
        self.texts: list[tuple[str, Program | None]] = []
        self.notes: list[tuple[int, str, str]] = []
        self.said: list[str] = []
        self.heard: Callable[[Stroke, float], None] = lambda *_: None
        me = cast(Any, self)
        self.anywhere = Anywhere(cast(Session, self), me, lambda: me, me, demo=demo)
        self.anywhere.told.connect(self.said.append)
        self.anywhere.listen(USUAL)
        card = inspect(paths.POCKET)
        self.tell(1, ModelReady(replace(card, demo=False)))
        self.demo = Letter(1, ModelReady(card))

    def listen(self, _: Hotkey, heard: Callable[[Stroke, float], None]) -> None:
        self.heard = heard

    def leave(self) -> None:
        self.done.append("left")

    def program(self) -> Program | None:
        return self.front

    def key_down(self) -> int:
        self.number += 1
        return self.number

    def key_up(self) -> None:
        self.done.append("up")

    def other_key(self) -> None:
        self.done.append("joined")

    def inserted(self, entry: int, how: str, into: str = "") -> None:
        self.notes.append((entry, how, into))

    def insert(self, text: str, into: Program | None, done: Callable[[Outcome], None]) -> None:
        self.texts.append((text, into))
        done(self.outcome)

    def undo(self, done: Callable[[Outcome], None]) -> None:
        self.done.append("undone")

    def tell(self, job: int, event: Any) -> None:
        self.anywhere.deliver(Letter(job, event))

    def takes(self, qtbot: QtBot, text: str = "send the report") -> None:
        """One take by the key, from its press to its text."""
        number = self.number + 1
        self.heard(Stroke.DOWN, 0.0)
        qtbot.waitUntil(lambda: self.number == number)
        self.tell(number, TakeBegan())
        self.heard(Stroke.UP, 1.0)
        qtbot.waitUntil(lambda: "up" in self.done)
        self.tell(number, TakeFinished(text, 0.1, entry=3))
        self.tell(number, Finished())


def test_what_is_said_with_the_key_goes_where_the_caret_was(qtbot: QtBot) -> None:
    desk = Desk()
    desk.heard(Stroke.DOWN, 0.0)
    desk.front = Program("Notes", 8)  # somebody switches while speaking
    qtbot.waitUntil(lambda: desk.number == 41)
    desk.tell(41, TakeFinished("send the report", 0.1, entry=3))
    assert desk.texts == [("send the report", MAIL)]
    qtbot.waitUntil(lambda: desk.notes == [(3, "pasted", "Mail")])
    assert not desk.said


def test_a_take_of_the_windows_own_button_stays_in_the_window(qtbot: QtBot) -> None:
    desk = Desk()
    desk.takes(qtbot)
    desk.tell(90, TakeBegan())
    desk.tell(90, TakeFinished("for the window", 0.1, entry=4))
    desk.tell(41, TakeFinished("twice", 0.1, entry=3))
    assert [text for text, _ in desk.texts] == ["send the report"]


def test_silence_inserts_nothing_and_a_text_that_could_not_be_inserted_is_said(qtbot: QtBot) -> None:
    desk = Desk()
    desk.takes(qtbot, "")
    assert not desk.texts
    desk.outcome = Copied(Why.SECURE)
    desk.takes(qtbot)
    qtbot.waitUntil(lambda: bool(desk.said))
    assert desk.said == ["The text was copied, because a password is being typed."]
    assert desk.notes == [(3, "copied: a password is being typed", "")]


@pytest.mark.parametrize("may", [False, True])
def test_the_demo_model_inserts_only_if_that_was_switched_on(qtbot: QtBot, may: bool) -> None:
    desk = Desk(demo=may)
    desk.anywhere.deliver(desk.demo)
    desk.takes(qtbot)
    assert bool(desk.texts) is may and bool(desk.said) is not may


def test_other_keys_and_taking_back_are_passed_on(qtbot: QtBot) -> None:
    desk = Desk()
    desk.heard(Stroke.JOINED, 0.0)
    qtbot.waitUntil(lambda: desk.done == ["joined"])
    desk.takes(qtbot)
    desk.tell(90, TakenBack(4))
    assert "undone" not in desk.done, "a take of the window's own was never inserted"
    desk.tell(desk.number, TakenBack(3))
    assert desk.done == ["joined", "up", "undone"]
    desk.anywhere.close()
    assert desk.done.count("left") == 2


def test_the_pill_follows_its_take_and_goes_by_itself(qtbot: QtBot) -> None:
    pill = Overlay(tokens(paths.RESOURCES, dark=False))
    qtbot.addWidget(pill)
    pill.follow(5)
    assert pill.isVisible() and pill.says.text() == "Listening …"
    pill.deliver(Letter(5, LevelHeard(0.5)))
    pill.deliver(Letter(6, TextHeard(Words("another take", ""))))
    assert pill.says.text() == "Listening …"
    pill.deliver(Letter(5, TextHeard(Words("a " * 60, "tail"))))
    assert pill.says.text().startswith("…") and pill.says.text().endswith("tail")
    pill.deliver(Letter(5, TextHeard(Words("שלום " * 60, "תודה"))))
    assert pill.says.layoutDirection() is Qt.LayoutDirection.RightToLeft, "or its last words stand where it began"
    pill.deliver(Letter(5, TakeEnds()))
    assert pill.says.text() == "Settling the last words …" and not pill.time.runs
    assert pill.says.layoutDirection() is Qt.LayoutDirection.LeftToRight
    pill.deliver(Letter(5, TakeFinished("send the report", 0.1)))
    assert pill.says.text() == "3 words"
    pill.last("Inserted into Mail")
    qtbot.waitUntil(lambda: not pill.isVisible(), timeout=60_000)
    pill.follow(6)
    pill.deliver(Letter(6, TakeCancelled()))
    assert pill.says.text() == "Dropped"


def test_a_text_of_the_window_goes_to_the_program_behind_it(qtbot: QtBot) -> None:
    desk = Desk()
    came, announced = list[bool](), list[str]()
    desk.anywhere.came.connect(came.append)
    desk.anywhere.announced.connect(announced.append)
    desk.anywhere.insert("send the report")
    qtbot.waitUntil(lambda: came == [True])
    assert desk.texts == [("send the report", None)] and announced == ["Inserted 3 words into Mail"]
    desk.outcome = Copied(Why.NOBODY)
    desk.anywhere.insert("send the report")
    qtbot.waitUntil(lambda: came == [True, False])
    assert desk.said == ["The text was copied, because no program is in front."]
