"""Scripted stand-ins for the model and the devices; `tests/session/test_fakes.py` holds them against the real parts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from earshot.domain.card import Card
from earshot.domain.clip import Frame
from earshot.domain.errors import EarshotError, MissingFileError, ModelError, ModelTooLargeError
from earshot.domain.fit import Verdict
from earshot.domain.manner import Manner
from earshot.domain.microphone import Health, News, Ready, ignore
from earshot.domain.reading import Alarm, Edit, Effort, Reading
from earshot.domain.sound import RATE, Sound
from earshot.domain.voice import Judge
from earshot.domain.windows import loudness_db

Told = TypeVar("Told")
CARD = Card(
    title="Scripted", folder=Path("scripted"), family="gemma4_unified", hears=True, sees=True, manners=None,
    questions=True, translates=True, window_seconds=30.0, cut_seconds=30.0, frames=16, part_frames=60,
    frame_tokens=70, picture_tokens=280, context=4096, size_bytes=1, needs_bytes=1, bits=(16,),
)  # fmt: skip


def card(**changes: object) -> Card:
    """A model that can do everything, but for what is said otherwise."""
    return replace(CARD, **changes)  # type: ignore[arg-type]


def ids(text: str) -> tuple[int, ...]:
    """One token a word: its length."""
    return tuple(len(word) for word in text.split())


def reading(text: str, *alarms: Alarm) -> Reading:
    return Reading(text, ids(text), (1, 2), alarms)


def noise(seconds: float, loudness: float = 0.3, seed: int = 0) -> Sound:
    """Speech as far as loudness goes: steady noise."""
    samples = np.random.default_rng(seed).uniform(-loudness, loudness, round(seconds * RATE))
    return samples.astype(np.float32)


def silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * RATE), np.float32)


def solid(seconds: float, shade: int = 128) -> Frame:
    """A frame of one grey."""
    return Frame(seconds, np.full((4, 6, 3), shade, np.uint8))


def loud(chunk: Sound) -> float:
    """A detector for which everything loud is speech."""
    return float(loudness_db(chunk) > -40.0)


@dataclass
class Clock:
    """A clock that stands until it is set."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Window:
    """What an ear was given between `open` and `close`."""

    language: str | None
    context: str
    sound: list[Sound] = field(default_factory=list)
    drafts: list[tuple[int, ...]] = field(default_factory=list)
    """What was handed in with each reading, the last one included."""
    closed_at: int | None = None

    @property
    def samples(self) -> int:
        return sum(map(len, self.sound))


class FakeEars:
    """Says `drafts` one after another while a window is open and `finals` when it closes; then nothing."""

    def __init__(
        self, finals: Iterable[str | Reading] = (), drafts: Iterable[str] = (), cost: Callable[[], None] = lambda: None,
        *, streams: bool = False,
    ) -> None:  # fmt: skip
        self.streams = streams
        self._finals, self._drafts, self._cost = iter(finals), iter(drafts), cost
        self.windows: list[Window] = []
        self.limits: list[int | None] = []
        self._is_open = False

    def open(
        self, language: str | None = None, context: str = "", vocabulary: Sequence[str] = (), target: str = ""
    ) -> None:
        self.windows.append(Window(language, context))
        self._is_open = True

    def feed(self, sound: Sound) -> None:
        assert self._is_open, "fed without a window"
        self.windows[-1].sound.append(sound)

    def read(
        self, draft: Sequence[int] = (), hurry: Callable[[], bool] = lambda: False
    ) -> Generator[None, None, Reading]:
        assert self._is_open, "read without a window"
        self.windows[-1].drafts.append(tuple(draft))
        self._cost()
        yield
        return reading(next(self._drafts, ""))

    def close(
        self, draft: Sequence[int] = (), limit: int | None = None, at: int | None = None
    ) -> Generator[None, None, Reading]:
        assert self._is_open, "closed without a window"
        self._is_open = False
        window = self.windows[-1]
        window.drafts.append(tuple(draft))
        window.closed_at = window.samples if at is None else at
        self.limits.append(limit)
        yield
        yield
        said = next(self._finals, "")
        return said if isinstance(said, Reading) else reading(said)

    def effort(self) -> Effort:
        return Effort(1.5, 2.5)

    def logits(self) -> npt.NDArray[np.float32] | None:
        return None


