"""What stands around a session, and how it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from earshot.domain.events import Event
from earshot.session.pace import Ease
from earshot.session.ports import Clips, Devices, Microphone, Minds, Player, Sounds, Strain
from earshot.session.shelf import Keeping
from earshot.session.silence import Silence
from earshot.session.sources import NoDevices
from earshot.session.supply import NoSupply, Supply


@dataclass(frozen=True)
class Letter:
    """An event and the job it belongs to."""

    job: int
    event: Event


@dataclass(frozen=True)
class World:
    """Everything around the session, handed in by parts.py."""

    minds: Minds
    sounds: Sounds
    clips: Clips
    microphone: Callable[[], Microphone]
    """The system's microphone, closed as yet."""
    recording: Callable[[Path], Microphone]
    """A recording that is spoken at its own speed, as if by a microphone."""
    keeping: Keeping
    """Where takes are kept."""
    leave: Callable[[], None] = lambda: None
    """Closes a microphone that is still warm."""
    models: Callable[[], Iterable[Path]] = lambda: ()
    """Folders of this disk that may hold a model."""
    strain: Strain = field(default_factory=Ease)
    player: Callable[[], Player] = Silence
    """Plays the sound of clips."""
    devices: Devices = field(default_factory=NoDevices)
    supply: Supply = field(default_factory=NoSupply)
    """Where models are got from."""
