"""Models that are looked for, got, compared, mended and removed: on a lane of their own, beside a model at work.

A download is an ordinary job: one at a time, in the order they were asked for.  What takes a moment is served between
two of its steps.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

from earshot.domain.events import Event, Waiting
from earshot.domain.getting import Verified
from earshot.domain.supply_events import (
    Added,
    Compared,
    Dropped,
    Entered,
    Forgotten,
    Removed,
    Struck,
    TokenKept,
)
from earshot.session.jobs import Job
from earshot.session.lane import Lane, Ticket
from earshot.session.supply import Supply

T = TypeVar("T")
CLOSING_SECONDS = 0.6
"""A step takes a fifth of a second at most; what hangs longer ends by itself when the window is gone."""


class Supplies:
    """Called by the screen's thread alone; every job ends with Finished, one that failed with Failed before."""

    def __init__(
        self, supply: Supply, models: Callable[[], Job], number: Callable[[], int], told: Callable[[int, Event], None]
    ) -> None:
        """`models` makes a job that looks through those on this disk."""
        self._supply, self._models, self._next, self._told = supply, models, number, told
        self._lane = Lane("getting")
        self._tickets: dict[int, Ticket] = {}
        self._connecting = set[int]()
        """Jobs that ask a hub, or fetch from it."""

    def look(self) -> int:
        """What can be had, and how much of it is here: Stocked; what was measured of models: Measured."""

        def job() -> Job:
            yield self._supply.stock()
            yield self._supply.measured()

        return self._start(job(), urgent=True)

    def models(self) -> int:
        """Looks through the models on this disk; each is a ModelFound or a ModelRefused.

        A disk that has to wake up first holds up nobody who speaks.
        """
        return self._start(self._sharing(self._models()), urgent=True)

    def ask(self, repository: str, revision: str = "", *, anyway: bool = False) -> int:
        """What getting it would mean, to the byte: Planned; Fetched if it is here."""
        return self._start(
            self._sharing(self._supply.ask(repository, revision, anyway=anyway)), urgent=True, connects=True
        )

    def get(self, repository: str, revision: str = "", *, anyway: bool = False) -> int:
        """Gets a model, or what is missing of it: Getting."""

        def job() -> Job:
            yield from self._supply.get(repository, revision, anyway=anyway)

        return self._start(job(), connects=True)

    def verify(self, folder: Path) -> int:
        """Compares every file with its hash: Verifying, at the end Verified."""

        def job() -> Job:
            yield (yield from self._supply.verify(folder))

        return self._start(job())

    def repair(self, folder: Path) -> int:
        """Fetches what is bad, and only that: at the end Verified, or Fetched."""

        def job() -> Job:
            found = yield from self._supply.repair(folder)
            if isinstance(found, Verified):
                yield found

        return self._start(job(), connects=True)

    def newer(self, folder: Path) -> int:
        """Asks the hub for the newest revision: Compared.  Nothing asks by itself."""

        def job() -> Job:
            yield Compared(folder, (yield from self._sharing(self._supply.newer(folder))))

        return self._start(job(), urgent=True, connects=True)

    def remove(self, folder: Path) -> int:
        """Deletes a model that Earshot fetched: Removed."""

        def job() -> Job:
            yield Removed(folder, self._supply.remove(folder))

        return self._start(job(), urgent=True)

    def drop(self, repository: str) -> int:
        """Deletes what is here of a download that was stopped: Dropped."""

        def job() -> Job:
            self._supply.drop(repository)
            yield Dropped(repository)

        return self._start(job(), urgent=True)

    def add(self, folder: Path) -> int:
        """Remembers a folder of the user's: Added."""

        def job() -> Job:
            yield Added(self._supply.add(folder))

        return self._start(job(), urgent=True)

    def forget(self, folder: Path) -> int:
        """Takes one off the list: Forgotten."""

        def job() -> Job:
            self._supply.forget(folder)
            yield Forgotten(folder)

        return self._start(job(), urgent=True)

    def enter(self, what: str) -> int:
        """Puts a repository into the user's part of the catalogue: Entered."""

        def job() -> Job:
            yield Entered(self._supply.enter(what))

        return self._start(job(), urgent=True)

    def strike(self, repository: str) -> int:
        """Takes one out again of which nothing is on the disk: Struck."""

        def job() -> Job:
            self._supply.strike(repository)
            yield Struck(repository)

        return self._start(job(), urgent=True)

    def keep_token(self, secret: str) -> int:
        """Puts a token into the keychain: TokenKept."""

        def job() -> Job:
            self._supply.keep_token(secret)
            yield TokenKept()

        return self._start(job(), urgent=True)

    def stop(self, job: int) -> None:
        """Ends a job before its next step; what was fetched is kept.  Pausing and cancelling are the same here."""
        ticket = self._tickets.get(job)
        if ticket is not None:
            ticket.cancel()
            self._lane.wake()

    def disconnect(self) -> None:
        """Stops all that asks a hub or fetches from one: somebody chose to work offline."""
        for job in self._connecting & self._tickets.keys():
            self.stop(job)

    @property
    def under_way(self) -> bool:
        return any(not ticket.over for ticket in self._tickets.values())

    def close(self) -> bool:
        """Stops what is under way, and keeps it; True if the thread ended in time."""
        return self._lane.close(CLOSING_SECONDS)

    def _sharing(self, steps: Generator[Event, None, T]) -> Generator[Event, None, T]:
        """Steps that wait for a server or a disk: a download that is under way goes on between them."""
        try:
            while True:
                yield next(steps)
                self._lane.wake()
                yield Waiting()
        except StopIteration as end:
            found: T = end.value
            return found
        finally:
            steps.close()

    def _start(self, job: Job, *, urgent: bool = False, connects: bool = False) -> int:
        number = self._next()
        self._connecting = self._connecting & self._tickets.keys() | ({number} if connects else set())
        self._tickets = {n: ticket for n, ticket in self._tickets.items() if not ticket.over}
        self._tickets[number] = self._lane.start(job, lambda event: self._told(number, event), urgent=urgent)
        return number
