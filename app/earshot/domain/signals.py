"""What happens to the dictation: keys, devices, the model, the clock.  Each fact carries `at`, seconds of one clock.

Numbers tie an answer to what was asked for: a stream, a take or a reading that is over by now is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from earshot.domain.errors import EarshotError


@dataclass(frozen=True)
class KeyDown:
    """The dictation key was pressed; repeats of the keyboard may come as presses too."""

    at: float


@dataclass(frozen=True)
class KeyUp:
    """The dictation key was let go, as told by the system or as seen by a look at it."""

    at: float


@dataclass(frozen=True)
class KeyHeld:
    """Somebody looked: the dictation key is still down."""

    at: float


@dataclass(frozen=True)
class OtherKey:
    """Another key was pressed."""

    at: float


@dataclass(frozen=True)
class Begin:
    """Begin a take, whatever the key is for; while one is open it goes on."""

    at: float


@dataclass(frozen=True)
class End:
    """End the take that is open, or about to be."""

    at: float


@dataclass(frozen=True)
class Toggle:
    """The button, the menu, a second way to begin and to end."""

    at: float


@dataclass(frozen=True)
class Cancel:
    """Drop what is being said, or else what is about to be written."""

    at: float


@dataclass(frozen=True)
class Undo:
    """The last cancel was a mistake, or the text that was inserted just now."""

    at: float


@dataclass(frozen=True)
class DeviceReady:
    """The first real samples of this stream are there."""

    at: float
    stream: int


@dataclass(frozen=True)
class DeviceLost:
    """This stream gives no more, or could not be opened."""

    at: float
    stream: int
    error: EarshotError | None = None
    """Why, where it is known."""


@dataclass(frozen=True)
class Recorded:
    """All sound of this take that will ever come is in its file."""

    at: float
    take: int


@dataclass(frozen=True)
class NotRecorded:
    """No more of this take can be written; what was written stays."""

    at: float
    take: int
    error: EarshotError


@dataclass(frozen=True)
class ModelCame:
    """A model is in memory."""

    at: float


@dataclass(frozen=True)
class ModelWent:
    """No model is in memory: another one comes, or it was let go for want of use."""

    at: float


@dataclass(frozen=True)
class ModelFailed:
    """No model will come by itself."""

    at: float
    error: EarshotError


@dataclass(frozen=True)
class Transcribed:
    """A reading came to the end of its take."""

    at: float
    reading: int
    text: str


@dataclass(frozen=True)
class ReadingFailed:
    """A reading broke off."""

    at: float
    reading: int
    error: EarshotError


@dataclass(frozen=True)
class NotDelivered:
    """The text of this take could not be put anywhere; it stands in the history."""

    at: float
    take: int
    error: EarshotError


@dataclass(frozen=True)
class Tick:
    """Time passed."""

    at: float


@dataclass(frozen=True)
class Leave:
    """The program ends; nothing is answered any more."""

    at: float


Signal: TypeAlias = (
    KeyDown
    | KeyUp
    | KeyHeld
    | OtherKey
    | Begin
    | End
    | Toggle
    | Cancel
    | Undo
    | DeviceReady
    | DeviceLost
    | Recorded
    | NotRecorded
    | ModelCame
    | ModelWent
    | ModelFailed
    | Transcribed
    | ReadingFailed
    | NotDelivered
    | Tick
    | Leave
)
