"""Orders carried out, in any order of presses, losses and answers: no sound is lost, every press is answered once."""

from __future__ import annotations

import random
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from earshot import parts
from earshot.domain import signals as came
from earshot.domain.entry import Condition
from earshot.domain.errors import EarshotError, MicrophoneError
from earshot.domain.events import Event, Failed, Finished
from earshot.domain.sound import RATE
from earshot.domain.take_events import TakeFinished
from earshot.domain.taking import Shut
from earshot.session.carrying import Calls, Carrying
from earshot.session.dictation import RULES
from earshot.session.hearing import Source
from earshot.session.kept import Kept, Wish
from earshot.session.shelf import Shelf, Wishes
from fakes import FakeMicrophone, noise

PATIENCE = 10.0
GONE = MicrophoneError("The microphone is gone.")


class Stage:
    """The carrying-out on this very thread, with scripted microphones and a scripted model."""

    def __init__(self) -> None:
        self.inbox = deque[Callable[[], None]]()
        self.letters: list[tuple[int, Event]] = []
        self.microphones: list[FakeMicrophone] = []
        self.reading: tuple[Kept, int] | None = None
        self.asked = 0
        self.pressed = 0
        self.said = Counter[int]()
        """Samples by press."""
        shelf = Shelf(parts.world().keeping, Wishes(), lambda: "Scripted", self.post)
        shelf.open()
        calls = Calls(self.read, self.stop_reading, self.ask, lambda: None)
        rules = replace(RULES, after=0.0, undo=0.05)
        self.shelf, self.carrying = shelf, Carrying(shelf, calls, self.post, self.inbox.append, rules)

    def post(self, job: int, event: Event) -> None:
        self.letters.append((job, event))

    def read(self, kept: Kept, number: int) -> None:
        assert self.reading is None, "one reading at a time"
        self.reading = kept, number

    def stop_reading(self) -> None:
        self.reading = None

    def ask(self) -> None:
        self.asked += 1

    def open(self) -> FakeMicrophone:
        self.microphones.append(FakeMicrophone())
        return self.microphones[-1]

    def pump(self) -> None:
        while self.inbox:
            self.carrying.guard(self.inbox.popleft())
        self.carrying.see_to_recordings()

    def press(self) -> None:
        if not self.pressed and not self.carrying.must_wait:
            self.pressed = len(self.said) + 1
            self.said[self.pressed] = 0
            self.carrying.press(Wish(self.pressed), Source(self.open))
            self.pump()

    def release(self) -> None:
        self.pressed = 0
        self.carrying.hear(came.End(time.monotonic()))

    def say(self) -> None:
        if self.pressed and self.microphones and not self.microphones[-1].stops:
            time.sleep(0.002)  # a block takes as long as it lasts, at least
            self.microphones[-1].say(noise(0.001))
            self.said[self.pressed] += RATE // 1000

    def lose_microphone(self) -> None:
        if self.pressed:
            self.microphones[-1].end(GONE)

    def answer(self) -> None:
        """The reading comes to its end, if its take has."""
        if self.reading is not None and self.reading[0].whole:
            (kept, number), self.reading = self.reading, None
            if kept.error is not None:
                self.carrying.hear(came.ReadingFailed(time.monotonic(), number, kept.error))
            else:
                self.carrying.have_read(kept.take, number, TakeFinished("Words.", 0.1), "")

    def model(self, signal: Callable[[float], came.Signal]) -> None:
        self.carrying.hear(signal(time.monotonic()))

    def settle(self) -> None:
        """Until nothing is on its way."""
        self.release()
        self.model(came.ModelCame)
        until = time.monotonic() + PATIENCE
        while self.carrying.state.takes or not isinstance(self.carrying.state.microphone, Shut):
            assert time.monotonic() < until, self.carrying.state
            self.pump()
            self.answer()
            self.carrying.hear(came.Tick(time.monotonic()))
            time.sleep(0.005)

    def leave(self) -> None:
        self.carrying.leave()
        self.shelf.close()


@pytest.mark.parametrize("seed", range(12))
def test_no_order_of_events_loses_sound_or_leaves_a_press_unanswered(seed: int) -> None:
    stage, rng = Stage(), random.Random(seed)
    acts: list[Callable[[], None]] = [
        stage.press, stage.release, stage.say, stage.say, stage.say, stage.answer, stage.lose_microphone,
        lambda: stage.model(came.ModelCame), lambda: stage.model(came.ModelWent), lambda: time.sleep(0.01),
    ]  # fmt: skip
    for _ in range(60):
        rng.choice(acts)()
        stage.pump()
    stage.settle()
    entries = {entry.number: entry for entry in stage.shelf.history.newest(1000)}
    stage.leave()
    finished = Counter(job for job, event in stage.letters if isinstance(event, Finished))
    assert finished == dict.fromkeys(stage.said, 1)
    done = {job: event.entry for job, event in stage.letters if isinstance(event, TakeFinished)}
    assert all(job in done for job, samples in stage.said.items() if samples)
    assert {job: round(entries[entry].seconds * RATE) for job, entry in done.items()} == {
        j: stage.said[j] for j in done
    }
    assert all(entry.condition is Condition.DONE for entry in entries.values())
    assert all(microphone.stopped.wait(PATIENCE) for microphone in stage.microphones)


def test_a_cancel_drops_the_take_and_an_undo_brings_it_back() -> None:
    stage = Stage()
    stage.model(came.ModelCame)
    for undone in (False, True):
        stage.press()
        stage.say()
        stage.pump()
        stage.model(came.Cancel)
        if undone:
            stage.model(came.Undo)
        stage.settle()
    finished = [job for job, event in stage.letters if isinstance(event, TakeFinished)]
    assert finished == [2]
    (entry,) = stage.shelf.history.newest()
    stage.leave()
    assert (entry.raw, entry.seconds) == ("Words.", 0.001)


def test_where_no_row_can_be_made_the_press_is_answered_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()

    def full(*_: object, **__: object) -> None:
        raise EarshotError("The disk is full.", "Free some space.")

    monkeypatch.setattr(stage.shelf.history, "begin", full)
    stage.press()
    stage.say()
    stage.settle()
    stage.leave()
    assert [event.error.sentence for _, event in stage.letters if isinstance(event, Failed)] == ["The disk is full."]
    assert [job for job, event in stage.letters if isinstance(event, Finished)] == [1]


def test_a_row_that_cannot_be_written_keeps_no_text_back(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage()
    stage.model(came.ModelCame)
    stage.press()
    stage.say()
    stage.pump()

    def full(*_: object, **__: object) -> None:
        raise EarshotError("The disk is full.", "Free some space.")

    monkeypatch.setattr(stage.shelf.history, "update", full)
    stage.settle()
    stage.leave()
    assert [event.text for _, event in stage.letters if isinstance(event, TakeFinished)] == ["Words."]


def test_the_loudness_of_what_is_said_is_shown_with_its_press() -> None:
    stage = Stage()
    stage.press()
    stage.say()
    stage.pump()
    levels = [(job, type(event).__name__) for job, event in stage.letters]
    stage.settle()
    stage.leave()
    assert (1, "LevelHeard") in levels and np.isfinite(stage.said[1])
