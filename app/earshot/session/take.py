"""One take as it is heard: sound goes in, windows open and close, words settle.

The same for a file, a recording and a microphone.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, assert_never

import numpy as np

from earshot.domain.doubts import LEAST_SPEECH, NO_SPEECH, doubts, repeats
from earshot.domain.events import Event, Noticed, Stepped, TextHeard
from earshot.domain.joining import Join, join
from earshot.domain.reading import REST, Alarm, Part, Reading, telling
from earshot.domain.sound import FRAME, RATE, Sound
from earshot.domain.transcript import Agreement
from earshot.domain.voice import Gate, Heard, Judge
from earshot.domain.windows import AGAIN_FRAMES, Close, Cutter, Grow, Open, halves
from earshot.domain.words import text_of, words_of
from earshot.session.pace import Ease, Pace
from earshot.session.ports import Ears
from earshot.session.window import Window, alarmed, refuted, stretches

T = TypeVar("T")

FEED = int(1.28 * RATE)
"""Samples given to the model in one step."""
CHECK = 3 * RATE
"""After so many samples of a window each time it is read for comparison: at places that depend on nothing but the
sound, so that the same sound gives the same text however it came (decision 0019)."""
LEAST_NEW = int(0.3 * RATE)
"""Samples that must have come in since the last reading to make another worth while."""
SLOW_SECONDS, SLOW_TIMES = 3.0, 2
"""When so many readings in a row cost more than so long each, live words come too late to be of use."""
SLOW = "This computer is too slow for live words with this model; the text comes when the take ends."
BETTER = 0.9
"""A window that was read again counts if less of it than this share of the first reading is odd."""
FORGET_SECONDS = 5.0
"""After so long a pause what was said before is no context any more."""


def stepping(steps: Generator[None, None, T]) -> Generator[Event, None, T]:
    """Runs the model's steps as steps of a job, so that the lane may do something urgent between them."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        yield Stepped()


@dataclass(frozen=True)
class Hints:
    """What is known about the speech beforehand."""

    language: str | None = None
    """English name; None for whatever is spoken."""
    vocabulary: Sequence[str] = ()
    """Names and terms that may come up."""
    target: str = ""
    """English name of the language to translate into; empty for none."""


ANYTHING = Hints()


