"""What the session needs of the world around it, as protocols; parts.py hands the real ones in."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, Unpack

import numpy as np
import numpy.typing as npt

from earshot.domain.card import Card
from earshot.domain.clip import Frame
from earshot.domain.devices import Choice, Device
from earshot.domain.entry import Changes, Entry, Statistics
from earshot.domain.errors import EarshotError
from earshot.domain.fit import Verdict
from earshot.domain.manner import Manner
from earshot.domain.microphone import Health, News
from earshot.domain.reading import Alarm, Edit, Effort, Reading
from earshot.domain.sound import Sound
from earshot.domain.voice import Judge


class Sounds(Protocol):
    """Sound files, and what in a take is speech."""

    def blocks(self, path: Path, alarm: Callable[[Alarm], None] = ...) -> Iterator[Sound]:
        """`alarm` is told of what is damaged or missing."""
        ...

    def has_sound(self, path: Path) -> bool: ...
    def length(self, path: Path) -> float:
        """Seconds of its sound, 0 where the file does not say."""
        ...

    def detector(self) -> Judge:
        """A judge for one take."""


class Clips(Protocol):
    """Videos and pictures."""

    def duration(self, path: Path) -> float: ...
    def frames(self, path: Path, moments: Iterable[float]) -> Iterator[Frame]:
        """`moments` rise, and are asked for one at a time: those of playing are not known before."""
        ...

    def picture(self, path: Path) -> Frame: ...
    def is_picture(self, path: Path) -> bool: ...
    def moves(self, path: Path) -> bool:
        """True if there are moving pictures in the file."""
        ...

    def smaller(self, frame: Frame, across: int) -> Frame:
        """The same frame at most so many pixels wide."""
        ...


class Player(Protocol):
    """The sound of a file, played; used by one thread.  No call waits for a device."""

    def start(self, path: Path, seconds: float) -> None:
        """From there on; nothing is to be heard before `feed` is called, again and again."""

    def feed(self) -> None:
        """Decodes ahead of what is heard."""

    def seconds(self) -> float | None:
        """What is heard now stands there; None where nothing can be heard: no sound in the file, no device."""
        ...

    def stop(self) -> None: ...
    @property
    def lost(self) -> bool:
        """True if there is sound and no device that plays it."""
        ...


class Ears(Protocol):
    """Hears one window after another."""

    streams: bool
    """A reading costs no more than what is written: sound is read as it comes, once."""

    def open(
        self, language: str | None, context: str = "", vocabulary: Sequence[str] = (), target: str = ""
    ) -> None: ...
    def feed(self, sound: Sound) -> None: ...
    def read(self, draft: Sequence[int] = (), hurry: Callable[[], bool] = ...) -> Generator[None, None, Reading]:
        """`hurry` is asked between steps: once it is true, what was made out so far is the reading."""

    def close(
        self, draft: Sequence[int] = (), limit: int | None = None, at: int | None = None
    ) -> Generator[None, None, Reading]: ...
    def effort(self) -> Effort: ...
    def logits(self) -> npt.NDArray[np.float32] | None: ...


class Eyes(Protocol):
    """Watches one clip or picture."""

    def watch(
        self,
        frames: Iterable[Frame],
        *,
        still: bool,
        question: str = "",
        so_far: str = "",
        go_on: bool = False,
        count: int = 0,
    ) -> Iterator[Frame]:
        """`count` is how many frames will be watched in all before the eyes are new, 0 if that is not known."""

    def tell(self, limit: int = ...) -> Iterator[str]: ...
    def ask(self, question: str, limit: int = ...) -> Iterator[str]: ...
    def effort(self) -> Effort: ...
    def logits(self) -> npt.NDArray[np.float32] | None: ...
    @property
    def prompt_ids(self) -> Sequence[int]: ...
    @property
    def generated_ids(self) -> Sequence[int]: ...
    @property
    def alarms(self) -> Sequence[Alarm]: ...


class Pen(Protocol):
    """Rewrites texts."""

    def edit(self, text: str, task: Manner | str) -> Generator[None, None, Edit]: ...
    def summarise(self, text: str) -> Generator[None, None, Edit]: ...


class Mind(Protocol):
    """A model in memory."""

    card: Card
    load_seconds: float

    def ears(self, *, exact: bool = False, scores: bool = False) -> Ears: ...
    def eyes(self, *, exact: bool = False, scores: bool = False, library_masks: bool = False) -> Eyes: ...
    def pen(self) -> Pen: ...
    def peak_bytes(self) -> int: ...
    def release(self) -> None: ...


class Minds(Protocol):
    """Models on this disk."""

    def inspect(self, folder: Path) -> Card: ...
    def make_sure_it_fits(self, folder: Path) -> None:
        """Raises ModelTooLargeError if there clearly is no room, even without the model in memory."""

    def room(self) -> int | None:
        """Bytes there are for a model once the one in memory is gone, None where the system does not tell."""

    def verdict(self, folder: Path) -> Verdict | None:
        """How it would fit now, None if that cannot be told.  Raises ModelError."""

    def load_in_steps(self, folder: Path) -> Generator[float, None, Mind]:
        """Yields the share that is in memory; closed early, it gives everything back."""

    def leave(self) -> None:
        """The calling thread will load nothing more and is about to end."""


class Strain(Protocol):
    """The computer's own state."""

    def strained(self) -> bool:
        """True while it is hot or saves power.  Quick: it is asked between two steps of the model."""
        ...


