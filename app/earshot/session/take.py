"""One take as it is heard: sound goes in, windows open and close, words settle.

The same for a file, a recording and a microphone.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar, assert_never

from earshot.domain.events import Event, Stepped, TextHeard
from earshot.domain.reading import Alarm, Part
from earshot.domain.sound import RATE, Sound
from earshot.domain.transcript import Agreement
from earshot.domain.windows import Close, Cutter, Grow
from earshot.session.ports import Ears

T = TypeVar("T")

FEED = int(1.28 * RATE)
"""Samples given to the model in one step."""
LEAST_NEW = int(0.3 * RATE)
"""Samples that must have come in since the last reading to make another worth while."""
REST = 2.0
"""The next reading comes no sooner than this many times what the last one cost."""


def stepping(steps: Generator[None, None, T]) -> Generator[Event, None, T]:
    """Runs the model's steps as steps of a job, so that the lane may do something urgent between them."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        yield Stepped()


class Take:
    """Follows one take.  Runs on the thinking lane; `clock` gives seconds."""

    def __init__(self, ears: Ears, longest: float, language: str | None, clock: Callable[[], float]) -> None:
        self._ears, self._language, self._clock = ears, language, clock
        self._cutter = Cutter(longest)
        self._agreement = Agreement()
        self._open = False
        self._fed = self._read_at = 0
        self._next_reading = 0.0
        self._draft: tuple[int, ...] = ()
        self._context = ""
        self.parts: list[Part] = []

    @property
    def text(self) -> str:
        return " ".join(part.text for part in self.parts if part.text)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        return tuple(alarm for part in self.parts for alarm in part.alarms)

    @property
    def replaced(self) -> int:
        """Settled words that a final reading changed."""
        return self._agreement.replaced

    def push(self, sound: Sound) -> Generator[Event]:
        """Hears more of the take; a window that ends is written down at once."""
        for cut in self._cutter.push(sound):
            match cut:
                case Grow(more):
                    yield from self._grow(more)
                case Close(at):
                    yield from self._close(at)
                case rest:
                    assert_never(rest)

    def worth_reading(self) -> bool:
        """True if a window is open, enough is new in it and the last reading is long enough ago."""
        return self._open and self._fed - self._read_at >= LEAST_NEW and self._clock() >= self._next_reading

    def read(self) -> Generator[Event]:
        """Writes down what the open window says so far, with the last reading as a draft."""
        began = self._clock()
        self._read_at = self._fed
        reading = yield from stepping(self._ears.read(self._draft))
        self._draft = reading.ids
        self._next_reading = self._clock() + REST * (self._clock() - began)
        yield TextHeard(self._agreement.read(reading.text))

    def finish(self) -> Generator[Event]:
        """Settles the last words."""
        if self._open:
            yield from self._close(self._fed)

    def _grow(self, sound: Sound) -> Generator[Event]:
        if not self._open:
            self._ears.open(self._language, self._context)
            self._open, self._fed, self._read_at, self._draft = True, 0, 0, ()
        for start in range(0, len(sound), FEED):
            piece = sound[start : start + FEED]
            self._ears.feed(piece)
            self._fed += len(piece)
            yield Stepped()

    def _close(self, at: int) -> Generator[Event]:
        reading = yield from stepping(self._ears.close(self._draft, at=at))
        start = self.parts[-1].end_s if self.parts else 0.0
        self.parts.append(Part(start, start + at / RATE, reading.prompt_ids, reading.ids, reading.text, reading.alarms))
        self._context = "" if reading.alarms else self.text
        self._open = False
        yield TextHeard(self._agreement.close(reading.text))
