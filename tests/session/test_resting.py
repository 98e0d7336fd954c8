"""A model that nobody wants for long enough is let go, and comes back when somebody does."""

from __future__ import annotations

from tests.session.test_session import MODEL, TALKIE, Desk
from tests.session.test_session import desk as desk

from earshot.domain.events import FileRead, Finished, TextEdited
from earshot.domain.manner import Manner
from earshot.domain.model_events import ModelReady
from earshot.session.idle import Idle
from fakes import Clock, noise


def test_time_counts_from_the_last_wish_and_is_told_once() -> None:
    clock = Clock()
    idle = Idle(clock, minutes=10)
    clock.now = 599.0
    assert not idle.over(busy=False)
    idle.touch()
    clock.now = 700.0
    assert not idle.over(busy=False)
    clock.now = 1199.0
    assert idle.over(busy=False)
    assert not idle.over(busy=False), "told already"


def test_work_under_way_is_a_wish_and_without_a_setting_there_is_no_end() -> None:
    clock = Clock()
    idle = Idle(clock, minutes=1)
    clock.now = 100.0
    assert not idle.over(busy=True)
    assert not idle.over(busy=False), "work has just ended"
    idle.minutes, clock.now = 0.0, 1e9
    assert not idle.over(busy=False)


def rests(desk: Desk) -> None:
    clock = Clock()
    desk.session.idle = Idle(clock, minutes=5)
    assert desk.session.rest() is None
    clock.now = 301.0
    job = desk.session.rest()
    assert job is not None
    assert desk.all_of(job) == [Finished()], "whatever the model can do is still offered"
    assert desk.mind.released


def test_a_rested_model_comes_back_for_an_edit_and_for_a_clip(desk: Desk) -> None:
    desk.open(MODEL)
    rests(desk)
    edited = desk.all_of(desk.session.edit("a text", Manner.POLISH))
    assert ModelReady(desk.mind.card) in edited and any(isinstance(event, TextEdited) for event in edited)
    desk.session.idle = Idle(Clock())
    assert any(isinstance(event, FileRead) for event in desk.all_of(desk.session.clips.describe(TALKIE)))


def test_who_speaks_after_a_rest_is_heard_by_the_same_model(desk: Desk) -> None:
    desk.open(MODEL)
    rests(desk)
    take = desk.press()
    desk.microphone.say(noise(1.0))
    desk.session.release()
    assert desk.says(take) == "Send the report."


def test_a_model_that_was_unloaded_by_hand_stays_away(desk: Desk) -> None:
    desk.open(MODEL)
    desk.all_of(desk.session.unload())
    assert "No model is open" in desk.error(desk.session.edit("a text", Manner.POLISH)).sentence


def test_a_rest_without_a_model_is_nothing(desk: Desk) -> None:
    clock = Clock()
    desk.session.idle = Idle(clock, minutes=5)
    clock.now = 301.0
    job = desk.session.rest()
    assert job is not None and desk.all_of(job) == [Finished()]
