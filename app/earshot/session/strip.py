"""Live sound since the microphone was opened, until a recording takes it.  Belongs to the take thread."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from earshot.domain.sound import RATE, Sound


@dataclass(frozen=True, eq=False)
class _Block:
    start: int
    sound: Sound
    came_at: float
    """Seconds of the signals' clock, when its last sample was there."""

    @property
    def end(self) -> int:
        return self.start + len(self.sound)


class Strip:
    """Samples are counted from the opening; what every recording has is forgotten."""

    def __init__(self, opened_at: float) -> None:
        self._opened_at = opened_at
        self._blocks: deque[_Block] = deque()
        self.count = 0

    def push(self, sound: Sound, at: float) -> None:
        self._blocks.append(_Block(self.count, sound, at))
        self.count += len(sound)

    def place(self, at: float) -> int | None:
        """The sample of a moment, None while its block has not come.

        A moment from before the opening is the first sample: what a warm microphone heard before a press belongs to it.
        """
        if at <= self._opened_at:
            return 0
        for block in self._blocks:
            if block.came_at >= at:
                return max(block.start, block.end - round((block.came_at - at) * RATE))
        return None

    def between(self, start: int, end: int) -> Sound:
        """(end - start,) samples, as far as they are there."""
        pieces = [b.sound[max(0, start - b.start) : end - b.start] for b in self._blocks if b.start < end]
        return np.concatenate([np.zeros(0, np.float32), *(piece for piece in pieces if len(piece))])

    def forget(self, before: int) -> None:
        """Lets go of blocks that end before this sample."""
        while self._blocks and self._blocks[0].end <= before:
            self._blocks.popleft()
