"""Whether a model and the memory there is for it go together."""

from __future__ import annotations

from enum import Enum

EASY = 0.85
"""Share of the room up to which a model leaves enough for what else is open."""


class Fit(Enum):
    """How a model fits, by its name on the screen."""

    FITS = "Fits"
    TIGHT = "Tight"
    TOO_LARGE = "Too large"


def fit(needs: int, room: int | None) -> Fit:
    """`needs` and `room` in bytes; where the system does not tell its room, it is for the load to find out."""
    if room is None or needs <= EASY * room:
        return Fit.FITS
    return Fit.TIGHT if needs <= room else Fit.TOO_LARGE
