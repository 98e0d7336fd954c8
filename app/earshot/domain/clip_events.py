"""What happens around a clip besides its description: it was looked into, it is being played."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from earshot.domain.clip import Frame
from earshot.domain.plan import Contents


@dataclass(frozen=True)
class ClipOpened:
    """What is in a file."""

    contents: Contents


@dataclass(frozen=True, eq=False)
class FrameShown:
    """The frame that stands where the player is."""

    frame: Frame


@dataclass(frozen=True)
class PlayerAt:
    """Where the player is, in seconds, and whether it goes on."""

    seconds: float
    playing: bool


ClipEvent: TypeAlias = ClipOpened | FrameShown | PlayerAt
