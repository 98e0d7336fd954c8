"""What happened to a take, and to the history of takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from earshot.domain.devices import Device
from earshot.domain.entry import Entry, Statistics
from earshot.domain.microphone import News
from earshot.domain.reading import Alarm


@dataclass(frozen=True)
class LevelHeard:
    """Loudness of the last block, 0 to 1."""

    level: float


@dataclass(frozen=True)
class MicrophoneTold:
    """Something is to be told of the microphone while a take is open."""

    news: News


@dataclass(frozen=True)
class MicrophonesFound:
    """The microphones there are now; none if none is connected or the system's sound does not answer."""

    devices: tuple[Device, ...]


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
    """As it is given out: with the user's own words, and edited if that was asked for."""
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
class HistoryChanged:
    """A row of the history is new, another, or gone."""


@dataclass(frozen=True)
class TakeReadAgain:
    """A take of the history has another text; the one before is kept with it."""

    entry: Entry


@dataclass(frozen=True)
class TakePlays:
    """Whether a take of the history is heard at the moment."""

    playing: bool


TakeEvent: TypeAlias = (
    LevelHeard
    | MicrophoneTold
    | MicrophonesFound
    | TakeBegan
    | TakeEnds
    | TakeFinished
    | TakeCancelled
    | TakenBack
    | TakeRecovered
    | HistoryFound
    | HistoryChanged
    | TakeReadAgain
    | TakePlays
)
