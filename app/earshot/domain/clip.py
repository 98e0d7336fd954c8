"""Moving pictures: which moments of a clip are looked at, and what a frame is."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FEWEST_FRAMES = 4
"""A clip of a second or two is still looked at often enough to see which way something moves."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a clip: when it stands, and (height, width, 3) uint8 RGB."""

    seconds: float
    pixels: npt.NDArray[np.uint8]


def moments(duration: float, most: int) -> list[float]:
    """Where to look: one moment a second, in the middle of each, at most `most`, spread evenly over the clip.

    `duration` in seconds.  The family's own rate is one frame a second; so is the mm:ss mark of each moment.
    """
    count = min(most, max(FEWEST_FRAMES, math.ceil(duration)))
    return [(number + 0.5) * duration / count for number in range(count)]


def mark(seconds: float) -> str:
    """A time mark as the model and people read it: mm:ss."""
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


MOST_FRAMES = 240
"""A clip of any length is looked at no more often; an hour then has a look every fifteen seconds."""


def scenes(duration: float, most: int) -> list[list[float]]:
    """The moments of a clip in scenes of at most `most`: a short clip is one, longer ones are looked at once a
    second, very long ones less often.

    The last scene is as long as the others, within a frame, so that no scene is a single look.
    """
    if duration <= 2 * most:
        return [moments(duration, most)]
    count = min(MOST_FRAMES, math.ceil(duration))
    places = [(number + 0.5) * duration / count for number in range(count)]
    parts = math.ceil(count / most)
    edges = [round(number * count / parts) for number in range(parts + 1)]
    return [places[a:b] for a, b in itertools.pairwise(edges)]
