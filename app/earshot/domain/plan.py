"""What is made of a file: in which order, how far that is, and how long the rest will take.  Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from earshot.domain.clip import FEWEST_FRAMES, MOST_FRAMES

USUAL_HEAR, USUAL_LOOK = 0.1, 0.3
"""Seconds of work for a second of sound and for a frame; only their ratio counts, until one of them is measured."""
LEAST_SECONDS = 2.0
"""A rate is believed once so much work stands behind it."""
LONG_CLIP, LONG_WORK = 20 * 60.0, 5 * 60.0
"""Seconds of a clip, or of expected work, from which on one is asked what is wanted before it begins."""


class Order(Enum):
    """What is wanted of a clip, and what comes first."""

    SPEECH_FIRST = "speech first"
    PICTURES_FIRST = "pictures first"
    SPEECH_ONLY = "speech only"
    PICTURES_ONLY = "pictures only"


@dataclass(frozen=True)
class Contents:
    """What is in a file; `kind` is video, picture or sound."""

    path: Path
    kind: str
    lasts: float = 0.0
    """Seconds, 0 for a picture or where nobody can tell."""
    sound: bool = False

    @property
    def frames(self) -> int:
        """How often it is looked at, about."""
        if self.kind == "picture":
            return 1
        return 0 if self.kind == "sound" else min(MOST_FRAMES, max(FEWEST_FRAMES, math.ceil(self.lasts)))

    def heard(self, order: Order) -> bool:
        """True if its sound track is written down."""
        return self.sound and (self.kind == "sound" or order is not Order.PICTURES_ONLY)

    def watched(self, order: Order) -> bool:
        """True if its pictures are described."""
        return self.frames > 0 and (not self.sound or order is not Order.SPEECH_ONLY)


@dataclass(frozen=True)
class Rates:
    """Seconds of work for a second of sound and for a frame, as they were measured last; None: not yet."""

    hear: float | None = None
    look: float | None = None

    def filled(self) -> tuple[float, float] | None:
        """Both; one that is not known is guessed from the other."""
        match self.hear, self.look:
            case None, None:
                return None
            case float(hear), None:
                return hear, hear / USUAL_HEAR * USUAL_LOOK
            case None, float(look):
                return look / USUAL_LOOK * USUAL_HEAR, look
            case hear, look:
                assert hear is not None and look is not None
                return hear, look


def estimate(contents: Contents, order: Order, rates: Rates) -> float | None:
    """Seconds that the work will take, None before anything was measured with this model."""
    known = rates.filled()
    if known is None:
        return None
    heard = contents.lasts if contents.heard(order) else 0.0
    watched = contents.frames if contents.watched(order) else 0
    return heard * known[0] + watched * known[1]


def is_long(contents: Contents, order: Order, rates: Rates) -> bool:
    """True if somebody should be asked first."""
    return contents.lasts >= LONG_CLIP or (estimate(contents, order, rates) or 0.0) >= LONG_WORK


@dataclass
class Going:
    """How far the work on one file is.  Moments are seconds on any one clock."""

    contents: Contents
    order: Order
    rates: Rates
    """Of earlier files; what is measured here takes their place."""
    now: float
    heard: float = 0.0
    looked: int = 0
    _frames: int = field(init=False)
    _spent: list[float] = field(default_factory=lambda: [0.0, 0.0])

    def __post_init__(self) -> None:
        self._frames = self.contents.frames if self.contents.watched(self.order) else 0

    def hear(self, seconds: float, now: float) -> None:
        """So much of its sound has been heard."""
        self._spend(0, now)
        self.heard = seconds
        if self._spent[0] >= LEAST_SECONDS and seconds > 0:
            self.rates = Rates(self._spent[0] / seconds, self.rates.look)

    def look(self, number: int, of: int, now: float) -> None:
        """So many of its frames have been watched."""
        self._spend(1, now)
        self.looked, self._frames = number, of
        if self._spent[1] >= LEAST_SECONDS:
            self.rates = Rates(self.rates.hear, self._spent[1] / number)

    @property
    def share(self) -> float:
        """Of the work, 0 to 1."""
        hear, look = self.rates.filled() or (USUAL_HEAR, USUAL_LOOK)
        done, left = self.heard * hear + self.looked * look, self._left(hear, look)
        return done / (done + left) if done + left else 0.0

    @property
    def left(self) -> float | None:
        """Seconds to go, None before anything was measured."""
        known = self.rates.filled()
        return None if known is None else self._left(*known)

    def _left(self, hear: float, look: float) -> float:
        sound = self.contents.lasts if self.contents.heard(self.order) else 0.0
        return max(0.0, sound - self.heard) * hear + max(0, self._frames - self.looked) * look

    def _spend(self, which: int, now: float) -> None:
        self._spent[which] += now - self.now
        self.now = now


def about(seconds: float) -> str:
    """A length of time as one says it: “about 20 s”, “about 4 min”."""
    if seconds < 10:
        return "a few seconds"
    if seconds < 90:
        return f"about {round(seconds / 10) * 10} s"
    return f"about {round(seconds / 60)} min"
