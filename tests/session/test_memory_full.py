"""The memory is full in the midst of a take: what was heard before is given out, or the sound is kept."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence

import pytest
from tests.session.test_session import TALKIE, Desk
from tests.session.test_session import desk as desk

from earshot.domain.errors import MemoryFullError
from earshot.domain.events import FileRead
from earshot.domain.reading import Reading
from earshot.domain.sound import Sound
from earshot.domain.take_events import TakeFinished
from earshot.session import jobs
from fakes import FakeEars, FakeMind, loud, noise, silence


class Full(FakeEars):
    """Has room for one window only."""

    def close(
        self, draft: Sequence[int] = (), limit: int | None = None, at: int | None = None
    ) -> Generator[None, None, Reading]:
        if self.limits:
            raise MemoryFullError("The memory is full.")
        return (yield from super().close(draft, limit, at))


def dictated(*, first_lasts: float, released: bool) -> list[object]:
    let_go = [0.0]

    def blocks() -> Iterator[Sound | None]:
        yield noise(first_lasts)
        yield silence(0.6)
        let_go[0] = time.monotonic() if released else 0.0
        yield noise(3.0, seed=1)

    mind = FakeMind(Full(["Send the report.", "Never."]))
    return list(jobs.dictate(mind, loud, blocks(), lambda: let_go[0]))


def test_a_take_that_was_let_go_gives_out_what_was_heard_and_says_so() -> None:
    last = dictated(first_lasts=7.0, released=True)[-1]
    assert isinstance(last, TakeFinished) and last.text == "Send the report."
    assert [(alarm.kind, alarm.sentence) for alarm in last.alarms] == [
        ("memory", "The memory is full. The rest is missing.")
    ]


def test_while_somebody_speaks_the_reading_fails_and_the_recording_goes_on() -> None:
    with pytest.raises(MemoryFullError):
        dictated(first_lasts=7.0, released=False)


def test_eyes_are_let_go_when_the_memory_is_full_of_what_they_saw(desk: Desk) -> None:
    desk.open()
    assert any(isinstance(event, FileRead) for event in desk.all_of(desk.session.clips.describe(TALKIE)))

    def full(*_: object) -> Iterator[str]:
        raise MemoryFullError("The memory is full.")

    desk.mind.eyes().ask = full  # type: ignore[method-assign]
    assert "memory is full" in desk.error(desk.session.clips.ask("what is it?")).sentence
    assert "Nothing has been watched yet" in desk.error(desk.session.clips.ask("what is it?")).sentence
