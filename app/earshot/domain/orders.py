"""What the dictation asks of the world around it; whoever carries it out answers with a signal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from earshot.domain.errors import EarshotError


class Notice(Enum):
    """What a person is told, in one whole sentence."""

    NO_SPEECH = "No speech was heard."
    WAITING_FOR_MODEL = "The model is still being loaded; what you said is kept and written down then."
    DEVICE_LOST = "The microphone is gone; another one is being opened, and the take goes on."
    DEVICE_BACK = "The microphone is back, and the take goes on."
    NO_DEVICE = "The microphone does not answer; connect another one, or choose one in the settings."
    TOO_LONG = "The take reached its greatest length and was ended."
    KEY_LOST = "The key seems to be stuck, so the take was ended."
    CANCELLED = "The take was dropped; you can undo this for five seconds."
    NOTHING_TO_SCRATCH = "There is nothing to take back."


class Why(Enum):
    """Why a take is kept without being written anywhere."""

    SILENT = "silent"
    SCRATCH = "scratch"
    """It said to take back the one before."""
    FAILED = "failed"
    LEFT = "left"
    """The program ended first: it is found again at the next start."""


@dataclass(frozen=True)
class OpenMicrophone:
    """Answer with DeviceReady or DeviceLost of this stream; the one before is closed already."""

    stream: int


@dataclass(frozen=True)
class CloseMicrophone:
    """Close this stream, whether it ever opened or not."""

    stream: int


@dataclass(frozen=True)
class StartRecording:
    """Row first, then the file, from the sound of the moment `since` on, as far as there is any; seconds."""

    take: int
    since: float


@dataclass(frozen=True)
class EndRecording:
    """Write all sound up to the moment `at` (it may lie ahead), close the file, answer Recorded.  A later order for
    the same take replaces this one."""

    take: int
    at: float


@dataclass(frozen=True)
class AskForModel:
    """Bring a model into memory; answer ModelCame or ModelFailed."""


@dataclass(frozen=True)
class ReadTake:
    """Read the take from its first sample, to the end of its recording; answer Transcribed or ReadingFailed."""

    take: int
    reading: int


@dataclass(frozen=True)
class StopReading:
    """Nobody waits for this reading any more."""

    reading: int


@dataclass(frozen=True)
class Deliver:
    """Edit and insert the text of a take, once, and keep both forms; answer NotDelivered if it could not be done."""

    take: int
    text: str


@dataclass(frozen=True)
class TakeBack:
    """Take out again what this take had inserted."""

    take: int


@dataclass(frozen=True)
class KeepTake:
    """Nothing is inserted; sound and row stay in the history."""

    take: int
    why: Why


@dataclass(frozen=True)
class DropTake:
    """Cancelled for good: sound and row go."""

    take: int


@dataclass(frozen=True)
class LookAtKey:
    """Answer KeyHeld or KeyUp, if the system lets one look."""


@dataclass(frozen=True)
class Tell:
    """One quiet notice."""

    notice: Notice


@dataclass(frozen=True)
class Complain:
    """One quiet notice of something that went wrong."""

    error: EarshotError


Order: TypeAlias = (
    OpenMicrophone
    | CloseMicrophone
    | StartRecording
    | EndRecording
    | AskForModel
    | ReadTake
    | StopReading
    | Deliver
    | TakeBack
    | KeepTake
    | DropTake
    | LookAtKey
    | Tell
    | Complain
)
