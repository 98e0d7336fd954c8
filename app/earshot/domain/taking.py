"""Where a dictation stands: the microphone, the takes on their way, the model, the key.

Times are seconds of the signals' clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from earshot.domain.keys import UP, Key, Style


@dataclass(frozen=True)
class Rules:
    """What may be chosen; all in seconds."""

    style: Style = Style.HYBRID
    before: float = 0.4
    """Sound from before the press that belongs to a take, where the microphone was warm."""
    after: float = 0.4
    """Sound from after the release that belongs to it."""
    warm: float = 20.0
    """How long the microphone stays open after a take; `math.inf` for always."""
    undo: float = 5.0
    longest: float = 3600.0
    opening: float = 5.0
    """Patience with a microphone that does not begin."""
    closing: float = 2.0
    """Patience with a recording that does not end."""


RULES = Rules()


@dataclass(frozen=True)
class Shut:
    """No stream is open."""


@dataclass(frozen=True)
class Opening:
    """A stream was asked for and has not given a sample yet."""

    stream: int
    give_up_at: float


@dataclass(frozen=True)
class Running:
    """A stream gives sound."""

    stream: int
    close_at: float | None = None
    """Set while nobody needs it."""


Microphone: TypeAlias = Shut | Opening | Running


@dataclass(frozen=True)
class Asked:
    """Somebody began a take before the microphone was ready."""

    at: float
    released_at: float | None = None


@dataclass(frozen=True)
class Open:
    """Being recorded."""

    since: float


@dataclass(frozen=True)
class Ending:
    """Its last sound is on the way to the file."""

    until: float


@dataclass(frozen=True)
class Whole:
    """All of its sound is in its file."""


Stage: TypeAlias = Open | Ending | Whole


@dataclass(frozen=True)
class Taking:
    """A take that was started and is neither delivered nor kept nor dropped yet."""

    number: int
    stage: Stage
    undo_until: float | None = None
    """Set by a cancel."""
    spoilt: bool = False
    """Its reading broke off while it was recorded: it is read once more when it is whole."""


class Model(Enum):
    """Whether there is a model to read with."""

    ABSENT = "absent"
    ASKED = "asked"
    READY = "ready"


@dataclass(frozen=True)
class Reading:
    """The one reading under way."""

    number: int
    take: int


@dataclass(frozen=True)
class State:
    """All that the dictation knows."""

    key: Key = UP
    microphone: Microphone = Shut()
    asked: Asked | None = None
    takes: tuple[Taking, ...] = ()
    """In the order they were begun."""
    model: Model = Model.ABSENT
    reading: Reading | None = None
    delivered: int | None = None
    """The take whose text was inserted last and can be taken back."""
    delivered_at: float = float("-inf")
    heard_until: float = float("-inf")
    """No take begins with sound that the one before ended with."""
    streams: int = 0
    started: int = 0
    readings: int = 0
    left: bool = False

    @property
    def open(self) -> Taking | None:
        """The take that is being recorded."""
        return next((take for take in self.takes if isinstance(take.stage, Open)), None)

    @property
    def taking(self) -> bool:
        """True if a take is open or will be as soon as the microphone is ready."""
        return self.open is not None or (self.asked is not None and self.asked.released_at is None)

    @property
    def undoable(self) -> Taking | None:
        """The take that was cancelled last and is still there."""
        cancelled = (take for take in self.takes if take.undo_until is not None)
        return max(cancelled, key=lambda take: take.undo_until or 0.0, default=None)

    @property
    def phase(self) -> Phase:
        wanted = [take for take in self.takes if take.undo_until is None]
        if self.open is not None:
            return Phase.RECORDING
        if self.asked is not None:
            return Phase.OPENING
        if any(isinstance(take.stage, Whole) for take in wanted) and self.model is not Model.READY:
            return Phase.WAITING_FOR_MODEL
        if wanted:
            return Phase.FINISHING
        return Phase.CANCELLED if self.takes else Phase.IDLE


class Phase(Enum):
    """The state in one word, for the screen."""

    IDLE = "idle"
    OPENING = "opening"
    """The microphone is not ready."""
    RECORDING = "recording"
    FINISHING = "finishing"
    WAITING_FOR_MODEL = "waiting for the model"
    CANCELLED = "cancelled"
    """And can be undone."""
