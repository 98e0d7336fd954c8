"""Files that wait to be described, one after another, and what became of each.  Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from earshot.domain.plan import Contents


class State(Enum):
    """How far a file has come."""

    OPENING = "opening"
    """It is being looked into: what it is, how long it lasts."""
    ASKING = "asking"
    """It is long, and somebody has to say what is wanted."""
    WAITING = "waiting"
    AT_WORK = "at work"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class Item:
    """One file."""

    number: int
    path: Path
    state: State = State.OPENING
    contents: Contents | None = None
    note: str = ""
    """Why it failed."""

    @property
    def over(self) -> bool:
        return self.state in (State.DONE, State.STOPPED, State.FAILED)


@dataclass(frozen=True)
class Queue:
    """In the order they were added."""

    items: tuple[Item, ...] = ()
    last: int = 0
    """Number of the latest one; none is given twice."""

    def add(self, path: Path) -> Queue:
        number = self.last + 1
        return Queue((*self.items, Item(number, path)), number)

    def remove(self, number: int) -> Queue:
        return replace(self, items=tuple(item for item in self.items if item.number != number))

    def has(self, number: int) -> bool:
        return any(item.number == number for item in self.items)

    def get(self, number: int) -> Item:
        """Raises KeyError if it is not there (any more)."""
        for item in self.items:
            if item.number == number:
                return item
        raise KeyError(number)

    def put(self, changed: Item) -> Queue:
        """One item as it is now; one that was removed meanwhile stays away."""
        return replace(self, items=tuple(changed if item.number == changed.number else item for item in self.items))

    @property
    def at_work(self) -> Item | None:
        return next((item for item in self.items if item.state is State.AT_WORK), None)

    @property
    def next(self) -> Item | None:
        """The one whose turn it is; None while another is at work, or the first that is not over is not ready."""
        if self.at_work is not None:
            return None
        first = next((item for item in self.items if not item.over), None)
        return first if first is not None and first.state is State.WAITING else None

    @property
    def waiting(self) -> int:
        """How many are still to come."""
        return sum(not item.over and item.state is not State.AT_WORK for item in self.items)
