"""Many channels to one: the average of those that carry sound.  Pure.

An average cannot clip.  A channel without a microphone would halve the loudness of the other, so it counts only
from the moment something can be heard on it; the share of each channel then moves over within one block, because
a step would click.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

QUIETEST = 1.5 / 32768.0
"""A channel that never went beyond this is not connected."""
FAINTEST = 0.001
"""A channel 60 dB below the loudest one carries noise alone."""


class Mixer:
    """Follows one stream of `channels` channels."""

    def __init__(self, channels: int) -> None:
        self._peaks = np.zeros(channels, np.float32)
        self._shares = np.full(channels, 1.0 / channels, np.float32)

    @property
    def carrying(self) -> int:
        """How many channels make the sound."""
        return int(np.count_nonzero(self._shares))

    def mix(self, block: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """(frames, channels) to (frames,)."""
        frames, channels = block.shape
        if channels == 1 or not frames:
            return block[:, 0] if channels == 1 else np.zeros(0, np.float32)
        first = not self._peaks.any()
        self._peaks = np.maximum(self._peaks, np.max(np.abs(block), axis=0))
        counts = (self._peaks > QUIETEST) & (self._peaks > FAINTEST * self._peaks.max())
        shares = self._shares if not counts.any() else (counts / np.count_nonzero(counts)).astype(np.float32)
        before, self._shares = self._shares, shares
        if first or np.array_equal(before, shares):
            return np.asarray(block @ shares, np.float32)
        ramp = np.linspace(0.0, 1.0, frames, endpoint=False, dtype=np.float32)[:, None]
        return np.asarray(np.sum(block * (before + ramp * (shares - before)), axis=1), np.float32)
