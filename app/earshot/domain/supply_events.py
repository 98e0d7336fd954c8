"""What happened to the models that can be had, and to those that were fetched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from earshot.domain.catalogue import Advice, Offer
from earshot.domain.figures import Run
from earshot.domain.getting import Getting, Plan


@dataclass(frozen=True)
class Stock:
    """One offer, and what is here of it."""

    offer: Offer
    folder: Path | None = None
    """Where Earshot has put it; None as long as it is not whole."""
    part_bytes: int | None = None
    """What is here of a download that was stopped; None if none was begun."""


@dataclass(frozen=True)
class Stocked:
    """Everything that can be had."""

    rows: tuple[Stock, ...]
    fetched: tuple[tuple[Path, Plan], ...]
    """Folders that Earshot fetched, and what it knows of each."""
    added: tuple[Path, ...]
    """Folders of the user's."""
    advice: Advice
    host: str
    """Where models come from, for example huggingface.co."""
    removable: tuple[Path, ...] = ()
    """Folders with models on disks that can be taken out, which are there now."""
    out: tuple[Path, ...] = ()
    """Those whose disk is not."""


@dataclass(frozen=True)
class Measured:
    """What was measured of models and kept, the oldest first."""

    runs: tuple[Run, ...]
    machine: str
    """The one before the person, as `Run.machine` describes it."""


@dataclass(frozen=True)
class Removed:
    """A model that Earshot had fetched is deleted."""

    folder: Path
    left: tuple[str, ...]
    """Files in its folder that Earshot did not fetch; they stay."""


@dataclass(frozen=True)
class Dropped:
    """What was here of a model is deleted."""

    repository: str


@dataclass(frozen=True)
class Compared:
    """The hub was asked for the newest revision of a model that is here."""

    folder: Path
    newest: str
    """Empty if it is the one that is here."""


@dataclass(frozen=True)
class Added:
    """A folder of the user's is on the list, with these models in it."""

    models: tuple[Path, ...]


@dataclass(frozen=True)
class Forgotten:
    """A folder of the user's is off the list; its files are where they were."""

    folder: Path


@dataclass(frozen=True)
class Entered:
    """A repository is in the user's part of the catalogue."""

    repository: str


@dataclass(frozen=True)
class Struck:
    """It is not any more."""

    repository: str


@dataclass(frozen=True)
class TokenKept:
    """A token is in the keychain."""


SupplyEvent: TypeAlias = (
    Getting | Stocked | Measured | Removed | Dropped | Compared | Added | Forgotten | Entered | Struck | TokenKept
)
