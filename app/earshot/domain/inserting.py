"""Putting text where the caret of another program is, as a transaction on the clipboard: signals in, orders out.

Pure.  Promises: the keys for pasting are pressed once at most; a clipboard that was copied to meanwhile is never put
back; it ends once, and when time passes it ends.  One insertion at a time, so that the first one's snapshot is whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias, assert_never

PATIENCE_SECONDS = 1.5
"""A program that has not asked for the text by then has nowhere to put it."""
SETTLE_SECONDS = 0.25
"""Programs ask for the same text more than once; after so long without a question it is theirs."""
LONGEST_SECONDS = 3.0
"""From the first question on: one who asks for ever is watching, not pasting."""
BLIND_SECONDS = 1.2
"""Where nobody tells that the text was fetched."""


@dataclass(frozen=True)
class Program:
    """Who is in front."""

    name: str
    number: int
    """X11: its window; a Mac: its process."""


class Why(Enum):
    """Why text could not be inserted, said after “The text was copied, because …”."""

    NOBODY = "no program is in front"
    ANOTHER = "another program came to the front"
    SECURE = "a password is being typed"
    NOT_ALLOWED = "Earshot may not press keys in other programs"
    NOT_FETCHED = "the program in front did not take it"
    ITSELF = "Earshot itself is in front"


@dataclass(frozen=True)
class Inserted:
    program: str


@dataclass(frozen=True)
class Copied:
    """Not inserted: the text waits on the clipboard."""

    why: Why


@dataclass(frozen=True)
class Missed:
    """Something else was copied before the program took the text: nothing was inserted, and what was copied stays."""

    program: str


@dataclass(frozen=True)
class Nothing:
    """There was no text, or nothing to take back."""


Outcome: TypeAlias = Inserted | Copied | Missed | Nothing


def notice(outcome: Outcome) -> str:
    """What is to be told; empty where all went as wished."""
    match outcome:
        case Copied(why):
            return f"The text was copied, because {why.value}."
        case Missed(program):
            return f"The text was not inserted, because something else was copied before {program} took it."
        case Inserted() | Nothing():
            return ""
        case rest:
            assert_never(rest)


@dataclass(frozen=True)
class Offered:
    """The clipboard was kept and holds the text now."""

    at: float


@dataclass(frozen=True)
class Refused:
    """The keys cannot be pressed."""

    why: Why


@dataclass(frozen=True)
class Fetched:
    """Somebody asked for the text."""

    at: float
    by_front: bool = True
    """False for a third program: one that keeps a list of what was copied, say."""


@dataclass(frozen=True)
class Overtaken:
    """Something else was copied: the clipboard is not ours any more."""


@dataclass(frozen=True)
class Passed:
    """It is this late."""

    at: float


Signal: TypeAlias = Offered | Refused | Fetched | Overtaken | Passed


class Order(Enum):
    PRESS = "press the keys that paste"
    RESTORE = "put back what was on the clipboard"
    LEAVE = "leave the text on the clipboard"


class Phase(Enum):
    OFFERING = 1
    PASTING = 2
    SETTLING = 3
    DONE = 4


@dataclass(frozen=True)
class Insertion:
    """One text on its way; times in seconds of one clock."""

    program: str
    sees_fetches: bool = True
    """False on a Mac: nobody tells that the text was fetched."""
    phase: Phase = Phase.OFFERING
    until: float | None = None
    """When to say that time has passed."""
    latest: float = 0.0
    outcome: Outcome | None = None


def step(going: Insertion, signal: Signal) -> tuple[Insertion, Order | None]:
    """What to do next; None while there is to be waited or nothing is left to do."""
    match going.phase, signal:
        case Phase.OFFERING, Offered(at):
            patience = PATIENCE_SECONDS if going.sees_fetches else BLIND_SECONDS
            return replace(going, phase=Phase.PASTING, until=at + patience), Order.PRESS
        case ((Phase.OFFERING | Phase.PASTING), Refused(why)):
            return _ended(going, Copied(why)), Order.LEAVE
        case ((Phase.OFFERING | Phase.PASTING), Overtaken()):
            blind = going.phase is Phase.PASTING and not going.sees_fetches
            return _ended(going, Inserted(going.program) if blind else Missed(going.program)), None
        case Phase.PASTING, Fetched(at, by_front=True) if going.sees_fetches:
            latest = at + LONGEST_SECONDS
            return replace(going, phase=Phase.SETTLING, until=at + SETTLE_SECONDS, latest=latest), None
        case Phase.SETTLING, Fetched(at, by_front=True):
            return replace(going, until=min(at + SETTLE_SECONDS, going.latest)), None
        case Phase.SETTLING, Overtaken():
            return _ended(going, Inserted(going.program)), None
        case ((Phase.PASTING | Phase.SETTLING), Passed(at)) if going.until is not None and at >= going.until:
            if going.phase is Phase.PASTING and going.sees_fetches:
                return _ended(going, Copied(Why.NOT_FETCHED)), Order.LEAVE
            return _ended(going, Inserted(going.program)), Order.RESTORE
    return going, None


def _ended(going: Insertion, outcome: Outcome) -> Insertion:
    return replace(going, phase=Phase.DONE, until=None, outcome=outcome)


def refusal(
    front: Program | None, wanted: Program | None, *, allowed: bool = True, secure: bool = False, own: bool = False
) -> Why | None:
    """Why nothing may be pasted now; `wanted` is who was in front when the key went down, if that was seen."""
    if secure:
        return Why.SECURE
    if not allowed:
        return Why.NOT_ALLOWED
    if front is None:
        return Why.NOBODY
    if wanted is not None and wanted.number != front.number:
        return Why.ANOTHER
    return Why.ITSELF if own else None
