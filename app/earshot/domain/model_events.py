"""What happened to the models of this machine, and to the one in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from earshot.domain.card import Card
from earshot.domain.errors import EarshotError
from earshot.domain.fit import Verdict


@dataclass(frozen=True)
class ModelLetGo:
    """No model is in memory any more; another one, or the same, may follow."""


@dataclass(frozen=True)
class ModelLoading:
    """So much of a model's weights is in memory, 0 to 1."""

    share: float


@dataclass(frozen=True)
class ModelReady:
    """A model is in memory."""

    card: Card


@dataclass(frozen=True)
class ModelFound:
    """A model on this disk, the memory there is for one (None where the system does not tell), and how it fits now."""

    card: Card
    room_bytes: int | None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class ModelRefused:
    """A folder that looks like a model's and cannot be used."""

    folder: Path
    error: EarshotError


ModelEvent: TypeAlias = ModelLetGo | ModelLoading | ModelReady | ModelFound | ModelRefused
