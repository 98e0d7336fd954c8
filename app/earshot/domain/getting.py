"""Getting a model, as values: what is wanted, what the hub says there is, and what happens on the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TypeAlias

HUB = "huggingface.co"
"""The one host whose hashes prove something by themselves."""


class Hash(Enum):
    """How a file's hash is made: large files have one of their bytes, small ones the name that git gives them."""

    SHA256 = "sha256"
    GIT = "git"


@dataclass(frozen=True)
class Wanted:
    """A file of a model at one revision, as the hub describes it."""

    name: str
    size: int
    """Bytes."""
    kind: Hash
    digest: str
    """Hexadecimal, in small letters."""

    @property
    def weights(self) -> bool:
        return self.name.endswith(".safetensors")


@dataclass(frozen=True)
class Plan:
    """What getting a model means to the last byte; nothing of it is taken from a name."""

    repository: str
    revision: str
    """The whole commit, so that what is fetched tomorrow is what was asked for today."""
    endpoint: str
    """Where from, for example https://huggingface.co."""
    files: tuple[Wanted, ...]
    proof: str
    """Who vouches for the hashes: huggingface.co, the catalogue, or nobody."""
    license: str = ""

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    @property
    def weights(self) -> int:
        """Bytes of the weights alone."""
        return sum(file.size for file in self.files if file.weights)

    @property
    def caution(self) -> str:
        """What the model's card has to say about where its hashes come from, or nothing."""
        return "" if self.proof else f"not verified against {HUB}"


@dataclass(frozen=True)
class Asking:
    """The hub is being asked what there is."""


@dataclass(frozen=True)
class Planned:
    """It is known to the byte what will be fetched, and there is room for it."""

    plan: Plan
    left: int
    """Bytes still to come; the rest is here already."""
    free: int
    """Bytes on the disk."""
    memory: int
    """Bytes this computer has in all."""


@dataclass(frozen=True)
class Fetching:
    """So much of all files is here; told 4 to 10 times a second, also while nothing comes."""

    name: str
    done: int
    total: int
    speed: float
    """Bytes a second over the last seconds."""
    seconds_left: float | None
    """None as long as nothing can be said."""


@dataclass(frozen=True)
class Retrying:
    """Something went wrong that may pass; it is tried again by itself."""

    name: str
    reason: str
    """A part of a sentence, for example “the connection broke off”."""
    seconds: float
    """Until then."""


@dataclass(frozen=True)
class Verifying:
    """Bytes on the disk are compared with their hash."""

    name: str
    done: int
    total: int


@dataclass(frozen=True)
class Fetched:
    """A model is whole, verified and in the library."""

    folder: Path
    plan: Plan
    received: int
    """Bytes of files that came over the wire for it, this time."""


@dataclass(frozen=True)
class Verified:
    """Every file of a model was compared."""

    folder: Path
    bad: tuple[str, ...]
    """Files that are missing or other than they were."""


Getting: TypeAlias = Asking | Planned | Fetching | Retrying | Verifying | Fetched | Verified