class FakeEyes:
    """Watches whatever comes and says `text` word by word; answers every question with `answer`."""

    def __init__(self, text: str = "a red circle", answer: str = "red") -> None:
        self._text, self._answer = text, answer
        self.watched: list[Frame] = []
        self.asked: list[str] = []
        self.still: bool | None = None
        self.turns: list[tuple[str, bool]] = []
        """Of every scene: what it was told of the story so far, and whether it went on in the same conversation."""
        self.limits: list[int | None] = []
        self.prompt_ids: list[int] = [7, 8]
        self.generated_ids: list[int] = []
        self.alarms: list[Alarm] = []

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
        self.still = still
        self.turns.append((so_far, go_on))
        self.asked += [question] if question else []
        for frame in frames:
            self.watched.append(frame)
            yield frame

    def tell(self, limit: int | None = None) -> Iterator[str]:
        self.limits.append(limit)
        yield from self._grow(self._text)

    def ask(self, question: str, limit: int | None = None) -> Iterator[str]:
        self.asked.append(question)
        yield from self._grow(self._answer)

    def effort(self) -> Effort:
        return Effort(0.5, 0.25)

    def logits(self) -> npt.NDArray[np.float32] | None:
        return None

    def _grow(self, text: str) -> Iterator[str]:
        words = text.split()
        self.generated_ids = list(ids(text))
        for count in range(1, len(words) + 1):
            yield " ".join(words[:count])


class FakePen:
    """Turns every text into `answer`, or keeps it and says why."""

    def __init__(self, answer: str = "A better text.", kept_raw: Alarm | None = None) -> None:
        self._answer, self._kept_raw = answer, kept_raw
        self.tasks: list[Manner | str] = []

    def edit(self, text: str, task: Manner | str) -> Generator[None, None, Edit]:
        self.tasks.append(task)
        yield
        yield
        return Edit(text, text if self._kept_raw else self._answer, (1,), (2,), self._kept_raw)

    def summarise(self, text: str) -> Generator[None, None, Edit]:
        self.tasks.append(f"summarise {text}")
        yield
        return Edit(text, self._answer, (1,), (2,), None)


class FakeMind:
    """A model that hands out scripted ears, eyes and a pen."""

    load_seconds = 0.75

    def __init__(
        self, ears: FakeEars | None = None, eyes: FakeEyes | None = None, pen: FakePen | None = None, of: Card = CARD
    ) -> None:
        self.card = of
        self._ears, self._eyes, self._pen = ears or FakeEars(), eyes or FakeEyes(), pen or FakePen()
        self.more_eyes: list[FakeEyes] = []
        """Pairs handed out after the first, one by one; without any it is the first again."""
        self.exact: list[bool] = []
        self.released = False

    def ears(self, *, exact: bool = False, scores: bool = False) -> FakeEars:
        self._used(exact)
        return self._ears

    def eyes(self, *, exact: bool = False, scores: bool = False, library_masks: bool = False) -> FakeEyes:
        self._used(exact)
        given, self._eyes = self._eyes, self.more_eyes.pop(0) if self.more_eyes else self._eyes
        return given

    def pen(self) -> FakePen:
        self._used(exact=False)
        return self._pen

    def peak_bytes(self) -> int:
        return 1000

    def release(self) -> None:
        self.released = True

    def _used(self, exact: bool) -> None:
        assert not self.released, "used after release"
        self.exact.append(exact)


class FakeMinds:
    """Models by folder; one named in `broken` looks right and then cannot be loaded."""

    def __init__(self, minds: dict[Path, FakeMind], broken: Iterable[Path] = ()) -> None:
        self._minds, self.broken = minds, set(broken)
        self.loading: Callable[[Path], None] = lambda _: None
        self.too_large: set[Path] = set()
        self.dropped: list[Path] = []
        """Loads that were stopped before their end."""

    def leave(self) -> None:
        """Nothing is held."""

    def inspect(self, folder: Path) -> Card:
        if folder not in self._minds:
            raise ModelError("There is no model.")
        return self._minds[folder].card

    def make_sure_it_fits(self, folder: Path) -> None:
        if folder in self.too_large:
            raise ModelTooLargeError("It does not fit.")

    def room(self) -> int | None:
        return None

    def verdict(self, folder: Path) -> Verdict | None:
        return None

    def load_in_steps(self, folder: Path) -> Generator[float, None, FakeMind]:
        self.loading(folder)
        try:
            yield 0.0
            yield 0.5
        except GeneratorExit:
            self.dropped.append(folder)
            raise
        if folder in self.broken:
            raise ModelError(f"The model in “{folder}” cannot be loaded.")
        mind = self._minds[folder]
        mind.released = False  # read from the disk anew
        return mind


