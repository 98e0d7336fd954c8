"""A session as the window has it, with takes that are played to it and looked at: for measurements.

Its takes are kept in a folder of its own and touch nothing of the user's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from queue import Empty, SimpleQueue

from earshot import parts
from earshot.cli.notes import NotedEars, NotedMicrophone, Notes
from earshot.domain.card import Card
from earshot.domain.errors import EarshotError
from earshot.domain.events import Event, Failed, Finished, Noticed, TextHeard
from earshot.domain.microphone import Ready
from earshot.domain.model_events import ModelReady
from earshot.domain.reading import Alarm
from earshot.domain.sound import RATE, Sound
from earshot.domain.take_events import LevelHeard, MicrophoneTold, TakeFinished
from earshot.domain.voice import Judge
from earshot.session import jobs
from earshot.session.dictation import RULES
from earshot.session.ports import Ears, Eyes, Microphone, Mind, Pen, Recording, Recordings
from earshot.session.session import Session
from earshot.session.world import Letter

LOOK_SECONDS = 0.002
"""So often a take is looked at, whether its end has come."""


@dataclass(frozen=True)
class Taken:
    """What became of a take; moments on the monotonic clock."""

    done: TakeFinished
    finishes: int
    """Times that a text, or word that there is none, came out of it."""
    notices: tuple[str, ...]
    released: float
    last_sample: float
    """When the last sample that belongs to it came."""
    text_at: float
    notes: Notes


@dataclass(eq=False)
class _Recordings:
    """The folder, and how far it has been read."""

    folder: Recordings
    notes: Callable[[], Notes]

    def new(self, name: str) -> Recording:
        return self.folder.new(name)

    def heard(self, name: str, start: int, end: int) -> Sound:
        self.notes().taken = end
        return self.folder.heard(name, start, end)

    def recover(self) -> list[str]:
        return self.folder.recover()

    def in_use(self, name: str) -> bool:
        return self.folder.in_use(name)

    def length(self, name: str) -> float:
        return self.folder.length(name)


@dataclass(eq=False)
class _Mind:
    """A model whose ears are looked at."""

    mind: Mind
    notes: Callable[[], Notes]
    card: Card = field(init=False)
    load_seconds: float = field(init=False)

    def __post_init__(self) -> None:
        self.card, self.load_seconds = self.mind.card, self.mind.load_seconds

    def ears(self, *, exact: bool = False, scores: bool = False) -> Ears:
        return NotedEars(self.mind.ears(exact=exact, scores=scores), self.notes)

    def eyes(self, *, exact: bool = False, scores: bool = False, library_masks: bool = False) -> Eyes:
        return self.mind.eyes(exact=exact, scores=scores, library_masks=library_masks)

    def pen(self) -> Pen:
        return self.mind.pen()

    def peak_bytes(self) -> int:
        return self.mind.peak_bytes()

    def release(self) -> None:
        self.mind.release()


class _Minds(parts.Minds):
    def __init__(self, notes: Callable[[], Notes]) -> None:
        self._notes = notes
        self.loaded: _Mind | None = None

    def load_in_steps(self, folder: Path) -> Generator[float, None, Mind]:
        self.loaded = _Mind((yield from super().load_in_steps(folder)), self._notes)
        return self.loaded


@dataclass(frozen=True, eq=False)
class InMemory:
    """Sound that is in no file."""

    sound: Sound

    def blocks(self, path: Path, alarm: Callable[[Alarm], None] = lambda _: None) -> Iterator[Sound]:
        yield self.sound

    def has_sound(self, path: Path) -> bool:
        return True

    def length(self, path: Path) -> float:
        return len(self.sound) / RATE

    def detector(self) -> Judge:
        return parts.Files().detector()


class Desk:
    """One session; belongs to the thread that made it."""

    def __init__(self, folder: Path, *, speed: float = 1.0, ahead: float = inf) -> None:
        """Takes are kept in `folder`, played `speed` times as fast as they were spoken, and held back when more than
        `ahead` seconds wait for the model."""
        self._speed, self._ahead = speed, ahead
        self.notes = Notes()
        """Of the take that is heard now, or was last."""
        self._source: Callable[[], Microphone]
        self._take = 0
        """Number of its press; what other jobs hear is no part of it."""
        self._letters: SimpleQueue[tuple[float, Letter]] = SimpleQueue()
        keeping = parts.kept_in(folder)
        keeping = replace(keeping, recordings=_Recordings(keeping.recordings, lambda: self.notes))
        world = parts.world()
        self._microphone, self.sounds = world.microphone, world.sounds
        self._minds = _Minds(lambda: self.notes)
        self.world = replace(
            world, minds=self._minds, keeping=keeping, recording=lambda _: self._noted(),
            microphone=self._noted,
        )  # fmt: skip
        self.rules = replace(RULES, after=RULES.after / speed)
        self.session = Session(self.world, self._post, rules=self.rules)

    def open(self, model: Path) -> Card:
        """Raises EarshotError."""
        found = [event.card for event in self._events(self.session.open_model(model)) if isinstance(event, ModelReady)]
        return found[-1]

    def cut(self, seconds: float) -> None:
        """From the next take on windows are at most so long, whatever the model's card says."""
        mind = self._minds.loaded
        assert mind is not None
        mind.card = replace(mind.card, cut_seconds=seconds)

    def take(self, sound: Sound, spoken: float = inf, *, keeps_words: bool = True) -> Taken:
        """Plays a take and lets the key go after `spoken` seconds; it ends by itself if its sound ends before.

        Raises EarshotError if nothing comes of it.
        """
        return self.play(lambda: _played(sound, self._speed), spoken, keeps_words=keeps_words)

    def play(self, source: Callable[[], Microphone], spoken: float = inf, *, keeps_words: bool = True) -> Taken:
        """The same from a source that ends by itself."""
        self._source = source
        notes = self.notes = Notes(keeps_words)
        number = self.session.press(Path("prepared"))
        return self._follow(number, lambda: bool(notes.samples) and notes.samples[-1] >= spoken * RATE)

    def listen(self, let_go: Callable[[], bool], ready: Callable[[], object]) -> Taken:
        """A take from the real microphone; `ready` is called when it gives sound, `let_go` is asked when it ends."""
        self._source, self.notes = self._microphone, Notes()
        return self._follow(self.session.press(), let_go, ready)

    def work(self, work: Callable[[Mind], jobs.Job]) -> list[Event]:
        """A job with the model, to its end; the model is the engine's own."""
        number = self.session.work(lambda mind: work(mind.mind if isinstance(mind, _Mind) else mind))
        return self._events(number)

    def close(self) -> None:
        self.session.close()

    def _noted(self) -> Microphone:
        return NotedMicrophone(self._source(), self.notes, self._ahead)

    def _post(self, letter: Letter) -> None:
        if isinstance(letter.event, TextHeard) and letter.job == self._take:
            self.notes.show(letter.event.words)  # on the thinking lane, as all notes of readings
        elif not isinstance(letter.event, LevelHeard):
            self._letters.put((time.monotonic(), letter))

    def _events(self, number: int) -> list[Event]:
        """All that a job tells; raises what it fails with."""
        found: list[Event] = []
        while True:
            _, letter = self._letters.get()
            if letter.job != number:
                continue
            match letter.event:
                case Failed(error):
                    raise error
                case Finished():
                    return found
                case event:
                    found.append(event)

    def _follow(self, number: int, let_go: Callable[[], bool], ready: Callable[[], object] = lambda: None) -> Taken:
        notes, done, notices = self.notes, list[tuple[float, TakeFinished]](), list[str]()
        released, failed = 0.0, list[EarshotError]()
        self._take = number
        while True:
            if not released and let_go():
                released = time.monotonic()
                self.session.release()
            with suppress(Empty):
                at, letter = self._letters.get(timeout=LOOK_SECONDS)
                match letter.event:
                    case MicrophoneTold(Ready()):
                        ready()
                    case TakeFinished() as finished:
                        done.append((at, finished))
                    case Noticed(sentence):
                        notices.append(sentence)
                    case Failed(error):
                        failed.append(error)
                    case Finished() if letter.job == number:
                        break
                    case _:
                        pass
        self._take = 0
        self.session.release()
        if failed or not done:
            raise failed[0] if failed else EarshotError("A take came to nothing.", "Try again with another sound.")
        text_at, finished = done[-1]
        ended = released + self.rules.after if released else text_at - finished.seconds_since_release
        return Taken(finished, len(done), tuple(notices), released or ended, notes.after(ended), text_at, notes)


def _played(sound: Sound, speed: float) -> Microphone:
    """The app's own recording as a microphone."""
    from earshot.audio.microphone import RecordingMicrophone

    return RecordingMicrophone(Path("prepared"), lambda _: iter([sound]), speed)
