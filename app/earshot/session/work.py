"""Jobs of one session: each has a number, its events are told under it, and it is known which are not over yet."""

from __future__ import annotations

import time
from collections.abc import Callable

from earshot.domain.events import Event
from earshot.session.jobs import Job
from earshot.session.lane import Lane, Ticket

SETTLING_SECONDS = 0.6
"""How long the end of the program waits for a job's step."""


class Work:
    """Called by the screen's thread alone."""

    def __init__(self, told: Callable[[int, Event], None]) -> None:
        self._told = told
        self._tickets: dict[int, Ticket] = {}
        self._number = 0

    def number(self) -> int:
        """One that nothing had before."""
        self._number += 1
        return self._number

    def start(
        self, lane: Lane, job: Job, deliver: Callable[[Event], None] | None = None, number: int | None = None
    ) -> int:
        """Queues a job; its events go to `deliver`, else they are told under its number.  Returns that."""
        mine = self.number() if number is None else number
        self._tickets = {n: ticket for n, ticket in self._tickets.items() if not ticket.over}
        self._tickets[mine] = lane.start(job, deliver or (lambda event: self._told(mine, event)))
        return mine

    def ticket(self, number: int) -> Ticket | None:
        """None for a job that is not known any more."""
        return self._tickets.get(number)

    @property
    def busy(self) -> bool:
        return any(not ticket.over for ticket in self._tickets.values())

    def settle(self, thinking: Lane) -> None:
        """Everything stops; what is being described is in the history before that closes."""
        for ticket in self._tickets.values():
            ticket.cancel()
        thinking.wake()
        end = time.monotonic() + SETTLING_SECONDS
        while time.monotonic() < end and self.busy:
            time.sleep(0.005)