class FakeSounds:
    """Sound files by path; `damage` is what is told of each."""

    def __init__(self, files: dict[Path, list[Sound]], damage: Alarm | None = None) -> None:
        self._files, self._damage = files, damage

    def blocks(self, path: Path, alarm: Callable[[Alarm], None] = lambda _: None) -> Iterator[Sound]:
        if path not in self._files:
            raise MissingFileError("There is no file.")
        yield from self._files[path]
        if self._damage is not None:
            alarm(self._damage)

    def has_sound(self, path: Path) -> bool:
        return path in self._files

    def length(self, path: Path) -> float:
        return sum(map(len, self._files[path])) / RATE

    def detector(self) -> Judge:
        return loud


class FakeClips:
    """A clip of any name that lasts `lasts` seconds, and a picture for every name that ends in .png."""

    def __init__(self, lasts: float = 8.0, readable: float = float("inf")) -> None:
        self._lasts, self._readable = lasts, readable
        self.closed = False
        """Set when somebody stops looking, to the end or before."""

    def duration(self, path: Path) -> float:
        return self._lasts

    def frames(self, path: Path, moments: Iterable[float]) -> Iterator[Frame]:
        try:
            for moment in moments:
                if moment < self._readable:
                    yield solid(moment)
        finally:
            self.closed = True

    def picture(self, path: Path) -> Frame:
        return solid(0.0)

    def is_picture(self, path: Path) -> bool:
        return path.suffix == ".png"

    def moves(self, path: Path) -> bool:
        return path.suffix == ".mp4"

    def smaller(self, frame: Frame, across: int) -> Frame:
        return frame


class Listener:
    """Whoever takes a microphone's sound in: `first` is set by the first block, `over` by the end."""

    def __init__(self) -> None:
        self.blocks: list[Sound] = []
        self.ends: list[EarshotError | None] = []
        self.all_news: list[News] = []
        self.first, self.over = threading.Event(), threading.Event()
        self._told: SimpleQueue[News] = SimpleQueue()

    def heard(self, sound: Sound) -> None:
        self.blocks.append(sound)
        self.first.set()

    def ended(self, error: EarshotError | None) -> None:
        self.ends.append(error)
        self.over.set()

    def told(self, news: News) -> None:
        self.all_news.append(news)
        self._told.put(news)

    def next(self, kind: type[Told], seconds: float = 10.0) -> Told:
        """The next news of this kind, when it comes."""
        while not isinstance(news := self._told.get(timeout=seconds), kind):
            pass
        return news

    @property
    def sound(self) -> Sound:
        return np.concatenate([silence(0), *self.blocks])


class FakeMicrophone:
    """Hears what the test says."""

    def __init__(self) -> None:
        self._heard: Callable[[Sound], None] | None = None
        self._ended: Callable[[EarshotError | None], None] | None = None
        self.told: Callable[[News], None] = ignore
        self.stops = 0
        self.open, self.stopped = threading.Event(), threading.Event()

    def start(
        self,
        heard: Callable[[Sound], None],
        ended: Callable[[EarshotError | None], None],
        told: Callable[[News], None] = ignore,
    ) -> None:
        self._heard, self._ended, self.told = heard, ended, told
        told(Ready("Scripted", 0.0))
        self.open.set()

    def say(self, sound: Sound) -> None:
        assert self._heard is not None, "not started"
        if not self.stops:
            self._heard(sound)

    def end(self, error: EarshotError | None = None) -> None:
        """As a recording does when it is over, and any microphone that goes wrong."""
        assert self._ended is not None, "not started"
        self._ended(error)

    def finish(self) -> None:
        """Nothing is heard after the release."""
        if self.stops == 0:
            self.stop()
            self.end()

    def stop(self) -> None:
        self.stops += 1
        self.stopped.set()

    @property
    def health(self) -> Health:
        return Health(device="Scripted")


class PortAudioError(Exception):
    """As sounddevice raises it."""


