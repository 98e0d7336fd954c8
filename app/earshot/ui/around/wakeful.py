"""Keeps the computer from falling asleep while somebody speaks or a model is fetched."""

from __future__ import annotations

from collections.abc import Callable

from earshot.domain.events import Finished
from earshot.domain.getting import Fetching
from earshot.domain.take_events import TakeBegan
from earshot.session.world import Letter

Ends = Callable[[], None]


class Wakeful:
    """Of one window; on the screen's thread."""

    def __init__(self, begins: Callable[[], Ends]) -> None:
        """`begins` tells the system, once however many jobs go on; what it gives back takes it back."""
        self._begins = begins
        self._jobs = set[int]()
        self._ends: Ends | None = None

    def deliver(self, letter: Letter) -> None:
        """What happened in the session."""
        match letter.event:
            case TakeBegan() | Fetching():
                self._jobs.add(letter.job)
                self._ends = self._ends or self._begins()
            case Finished():
                self._jobs.discard(letter.job)
                if not self._jobs:
                    self.leave()
            case _:
                pass

    def leave(self) -> None:
        """The computer may sleep, whatever goes on."""
        ends, self._ends = self._ends, None
        if ends is not None:
            ends()
