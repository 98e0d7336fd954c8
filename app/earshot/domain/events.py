"""What happened, for whoever listens: small frozen facts, closed in one union."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from earshot.domain.card import Card
from earshot.domain.clip import Frame
from earshot.domain.entry import Entry, Statistics
from earshot.domain.errors import EarshotError
from earshot.domain.fit import Verdict
from earshot.domain.microphone import News
from earshot.domain.reading import Alarm, Part, seen, telling
from earshot.domain.reading import Timings as Timings
from earshot.domain.transcript import Words


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
class LevelHeard:
    """Loudness of the last block, 0 to 1."""

    level: float


@dataclass(frozen=True)
class MicrophoneTold:
    """Something is to be told of the microphone while a take is open."""

    news: News


@dataclass(frozen=True)
class TakeBegan:
    """A take is open, or will be as soon as the microphone is ready."""


@dataclass(frozen=True)
class TakeEnds:
    """Nothing more is said in it; its last words are still to come."""


@dataclass(frozen=True)
class TakeFinished:
    """The last words of a take; nothing of it will change any more."""

    text: str
    """As it is given out: with the user's own words, edited if that was asked for."""
    seconds_since_release: float
    alarms: tuple[Alarm, ...] = ()
    replaced: int = 0
    """Settled words that a final reading changed."""
    spoken: float = 0.0
    """Seconds of speech in it."""
    final_only: bool = False
    """Some of its words were shown only when their window ended: the machine was strained or too slow."""
    take: int = 0
    entry: int = 0
    """Its number in the history; 0 if nothing of it is kept."""
    raw: str = ""
    """As it was heard."""
    sound_kept: bool = False


@dataclass(frozen=True)
class TakeCancelled:
    """A take was dropped; it can be had back for some seconds."""


@dataclass(frozen=True)
class TakenBack:
    """The text of this take is to be taken out again."""

    entry: int
    """0 if nothing of it is kept."""


@dataclass(frozen=True)
class TakeRecovered:
    """A take whose program ended in the midst of it; it comes again with its text.  Never inserted."""

    entry: Entry


@dataclass(frozen=True)
class HistoryFound:
    """Takes that say `words`, or the newest, the newest first; and what all takes add up to."""

    words: str
    entries: tuple[Entry, ...]
    sums: Statistics


@dataclass(frozen=True)
class TakeForgotten:
    """A take is gone from the history, and its sound with it."""

    number: int


@dataclass(frozen=True)
class TakeReadAgain:
    """A take of the history has another text; the one before is kept with it."""

    entry: Entry


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
    """(tokens, vocabulary) behind every token said; only when asked for."""
    alarms: tuple[Alarm, ...] = ()
    """What was damaged or missing in the file itself."""
    said: tuple[Part, ...] = ()
    """What is said in the sound track of a clip that was described."""
    summary: str = ""

    @property
    def text(self) -> str:
        return seen(self.parts) if self.kind == "video" else " ".join(part.text for part in self.parts if part.text)

    @property
    def telling(self) -> tuple[Alarm, ...]:
        """All that is odd about it."""
        return tuple(dict.fromkeys([*self.alarms, *telling(self.parts)]))

    @property
    def translation(self) -> str:
        return " ".join(part.translation for part in self.parts if part.translation)


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
    Stepped
    | Progressed
    | TextHeard
    | LevelHeard
    | MicrophoneTold
    | TakeBegan
    | TakeEnds
    | TakeFinished
    | TakeCancelled
    | TakenBack
    | TakeRecovered
    | TakeReadAgain
    | TakeForgotten
    | HistoryFound
    | Noticed
    | FrameSeen
    | DescriptionGrew
    | TextEdited
    | FileRead
    | PartsRead
    | Summing
    | ModelLetGo
    | ModelLoading
    | ModelReady
    | ModelFound
    | ModelRefused
    | Waiting
    | Failed
    | Finished
)