class Take:
    """Follows one take.  Runs on the thinking lane; `clock` gives seconds, `pace` is a live take's."""

    def __init__(
        self, ears: Ears, judge: Judge, longest: float, clock: Callable[[], float], hints: Hints = ANYTHING,
        pace: Pace | None = None,
    ) -> None:  # fmt: skip
        self._ears, self._clock, self._hints = ears, clock, hints
        self._pace, self._shows = pace or Pace(Ease()), pace is not None
        self._gate, self._cutter = Gate(judge), Cutter(longest)
        self._agreement = Agreement()
        self._window: Window | None = None
        self._fed = self._read_at = 0
        self._next_reading = 0.0
        self._cost = 0.0
        """Seconds the last reading took, of those that are not the last of their window."""
        self._slow = 0
        """Readings in a row that cost too much."""
        self._draft: tuple[int, ...] = ()
        self.parts: list[Part] = []
        self.final_only = False
        """Some of its words were shown only when their window ended."""

    @property
    def text(self) -> str:
        return text_of(part.text for part in self.parts)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        return telling(self.parts)

    @property
    def replaced(self) -> int:
        """Settled words that a final reading changed."""
        return self._agreement.replaced

    @property
    def spoken(self) -> float:
        """Seconds of speech in what was written down."""
        return sum((end - start for part in self.parts for start, end in part.speech), 0.0)

    def push(self, sound: Sound) -> Generator[Event]:
        """Hears more of the take; a window that ends is written down at once."""
        for start in range(0, len(sound), FEED):
            yield from self._follow(self._gate.push(sound[start : start + FEED]))

    def worth_reading(self) -> bool:
        """True if a window is open, enough is new in it and the last reading is long enough ago.

        Not where readings cost too much, or the machine is strained: then only the last one of each window is made.
        """
        new = self._window is not None and self._fed - self._read_at >= LEAST_NEW
        return new and self._clock() >= self._next_reading and not self._final_only()

    def _final_only(self) -> bool:
        live = self._pace.live
        self.final_only = self.final_only or not live or self._slow >= SLOW_TIMES
        return not live or self._slow >= SLOW_TIMES

    def read(self, hurry: Callable[[], bool] = lambda: False) -> Generator[Event]:
        """Writes down what the open window says so far, with the last reading as a draft.

        Once `hurry` is true the reading is broken off: what it made out is only a draft of the last one.
        """
        assert self._window is not None
        began = self._clock()
        self._read_at = self._fed
        reading = yield from stepping(self._ears.read(self._draft, hurry))
        if hurry():
            self._draft = (*reading.ids, *self._draft[len(reading.ids) :])
            return
        self._draft = reading.ids
        self._took(began)
        self._slow = self._slow + 1 if self._cost > SLOW_SECONDS and self._pace.gives_up else 0
        if self._slow == SLOW_TIMES:
            yield Noticed(SLOW)
        yield self._heard(reading)

    def _took(self, began: float) -> None:
        self._cost = self._clock() - began
        self._next_reading = self._clock() + REST * self._cost

    def _heard(self, reading: Reading) -> TextHeard:
        """What the open window says now, behind what the last one had of it."""
        assert self._window is not None
        words = words_of(reading.text)
        lap = self._join(words).right if self._window.laps else 0
        return TextHeard(self._agreement.read(text_of(words[lap:]), self._read_at / RATE))

    def finish(self) -> Generator[Event]:
        """Settles the last words.  A take without any speech becomes one empty part that says so."""
        yield from self._follow(self._gate.flush())
        for cut in self._cutter.finish():
            assert isinstance(cut, Close)
            yield from self._close(cut.at)
        if not self.parts:
            self.parts.append(Part(0.0, self._cutter.heard / RATE, (), (), "", (NO_SPEECH,)))

    def _follow(self, heard: Heard) -> Generator[Event]:
        for cut in self._cutter.push(heard):
            match cut:
                case Open(start):
                    self._open(start)
                case Grow(sound, speech):
                    yield from self._grow(sound, speech.tolist())
                case Close(at):
                    yield from self._close(at)
                case rest:
                    assert_never(rest)

    def _open(self, start: int) -> None:
        last = self.parts[-1] if self.parts else None
        near = last is not None and not last.alarms and start / RATE - last.end_s < FORGET_SECONDS
        context = self.text if near else ""
        laps = last is not None and start / RATE < last.end_s
        self._window = Window(start, laps, context)
        self._ears.open(self._hints.language, context, self._hints.vocabulary, self._hints.target)
        self._fed, self._read_at, self._draft = 0, 0, ()

    def _grow(self, sound: Sound, speech: list[bool]) -> Generator[Event]:
        assert self._window is not None
        self._window.sound.append(sound)
        self._window.speech += speech
        start = 0
        while start < len(sound):
            piece = sound[start : start + min(FEED, CHECK - self._fed % CHECK)]
            self._ears.feed(piece)
            self._fed += len(piece)
            start += len(piece)
            yield Stepped()
            if self._fed % CHECK == 0 and self._ears.streams and self._affords():
                yield from self._check(self._window)

    def _affords(self) -> bool:
        """A file waits for nobody; while somebody speaks, readings may take no more time than live words are given."""
        return not self._shows or (not self._final_only() and self._cost * (1 + REST) <= CHECK / RATE)

    def _check(self, window: Window) -> Generator[Event]:
        """A reading that the last one is compared with, and that is its draft; shown while one speaks."""
        began = self._clock()
        reading = yield from stepping(self._ears.read(self._draft))
        self._took(began)
        if not repeats(reading.text):
            window.checks.append((self._fed, reading.text))
        self._draft, self._read_at = reading.ids, self._fed
        if self._shows:
            yield self._heard(reading)

    def _close(self, at: int) -> Generator[Event]:
        window = self._window
        assert window is not None
        self._window = None
        speech, behind = window.speech[: -(-at // FRAME)], window.speech[-(-at // FRAME) : self._read_at // FRAME]
        more = any(behind)
        if sum(speech) * FRAME < LEAST_SPEECH * RATE:
            yield TextHeard(self._agreement.close("", more))
            return
        reading = yield from stepping(self._ears.close(self._draft, at=at))
        checked = window.checked(at)
        found = [self._part(window.start, at, speech, reading, window.context, checked)]
        if found[0].alarms:
            found = yield from self._again(window.start, np.concatenate(window.sound)[:at], speech, found[0], checked)
        if window.laps and self.parts:
            self._lap(found)
        self.parts += found
        yield TextHeard(self._agreement.close(text_of(part.text for part in found), more))

    def _part(
        self, start: int, length: int, speech: list[bool], reading: Reading, context: str, checked: Sequence[str] = ()
    ) -> Part:
        where, spoken = stretches(start, speech), sum(speech) * FRAME / RATE
        alarms = (*reading.alarms, *doubts(reading.text, spoken, context, self._hints.vocabulary, checked))
        begin, end = start / RATE, (start + length) / RATE
        return Part(begin, end, reading.prompt_ids, reading.ids, reading.text, alarms, where, reading.translation)

    def _again(
        self, start: int, sound: Sound, speech: list[bool], odd: Part, checked: Sequence[str]
    ) -> Generator[Event, None, list[Part]]:
        """Reads a window that came out odd again, in two halves and without context; what is less odd counts.

        Words that are only suspected to be too many or to be missing are not, if the second reading says so.
        """
        found: list[Part] = []
        for first, last in halves(sound, speech):
            piece, spoken = sound[first * FRAME : last * FRAME], speech[first:last]
            if sum(spoken) * FRAME < LEAST_SPEECH * RATE:
                continue
            self._ears.open(self._hints.language, "", self._hints.vocabulary, self._hints.target)
            self._ears.feed(piece)
            reading = yield from stepping(self._ears.close())
            found.append(self._part(start + first * FRAME, len(piece), spoken, reading, ""))
        whole, length = text_of(part.text for part in found), odd.end_s - odd.start_s
        still = length * len(doubts(whole, sum(speech) * FRAME / RATE, checked=checked)) + alarmed(found)
        if found and still < BETTER * alarmed([odd]):
            return found
        return [replace(odd, alarms=tuple(a for a in odd.alarms if not refuted(a, odd.text, whole)))]

    def _lap(self, found: list[Part]) -> None:
        """Takes out of the last part and of the new one what both have, of their translations too."""
        last, new = self.parts[-1], found[0]
        said, words = words_of(last.text), words_of(new.text)
        lap = self._join(words)
        if lap.left:
            self._agreement.shorten(lap.left, words[lap.right :])
        told, more = words_of(last.translation), words_of(new.translation)
        met = self._joined(told, more)
        kept, going = text_of(told[: len(told) - met.left]), text_of(more[met.right :])
        self.parts[-1] = replace(last, text=text_of(said[: len(said) - lap.left]), translation=kept)
        found[0] = replace(new, text=text_of(words[lap.right :]), translation=going)

    def _join(self, words: list[str]) -> Join:
        return self._joined(words_of(self.parts[-1].text), words)

    def _joined(self, said: list[str], words: list[str]) -> Join:
        spoken = sum(end - start for start, end in self.parts[-1].speech) or 1.0
        return join(said, words, len(said) / spoken * AGAIN_FRAMES * FRAME / RATE)
