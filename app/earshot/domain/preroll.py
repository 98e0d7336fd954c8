"""Small judges of a microphone's stream: what came before the press, is it mute, when is it closed.  Pure."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from earshot.domain.sound import RATE, Sound

BEFORE_SECONDS = 0.4
"""Kept from before the press while the microphone is warm, in memory only."""
AFTER_SECONDS = 0.4
"""Heard after the release, so that the last word is whole."""
WARM_SECONDS = 20.0
"""A microphone stays open for so long after a take; 0 closes it at once, ALWAYS never."""
ALWAYS = math.inf
MUTE_SECONDS = 2.0
"""Digital silence of this length is no quiet room."""
_STEP = 1.0 / 32768.0
"""The smallest step of 16 bits: a muted converter may still toggle its last bit."""


class Before:
    """The last moments of a stream.  Every sample is written twice, so that any stretch of them lies in one piece."""

    def __init__(self, seconds: float = BEFORE_SECONDS) -> None:
        self._room = max(1, round(seconds * RATE))
        self._twice = np.zeros(2 * self._room, np.float32)
        self._at = self._held = 0

    def __len__(self) -> int:
        """Samples it holds."""
        return self._held

    def push(self, sound: Sound) -> None:
        """Takes sound in; the oldest makes room."""
        sound = sound[-self._room :]
        first = min(len(sound), self._room - self._at)
        for start, piece in ((self._at, sound[:first]), (0, sound[first:])):
            self._twice[start : start + len(piece)] = piece
            self._twice[start + self._room : start + self._room + len(piece)] = piece
        self._at = (self._at + len(sound)) % self._room
        self._held = min(self._room, self._held + len(sound))

    def take(self) -> Sound:
        """(n,) samples in order, a copy; afterwards it is empty and nothing of them is left here."""
        end = self._at + self._room
        sound = self._twice[end - self._held : end].copy()
        self.clear()
        return sound

    def clear(self) -> None:
        """Nothing that was said stays in memory."""
        self._twice[:] = 0.0
        self._at = self._held = 0


class Muteness:
    """Says when a microphone delivers nothing but digital silence: exact zeros, one constant, or its last bit alone."""

    def __init__(self, seconds: float = MUTE_SECONDS) -> None:
        self._seconds, self._still = seconds, 0.0
        self.mute = False

    def push(self, block: npt.NDArray[np.float32], seconds: float) -> bool:
        """Takes (frames, channels) as they came from the device; True if `mute` changed."""
        if len(block) and float(np.max(np.max(block, axis=0) - np.min(block, axis=0))) > _STEP:
            self._still = 0.0
        else:
            self._still += seconds
        was, self.mute = self.mute, self._still >= self._seconds
        return was != self.mute


def closes_at(idle_since: float, keep: float) -> float:
    """When a microphone that nobody listens to is closed, on the same clock; with `ALWAYS` that is never."""
    return idle_since + max(0.0, keep)
