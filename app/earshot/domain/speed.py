"""How fast bytes come, and when the last one will be here."""

from __future__ import annotations

from collections import deque

SPAN_SECONDS = 5.0
"""What a speed is measured over: long enough to be calm, short enough to be true."""
LEAST_SECONDS = 0.5
"""Before that nothing is said about the time left."""


class Speed:
    """Moments and bytes so far, of the last seconds."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()

    def mark(self, at: float, done: int) -> None:
        """So many bytes are here at this moment, in seconds; fewer than before begin anew."""
        if self._marks and done < self._marks[-1][1]:
            self._marks.clear()
        self._marks.append((at, done))
        while len(self._marks) > 2 and at - self._marks[1][0] >= SPAN_SECONDS:
            self._marks.popleft()

    @property
    def now(self) -> float:
        """Bytes a second; 0 until two moments are known."""
        if not self._marks:
            return 0.0
        (first, before), (last, done) = self._marks[0], self._marks[-1]
        return (done - before) / (last - first) if last > first else 0.0

    def left(self, missing: int) -> float | None:
        """Seconds until `missing` bytes are here, None as long as that is a guess."""
        known = bool(self._marks) and self._marks[-1][0] - self._marks[0][0] >= LEAST_SECONDS
        return missing / self.now if known and self.now > 0 else None
