"""How long something is tried again before it is called a failure."""

from __future__ import annotations

import random
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time

LONGEST_WISH = 600.0
"""Seconds; a server that wants more is told of instead of waited for."""


@dataclass(frozen=True)
class Patience:
    """Seconds and counts; tests are less patient."""

    tick: float = 0.15
    """Between two events while nothing comes."""
    stall: float = 30.0
    """Without a byte a connection counts as dead."""
    tries: int = 8
    """In a row without a single new byte."""
    first: float = 1.0
    most: float = 30.0
    resets: int = 2
    """How often one file may begin anew."""

    def pause(self, failures: int) -> float:
        """Before the next try: twice as long each time, a little uneven so that not everybody comes back at once."""
        return min(self.most, self.first * 2.0 ** max(0, failures - 1)) * random.uniform(0.75, 1.25)


def wished(header: str | None) -> float | None:
    """Seconds that a Retry-After asks for, given as a number or as a date; None if it says nothing."""
    if header is None:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time())
    except (ValueError, TypeError, OverflowError):
        return None
