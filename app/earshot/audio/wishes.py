"""What other threads ask of the microphone's thread."""

from __future__ import annotations

from dataclasses import dataclass
from queue import SimpleQueue
from typing import TypeAlias

from earshot.audio.output import Output
from earshot.audio.taking import Taking
from earshot.domain.devices import Choice, Device
from earshot.domain.errors import MicrophoneError


@dataclass(frozen=True, eq=False)
class Press:
    """A take begins."""

    take: Taking


@dataclass(frozen=True, eq=False)
class Finish:
    """The key was released: a take ends after its last moments."""

    take: Taking


@dataclass(frozen=True, eq=False)
class Stop:
    """A take ends at once."""

    take: Taking


@dataclass(frozen=True)
class Choose:
    """Another microphone, from the next take on."""

    choice: Choice


@dataclass(frozen=True)
class Keep:
    """How long a microphone stays open after a take, in seconds."""

    seconds: float


@dataclass(frozen=True)
class Cue:
    """Whether the opening of a microphone and the end of a take are to be heard."""

    on: bool


@dataclass(frozen=True, eq=False)
class ListDevices:
    """Which microphones there are."""

    reply: SimpleQueue[tuple[Device, ...] | MicrophoneError]


@dataclass(frozen=True, eq=False)
class Play:
    """A loudspeaker is to be opened; not while a take is open."""

    output: Output


@dataclass(frozen=True, eq=False)
class Quiet:
    """It is to be closed."""

    output: Output


@dataclass(frozen=True)
class Leave:
    """The program ends."""


Wish: TypeAlias = Press | Finish | Stop | Choose | Keep | Cue | ListDevices | Play | Quiet | Leave