class FakeStream:
    """An input stream that hears what the test plays; its callback is called from the start to the end of the stop, as
    PortAudio does it."""

    latency = 0.0

    def __init__(self, callback: Callable[..., None], opened: SimpleQueue[FakeStream], **settings: Any) -> None:
        self.callback, self.settings, self._opened = callback, settings, opened
        self.calls: list[str] = []
        self.threads = {threading.current_thread().name}
        self._buffer = np.zeros((0, 1), np.float32)

    def start(self) -> None:
        self._called("start")
        self._opened.put(self)

    def stop(self) -> None:
        self._called("stop")

    def close(self) -> None:
        self._called("close")

    def play(self, sound: npt.NDArray[np.float32], *, overflowed: bool = False) -> None:
        """(n,) on every channel or (n, channels); every block in the same memory, as PortAudio does."""
        assert self.calls == ["start"], "not running"
        sound = sound if sound.ndim == 2 else np.repeat(sound[:, None], self.settings["channels"], axis=1)
        if self._buffer.shape != sound.shape:
            self._buffer = np.zeros_like(sound)
        self._buffer[:] = sound
        self.callback(self._buffer, len(sound), None, Status(overflowed))
        self._buffer[:] = 9.0

    def die(self) -> None:
        """As when the device is pulled out."""
        self.settings["finished_callback"]()

    def _called(self, name: str) -> None:
        self.calls.append(name)
        self.threads.add(threading.current_thread().name)


@dataclass(frozen=True)
class Status:
    """What PortAudio says of a block."""

    input_overflow: bool

    def __bool__(self) -> bool:
        return self.input_overflow


class BusyStream(FakeStream):
    """A stream that another program keeps from starting."""

    def start(self) -> None:
        raise PortAudioError("Device unavailable")


class FakeSpeaker:
    """An output stream that keeps what it is given."""

    def __init__(self, library: FakeSoundDevice) -> None:
        self._library = library

    def __enter__(self) -> FakeSpeaker:
        return self

    def __exit__(self, *_: object) -> None:
        self._library.mouth.wait(5.0)

    def write(self, sound: npt.NDArray[np.float32]) -> None:
        self._library.played.append(sound[:, 0].copy())
        self._library.speaks.set()


class FakeSoundDevice:
    """The library sounddevice with some microphones (name to rate), the first of them the default; what is plugged in
    is seen when the library is started anew.  One held cannot be opened, one busy opens and does not start."""

    PortAudioError = PortAudioError

    def __init__(self, rate: float | None = None, *, held: bool = False, busy: bool = False, channels: int = 1) -> None:
        self.plugged: dict[str, float] = {} if rate is None else {"Microphone": rate}
        self.held, self._kind, self._channels = held, BusyStream if busy else FakeStream, channels
        self._seen = dict(self.plugged)
        self._opened: SimpleQueue[FakeStream] = SimpleQueue()
        self.streams: list[FakeStream] = []
        self.restarts = 0
        self.played: list[npt.NDArray[np.float32]] = []
        """Sounds that came out of the loudspeaker."""
        self.speaks, self.mouth = threading.Event(), threading.Event()
        """A sound has begun; it ends when `mouth` is set, as it is."""
        self.mouth.set()

    def OutputStream(self, **settings: Any) -> FakeSpeaker:
        return FakeSpeaker(self)

    def _terminate(self) -> None:
        open_streams = [stream for stream in self.streams if stream.calls[-1:] in (["start"], ["stop"])]
        assert not open_streams, "started anew under an open stream"

    def _initialize(self) -> None:
        self._seen = dict(self.plugged)
        self.restarts += 1

    def query_hostapis(self) -> list[dict[str, Any]]:
        return [{"name": "Fake Audio"}]

    def query_devices(self, kind: str | None = None) -> Any:
        found = [
            {
                "index": index,
                "name": name,
                "hostapi": 0,
                "max_input_channels": self._channels,
                "default_samplerate": rate,
            }
            for index, (name, rate) in enumerate(self._seen.items())
        ]
        if kind is None:
            return found
        if not found:
            raise PortAudioError("Error querying device -1")
        return found[0]

    def InputStream(self, callback: Callable[..., None], **settings: Any) -> FakeStream:
        if self.held:
            raise PortAudioError("Device unavailable")
        self.streams.append(self._kind(callback, self._opened, **settings))
        return self.streams[-1]

    def stream(self) -> FakeStream:
        """The next stream that runs, when it does."""
        return self._opened.get(timeout=10.0)
