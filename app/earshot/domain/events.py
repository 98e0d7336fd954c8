"""What happened, for whoever listens: small frozen facts, closed in one union."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from earshot.domain.clip import Frame
from earshot.domain.clip_events import ClipEvent
from earshot.domain.errors import EarshotError
from earshot.domain.model_events import ModelEvent
from earshot.domain.reading import Alarm, Answer, Part, Timings, seen, telling
from earshot.domain.supply_events import SupplyEvent
from earshot.domain.take_events import TakeEvent
from earshot.domain.transcript import Words
from earshot.domain.words import text_of


@dataclass(frozen=True)
class Stepped:
    """A step is done and there is nothing to show; the lane may serve something urgent."""


@dataclass(frozen=True)
class Progressed:
    """So much of a file has been heard."""

    seconds: float


@dataclass(frozen=True)
class TextHeard:
    """The take as it stands, for the dictation pane."""

    words: Words


@dataclass(frozen=True)
class Noticed:
    """One quiet notice; nothing ends with it."""

    sentence: str
    advice: str = ""


@dataclass(frozen=True, eq=False)
class FrameSeen:
    """A frame has been watched."""

    number: int
    of: int
    frame: Frame


@dataclass(frozen=True)
class DescriptionGrew:
    """The description so far."""

    text: str


@dataclass(frozen=True)
class TextEdited:
    """A text after editing; `kept_raw` says why the raw text was kept, if it was."""

    raw: str
    text: str
    kept_raw: Alarm | None = None


@dataclass(frozen=True, eq=False)
class FileRead:
    """A file has been transcribed or described."""

    path: Path
    kind: str
    parts: tuple[Part, ...]
    timings: Timings
    logits: npt.NDArray[np.float32] | None = None
    """(tokens, vocabulary) behind every token said, for comparison; only when asked for."""
    alarms: tuple[Alarm, ...] = ()
    """What was damaged or missing in the file itself."""
    said: tuple[Part, ...] = ()
    """What is said in the sound track of a clip that was described."""
    summary: str = ""
    answers: tuple[Answer, ...] = ()
    """To questions that were asked about it."""

    @property
    def text(self) -> str:
        return seen(self.parts) if self.kind == "video" else text_of(part.text for part in self.parts)

    @property
    def telling(self) -> tuple[Alarm, ...]:
        """All that is odd about it."""
        return tuple(dict.fromkeys([*self.alarms, *telling(self.parts)]))

    @property
    def translation(self) -> str:
        return text_of(part.translation for part in self.parts)


@dataclass(frozen=True, eq=False)
class PartsRead:
    """A file as far as it has been read, in the form of a finished one; it is kept if the rest is stopped."""

    so_far: FileRead


@dataclass(frozen=True)
class Summing:
    """A piece of a text is about to be summarised."""

    number: int
    of: int


@dataclass(frozen=True)
class Waiting:
    """A job has nothing to do until it is given more."""


@dataclass(frozen=True)
class Failed:
    """A job ended with an error."""

    error: EarshotError


@dataclass(frozen=True)
class Finished:
    """A job came to its end, or was stopped."""


Event: TypeAlias = (
    TakeEvent
    | ModelEvent
    | ClipEvent
    | SupplyEvent
    | Stepped
    | Progressed
    | TextHeard
    | Noticed
    | FrameSeen
    | DescriptionGrew
    | TextEdited
    | FileRead
    | PartsRead
    | Summing
    | Waiting
    | Failed
    | Finished
)