class Microphone(Protocol):
    """Whatever delivers live sound: a real microphone, or a recording played at its own speed."""

    def start(
        self,
        heard: Callable[[Sound], None],
        ended: Callable[[EarshotError | None], None],
        told: Callable[[News], None] = ...,
    ) -> None:
        """`ended` is called once: after `finish`, or when there is no more, or with what went wrong."""

    def finish(self) -> None:
        """The key was released: what comes in the next moments belongs to the take.  Returns at once."""

    def stop(self) -> None:
        """At once, without `ended`; everything captured is delivered before this returns."""

    @property
    def health(self) -> Health:
        """The figures of the take so far."""


class Devices(Protocol):
    """The microphones of this computer, and which of them takes are heard with."""

    def devices(self) -> tuple[Device, ...]:
        """Waits for the system's sound: never on the screen's thread.  Raises MicrophoneError."""
        ...

    def choose(self, choice: Choice) -> None:
        """From the next take on; None is the system's default, whichever that is then."""

    def keep(self, seconds: float) -> None:
        """How long a microphone stays open after a take."""

    def cue(self, on: bool) -> None:
        """A sound when a microphone has been opened and may be spoken to, and one when a take ends."""


class Recording(Protocol):
    """One take on the disk while it is recorded."""

    @property
    def seconds(self) -> float: ...
    def append(self, sound: Sound) -> Sound:
        """Raises RecordingError; what was written stays."""

    def seal(self) -> None: ...
    def close(self) -> None: ...


class Recordings(Protocol):
    """The folder of them; every method may be called from any thread."""

    def new(self, name: str) -> Recording: ...
    def heard(self, name: str, start: int, end: int) -> Sound:
        """These samples as they lie on the disk, while it is being written too.  Raises RecordingError."""

    def recover(self) -> list[str]:
        """Names of recordings that were not finished, now repaired."""

    def in_use(self, name: str) -> bool: ...
    def length(self, name: str) -> float: ...


class History(Protocol):
    """Rows of takes; belongs to the thread that opened it.  Every method may raise HistoryError."""

    alarm: Alarm | None

    def begin(self, begun_at: float, *, model: str = "", fleeting: bool = False) -> Entry: ...
    def add(self, entry: Entry) -> Entry:
        """Something that is over; its number is given here."""
        ...

    def update(self, number: int, **changes: Unpack[Changes]) -> Entry: ...
    def recover(
        self, repaired: Iterable[str], in_use: Callable[[str], bool], length: Callable[[str], float]
    ) -> list[Entry]: ...
    def get(self, number: int) -> Entry: ...
    def newest(self, limit: int = 100, skip: int = 0) -> list[Entry]: ...
    def search(self, text: str, limit: int = 100) -> list[Entry]: ...
    def statistics(self) -> Statistics: ...
    def sound(self, entry: Entry) -> Path | None: ...
    def forget(self, number: int) -> bool: ...
    def forget_expired(self, now: float, sound_days: float | None = 7.0, text_days: float | None = None) -> bool: ...
    def close(self) -> None: ...
