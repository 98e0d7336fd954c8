"""A folder that may be a model: where it was found, what it is, and what of it is missing; nothing of it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from earshot.domain.card import Card
from earshot.domain.errors import EarshotError


class Origin(Enum):
    """Who put a folder where it lies, by its name on the screen."""

    EMBEDDED = "comes with Earshot"
    OWN = "Earshot's own folder"
    ADDED = "added by you"
    HUB = "the Hugging Face cache"
    LM_STUDIO = "LM Studio"


@dataclass(frozen=True)
class Found:
    """A folder with a config.json; whether it is a model that can be used is for the engine to say."""

    folder: Path
    origin: Origin

    @property
    def read_only(self) -> bool:
        """True for what somebody else put there: it is used where it lies and never changed, moved or deleted."""
        return self.origin is not Origin.OWN


@dataclass(frozen=True)
class Candidate:
    """One folder after a look at its small files and the heads of its weights."""

    found: Found
    card: Card | None
    """None for what cannot be opened."""
    refusal: EarshotError | None
    """Why it cannot be opened."""
    drafter: bool
    """It guesses ahead for a whole model and cannot work alone."""
    size_bytes: int
    """Of its weights, as far as they are there."""
    missing: tuple[str, ...] = ()
    """Files it would need and does not have, or not whole."""

    @property
    def complete(self) -> bool:
        return not self.missing
