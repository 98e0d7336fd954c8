"""The open window of a take, and what a part of a take is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from earshot.domain.doubts import REPEATED, SKIPPED, SKIPPED_WORDS
from earshot.domain.reading import Alarm, Part
from earshot.domain.sound import FRAME, RATE, Sound
from earshot.domain.transcript import plain, word_errors
from earshot.domain.words import weight, words_of

ALIKE = 0.15
"""Two readings in which no more than this share of the words differ bear each other out."""


@dataclass(eq=False)
class Window:
    """Where it starts in the take, and what was heard since."""

    start: int
    laps: bool
    """True if it hears the end of the last one again."""
    context: str
    sound: list[Sound] = field(default_factory=list)
    speech: list[bool] = field(default_factory=list)
    checks: list[tuple[int, str]] = field(default_factory=list)
    """After how many samples it was read for comparison, and what it said."""

    def checked(self, at: int) -> list[str]:
        """What it said while no more than `at` samples were heard."""
        return [text for heard, text in self.checks if heard <= at]


def refuted(alarm: Alarm, first: str, second: str) -> bool:
    """True if a second reading of the same sound speaks against an alarm that is only a suspicion."""
    if alarm == SKIPPED:
        return weight(words_of(second)) < weight(words_of(first)) + SKIPPED_WORDS
    return alarm == REPEATED and alike(first, second)


def alike(one: str, other: str) -> bool:
    """True if two readings of the same sound tell much the same."""
    left, right = ([plain(word) for word in words_of(text)] for text in (one, other))
    return word_errors(left, right) <= ALIKE * len(left)


def alarmed(parts: Sequence[Part]) -> float:
    """Seconds that an alarm speaks of, as often as one does."""
    return sum((part.end_s - part.start_s) * len(part.alarms) for part in parts)


def stretches(start: int, speech: Sequence[bool]) -> tuple[tuple[float, float], ...]:
    """Frames of speech as stretches of seconds."""
    edges = np.flatnonzero(np.diff(np.array([False, *speech, False]).astype(np.int8)))
    seconds = (start + edges * FRAME) / RATE
    return tuple((float(a), float(b)) for a, b in zip(seconds[::2], seconds[1::2], strict=True))
