"""Whether a model has been in memory for long enough without anybody wanting it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

SECONDS_A_MINUTE = 60.0


@dataclass
class Idle:
    """A time that is set anew whenever somebody wants something.  Any thread: it holds one number."""

    clock: Callable[[], float]
    """Seconds."""
    minutes: float = 0.0
    """0 or less: never."""
    _since: float = field(init=False)

    def __post_init__(self) -> None:
        self._since = self.clock()

    def touch(self) -> None:
        """Somebody wants something now."""
        self._since = self.clock()

    def over(self, *, busy: bool) -> bool:
        """True once the time is up, and then not again before it has passed anew; `busy` counts as wanting."""
        if busy:
            self.touch()
        if self.minutes <= 0 or self.clock() - self._since < self.minutes * SECONDS_A_MINUTE:
            return False
        self.touch()
        return True
