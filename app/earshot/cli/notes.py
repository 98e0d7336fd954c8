"""What a measurement notes of a live take: when sound came, what readings cost, when words stood on the screen.

Microphone, recordings and ears are the real ones and are only looked at while they work.  Notes are written on the
microphone's thread and on the thinking lane, and read when the take is over.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from math import inf

import numpy as np
import numpy.typing as npt

from earshot.domain.errors import EarshotError
from earshot.domain.microphone import Health, News
from earshot.domain.reading import Effort, Reading
from earshot.domain.sound import RATE, Sound
from earshot.domain.transcript import Words
from earshot.domain.words import words_of
from earshot.session.ports import Ears, Microphone


@dataclass(frozen=True)
class Read:
    """One reading."""

    window: int
    """Number of its window in the take."""
    seconds: float
    """Sound in the window by then."""
    cost: float
    """Seconds it took."""
    drafted: int
    """Tokens of the draft it began with."""
    survived: int
    """Tokens of the draft that it has too, in the same order."""
    final: bool


@dataclass(frozen=True)
class Shown:
    """Words on the screen, on the monotonic clock."""

    at: float
    words: Words


@dataclass(eq=False)
class Notes:
    """Of one take."""

    keeps_words: bool = True
    """False for a take that is too long to keep what stood on the screen each time, and every block's moment."""
    samples: list[int] = field(default_factory=list)
    """So many had come, for every block."""
    came: list[float] = field(default_factory=list)
    """When, on the monotonic clock."""
    taken: int = 0
    """Samples that the thinking lane has read from the disk."""
    reads: list[Read] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    settled: int = 0
    """Words that settled while their window was open."""
    changed: int = 0
    """Times that settled words changed while their window was open; a promise says never."""
    windows: int = 0
    _closing: bool = False
    _closed: str = ""
    """The text of the windows that are closed."""
    _last: str = ""

    def heard(self, count: int) -> None:
        """A block came."""
        total = count + (self.samples[-1] if self.samples else 0)
        if not self.keeps_words:  # an hour has ninety thousand blocks
            self.samples.clear()
            self.came.clear()
        self.samples.append(total)
        self.came.append(time.monotonic())

    def moment(self, sample: float) -> float:
        """When this sample of the take had come."""
        return self.came[min(bisect_left(self.samples, sample), len(self.came) - 1)]

    def after(self, at: float) -> float:
        """When the first block came that ends at this moment or later: the last one of a take that ends then."""
        return self.came[min(bisect_left(self.came, at), len(self.came) - 1)]

    def closing(self) -> None:
        """The final reading of a window begins."""
        self._closing = True

    def show(self, words: Words) -> None:
        """Words come to the screen."""
        if self.keeps_words:
            self.shown.append(Shown(time.monotonic(), words))
        empty = self._closed.startswith(words.settled) and not words.tentative and self._last != words.settled
        if self._closing or empty:  # a window without speech closes without a reading
            self.settled += len(words_of(self._last[len(self._closed) :]))
            self._closed, self._closing = words.settled, False
        elif not _begins(words.settled, self._last):
            self.changed += 1
        self._last = words.settled


class NotedEars:
    """Ears that are looked at."""

    def __init__(self, ears: Ears, notes: Callable[[], Notes]) -> None:
        """`notes` gives those of the take that is heard now."""
        self._ears, self._notes = ears, notes
        self.streams = ears.streams
        self._fed = 0

    def open(self, language: str | None, context: str = "", vocabulary: Sequence[str] = (), target: str = "") -> None:
        self._ears.open(language, context, vocabulary, target)
        self._fed = 0
        self._notes().windows += 1

    def feed(self, sound: Sound) -> None:
        self._ears.feed(sound)
        self._fed += len(sound)

    def read(
        self, draft: Sequence[int] = (), hurry: Callable[[], bool] = lambda: False
    ) -> Generator[None, None, Reading]:
        began = time.perf_counter()
        reading = yield from self._ears.read(draft, hurry)
        if not hurry():
            self._note(began, draft, reading, final=False)
        return reading

    def close(
        self, draft: Sequence[int] = (), limit: int | None = None, at: int | None = None
    ) -> Generator[None, None, Reading]:
        self._notes().closing()
        began = time.perf_counter()
        reading = yield from self._ears.close(draft, limit, at)
        self._note(began, draft, reading, final=True)
        return reading

    def effort(self) -> Effort:
        return self._ears.effort()

    def logits(self) -> npt.NDArray[np.float32] | None:
        return self._ears.logits()

    def _note(self, began: float, draft: Sequence[int], reading: Reading, *, final: bool) -> None:
        cost, notes = time.perf_counter() - began, self._notes()
        blocks = SequenceMatcher(None, draft, reading.ids, autojunk=False).get_matching_blocks()
        survived = sum(block.size for block in blocks)
        notes.reads.append(Read(notes.windows, self._fed / RATE, cost, len(draft), survived, final))


class NotedMicrophone:
    """A microphone that is looked at, and held back where its sound comes faster than it is taken in."""

    def __init__(self, microphone: Microphone, notes: Notes, ahead: float = inf) -> None:
        """`ahead`: seconds of sound that may wait for the model; endless for a microphone with a pace of its own."""
        self._microphone, self._notes, self._ahead = microphone, notes, ahead
        self._stopped = False

    def start(
        self,
        heard: Callable[[Sound], None],
        ended: Callable[[EarshotError | None], None],
        told: Callable[[News], None] = lambda _: None,
    ) -> None:
        def noted(sound: Sound) -> None:
            self._notes.heard(len(sound))
            heard(sound)
            while self._notes.samples[-1] - self._notes.taken > self._ahead * RATE and not self._stopped:
                time.sleep(0.001)

        self._microphone.start(noted, ended, told)

    def finish(self) -> None:
        self._stopped = True
        self._microphone.finish()

    def stop(self) -> None:
        self._stopped = True
        self._microphone.stop()

    @property
    def health(self) -> Health:
        return self._microphone.health


def _begins(text: str, beginning: str) -> bool:
    """True if a text begins with these words, to the letter; the space behind the last one may differ."""
    first = [word.rstrip() for word in words_of(beginning)]
    return [word.rstrip() for word in words_of(text)[: len(first)]] == first
