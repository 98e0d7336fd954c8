"""Where in a take somebody speaks: sound goes in as it comes, and out come frames that are exact zeros elsewhere.

The model scales every frame by its own loudness, so that the noise of a room would look as loud as speech; only
exact zeros stay silent for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from earshot.domain.sound import FRAME, Sound

CHUNK = 512
"""Samples the detector judges at once: 32 ms."""
ON, OFF = 0.5, 0.35
"""Speech begins at the first probability and lasts until it falls below the second."""
BEFORE, AFTER = 5, 6
"""Frames kept in front of speech and behind it, so that no soft consonant is lost: 200 and 240 ms."""

Judge = Callable[[Sound], float]
"""The probability of speech in the next `CHUNK` samples of one take."""


@dataclass(frozen=True, eq=False)
class Heard:
    """Frames of a take, in order, beginning on a multiple of a frame."""

    sound: Sound
    """(n,) samples, zeros where nothing is kept; only the last of a take may hold a part of a frame."""
    speech: npt.NDArray[np.bool_]
    """(frames,) True where somebody speaks."""
    kept: npt.NDArray[np.bool_]
    """(frames,) True where the sound is left as it is: speech and a little around it."""


class Gate:
    """Follows one take.  Frames come out `BEFORE` frames late, because what stands before speech is kept too."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._unjudged = np.zeros(0, np.float32)
        self._waiting = np.zeros(0, np.float32)
        """Samples that have not come out yet; they begin at frame `_out`."""
        self._speaks = False
        self._judged = 0
        self._speech: list[bool] = []
        """One for every frame of the take that any judged chunk touches."""
        self._out = 0

    def push(self, sound: Sound) -> Heard:
        """Takes sound in; gives the frames that are decided, maybe none."""
        self._waiting = np.concatenate([self._waiting, sound])
        self._unjudged = np.concatenate([self._unjudged, sound])
        while len(self._unjudged) >= CHUNK:
            self._hear(self._unjudged[:CHUNK])
            self._unjudged = self._unjudged[CHUNK:]
        return self._give(max(0, self._judged // FRAME - BEFORE - self._out))

    def flush(self) -> Heard:
        """The take has ended: gives everything that is left, the last frame as long as it is."""
        if len(self._unjudged):
            self._hear(np.pad(self._unjudged, (0, CHUNK - len(self._unjudged))))
            self._unjudged = np.zeros(0, np.float32)
        return self._give(-(-len(self._waiting) // FRAME))

    def _hear(self, chunk: Sound) -> None:
        likely = self._judge(chunk)
        self._speaks = likely >= (OFF if self._speaks else ON)
        first, last = self._judged // FRAME, (self._judged + CHUNK - 1) // FRAME
        self._speech += [False] * (last + 1 - len(self._speech))
        for frame in range(first, last + 1):
            self._speech[frame] |= self._speaks
        self._judged += CHUNK

    def _give(self, count: int) -> Heard:
        frames = range(self._out, self._out + count)
        speech = np.array([self._speech[frame] for frame in frames], bool)
        kept = np.array([any(self._speech[max(0, f - AFTER) : f + BEFORE + 1]) for f in frames], bool)
        sound = self._waiting[: count * FRAME].copy()
        self._waiting = self._waiting[count * FRAME :]
        sound[np.repeat(~kept, FRAME)[: len(sound)]] = 0.0
        self._out += count
        return Heard(sound, speech, kept)
