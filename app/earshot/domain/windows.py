"""Where speech is cut into windows that the model can read: at pauses, and at the latest before a window is full.

Pure code, for files now and for the microphone: sound goes in as it comes, and out come stretches of windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from earshot.domain.sound import FRAME, RATE, Sound

EARLIEST_CUT = 6.0
"""Seconds a window holds at least before a pause closes it."""
LATEST_CUT = 28.0
"""Seconds after which a window is closed at its quietest place."""
PAUSE_FRAMES = 10
"""400 ms: a pause worth cutting at."""
PAUSE_DB = 22.0
"""A pause is this much quieter than the loudest 400 ms of its window."""


@dataclass(frozen=True, eq=False)
class Grow:
    """More sound for the open window."""

    sound: Sound


@dataclass(frozen=True)
class Close:
    """The open window ends after `at` of its samples, a multiple of a frame; what lay behind comes again."""

    at: int


Cut: TypeAlias = Grow | Close


class Cutter:
    """Cuts a take into windows of at most `longest` seconds.

    Samples are numbered from the start of the take, and every window starts on a multiple of a frame: another
    phase would change every embedding.
    """

    def __init__(self, longest: float) -> None:
        self._limit = int(min(longest, LATEST_CUT) * RATE) // FRAME * FRAME
        self._earliest = int(min(EARLIEST_CUT, longest / 2) * RATE) // FRAME
        self._window = np.zeros(0, np.float32)
        self._power: list[float] = []
        self.start = 0
        """First sample of the open window, counted from the start of the take."""

    def push(self, sound: Sound) -> list[Cut]:
        """Takes sound in; says how windows grow and where they end, in order."""
        cuts: list[Cut] = []
        waiting = sound
        while len(waiting):
            # A frame boundary at a time, so that a pause is found where it is whatever the size of the blocks.
            room = FRAME - len(self._window) % FRAME
            piece, waiting = waiting[:room], waiting[room:]
            self._window = np.concatenate([self._window, piece])
            if cuts and isinstance(cuts[-1], Grow):
                cuts[-1] = Grow(np.concatenate([cuts[-1].sound, piece]))
            else:
                cuts.append(Grow(piece))
            if len(piece) == room:
                self._power.append(float(np.mean(np.square(self._window[-FRAME:]))))
                place = self._place()
                if place:
                    cuts.append(Close(place))
                    waiting = np.concatenate([self._window[place:], waiting])
                    self.start += place
                    self._window, self._power = np.zeros(0, np.float32), []
        return cuts

    def _place(self) -> int:
        """Where the window should end now, in samples; 0 if it stays open."""
        count = len(self._power)
        full = len(self._window) >= self._limit
        if not full and count < self._earliest + PAUSE_FRAMES:
            return 0
        level = np.convolve(self._power, np.ones(PAUSE_FRAMES) / PAUSE_FRAMES, mode="valid")
        if full:
            first = min(self._earliest, len(level) - 1)
            # Of equally quiet places the latest: longer windows carry more.
            quietest = len(level) - 1 - int(np.argmin(level[first:][::-1]))
            return (quietest + PAUSE_FRAMES // 2) * FRAME
        if level[-1] < level.max() * 10 ** (-PAUSE_DB / 10):
            return count * FRAME
        return 0


def loudness_db(sound: Sound) -> float:
    """Root mean square in dB of full scale, -120 for digital silence."""
    if not len(sound):
        return -120.0
    return float(10 * np.log10(max(float(np.mean(np.square(sound, dtype=np.float64))), 1e-12)))
