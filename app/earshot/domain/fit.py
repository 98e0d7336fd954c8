"""Whether a model and the memory there is for it go together, before anything of it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

EASY = 0.85
"""Share of the room up to which a model leaves enough for what else is open."""
SOFT = 0.9
"""Share of the room from which on a model at work takes smaller steps."""


class Fit(Enum):
    """How a model fits, by its name on the screen."""

    FITS = "Fits"
    TIGHT = "Tight"
    TOO_LARGE = "Too large"


@dataclass(frozen=True)
class Needs:
    """Bytes that a model's use takes."""

    weights: int
    cache: int
    """Keys and values of the longest prompt of its use."""
    working: int
    """Room to compute in."""

    @property
    def total(self) -> int:
        return self.weights + self.cache + self.working


@dataclass(frozen=True)
class Room:
    """Bytes there are for a model, those of the one in memory included; None where the system does not tell."""

    most: int | None
    """Even if nothing else were open: on a Mac what Metal recommends, elsewhere the memory that is built in."""
    now: int | None
    """With what other programs hold at this moment."""

    @property
    def least(self) -> int | None:
        told = [bytes_ for bytes_ in (self.most, self.now) if bytes_ is not None]
        return min(told) if told else None


@dataclass(frozen=True)
class Verdict:
    """A model, the memory it needs and the memory there is, as they are shown."""

    fit: Fit
    needs: Needs
    room: Room
    sentence: str
    advice: str = ""


def fit(needs: int, room: int | None) -> Fit:
    """`needs` and `room` in bytes; where the system does not tell its room, it is for the load to find out."""
    if room is None or needs <= EASY * room:
        return Fit.FITS
    return Fit.TIGHT if needs <= room else Fit.TOO_LARGE


def judged(needs: Needs, room: Room) -> Verdict:
    """*Too large* is what cannot fit on this computer; what other programs are in the way of is *tight*."""
    most, now = room.most, room.least
    total, weights = _gb(needs.total), _gb(needs.weights)
    cache, working = _gb(needs.cache), _gb(needs.working)
    if now is None:
        sentence = f"It needs {total}: {weights} of weights, {cache} for what it reads and {working} to compute in."
        return Verdict(Fit.FITS, needs, room, sentence)
    if most is not None and needs.total > most:
        sentence = (
            f"It needs {total}: {weights} of weights, {cache} for what it reads and {working} to compute in; "
            f"this computer has {_gb(most)} for it."
        )
        return Verdict(Fit.TOO_LARGE, needs, room, sentence, "Choose a smaller model or one with fewer bits a weight.")
    sentence = (
        f"It needs {total}: {weights} of weights, {cache} for what it reads and {working} to compute in; "
        f"{_gb(now)} are free for it now."
    )
    how = fit(needs.total, now)
    if how is Fit.FITS:
        return Verdict(how, needs, room, sentence)
    if needs.total > now:
        short = _gb(needs.total - now)
        return Verdict(
            Fit.TIGHT, needs, room, sentence, f"Close other programs that hold {short}, or take a smaller one."
        )
    return Verdict(Fit.TIGHT, needs, room, sentence, "Close what is not needed before long clips are described.")


def _gb(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e8 else f"{count / 1e6:,.0f} MB"
