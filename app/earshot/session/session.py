"""What a user can ask for.  Calls come from the screen and return at once; answers come back as letters.

One model is in memory at a time and lives on the thinking lane.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from earshot.domain.errors import EarshotError, is_panic
from earshot.domain.events import Event, LevelHeard, MicrophoneTold, ModelReady, Waiting
from earshot.domain.manner import Manner
from earshot.domain.microphone import Level, News
from earshot.domain.sound import Sound
from earshot.domain.windows import loudness_db
from earshot.session import jobs, watching
from earshot.session.lane import Lane, Ticket
from earshot.session.ports import Clips, Eyes, Microphone, Mind, Minds, Sounds
from earshot.session.take import Hints

LEVEL_DB = 50.0
"""The level meter spans so many dB below full scale."""


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
    leave: Callable[[], None] = lambda: None
    """Closes a microphone that is still warm."""


class _Mouth:
    """Sound on its way from a microphone's thread to the lane."""

    def __init__(self, microphone: Microphone, wake: Callable[[], None], post: Callable[[Event], None]) -> None:
        self._microphone, self._wake, self._post = microphone, wake, post
        self._queue: SimpleQueue[Sound | EarshotError | None] = SimpleQueue()
        self.released_at = 0.0

    def start(self) -> None:
        self._microphone.start(self._heard, self._ended, self._told)

    def _heard(self, sound: Sound) -> None:
        if not len(sound):
            return
        self._queue.put(sound)
        self._post(LevelHeard(min(1.0, max(0.0, 1.0 + loudness_db(sound) / LEVEL_DB))))
        self._wake()

    def _told(self, news: News) -> None:
        if not isinstance(news, Level):  # the session measures what it hears itself
            self._post(MicrophoneTold(news))

    def _ended(self, error: EarshotError | None = None) -> None:
        self.released_at = self.released_at or time.monotonic()
        self._queue.put(error)
        self._wake()

    def release(self) -> None:
        """Ends the take after the microphone's last moments, which come yet."""
        self.released_at = self.released_at or time.monotonic()
        self._microphone.finish()

    def blocks(self) -> Iterator[Sound | None]:
        """All sound there is, then None until there is more; ends after the release, or with what went wrong."""
        try:
            while True:
                try:
                    sound = self._queue.get_nowait()
                except Empty:
                    yield None
                    continue
                if isinstance(sound, EarshotError):
                    raise sound
                if sound is None:
                    return
                yield sound
        finally:
            self._microphone.stop()


class Session:
    """One user's session with one model."""

    def __init__(self, world: World, post: Callable[[Letter], None]) -> None:
        self._world, self._post = world, post
        self._thinking = Lane("thinking", self._leave)
        self._mind: Mind | None = None
        self._eyes: Eyes | None = None
        self._mouth: _Mouth | None = None
        self._tickets: dict[int, Ticket] = {}
        self._number = 0
        self._load: Ticket | None = None
        """The load under way, or the one before."""
        self._last: Path | None = None
        """Folder of the model that was in memory last."""
        self.language: str | None = "English"

    def open_model(self, folder: Path) -> int:
        """Brings another model into memory, in place of one that is still being loaded.

        Raises EarshotError while a take is open: it holds the old one.
        """
        if self._mouth is not None:
            raise EarshotError("A take is still open.", "Finish it, then open the model.")
        if self._load is not None:
            self._load.cancel()

        def job() -> jobs.Job:
            try:
                yield from jobs.load(self._world.minds, folder, self._let_go, self._keep_mind)
            except BaseException as problem:
                over = isinstance(problem, Exception) or is_panic(problem)
                if over and self._mind is None and self._last != folder:  # the old model comes back, if it can
                    with suppress(EarshotError):
                        yield from self._come_back()
                raise

        number = self._start(job())
        self._load = self._tickets[number]
        return number

    def press(self, recording: Path | None = None) -> int:
        """Begins a take from the microphone, or from a recording played at its own speed.

        Raises EarshotError while another take is still open; a missing microphone is told by an event.
        """
        if self._mouth is not None:
            raise EarshotError("A take is still open.", "Finish it first.")
        microphone = self._world.recording(recording) if recording else self._world.microphone()
        number = self._number + 1
        mouth = _Mouth(microphone, self._thinking.wake, lambda event: self._post(Letter(number, event)))
        mouth.start()
        self._mouth = mouth

        def job() -> jobs.Job:
            while self._mind is None and self._load is not None and not self._load.over:
                yield Waiting()  # what is said meanwhile is kept
            judge, hints = self._world.sounds.detector(), Hints(self.language)
            yield from jobs.dictate(self._loaded(), judge, mouth.blocks(), lambda: mouth.released_at, hints)

        return self._start(job(), urgent=True)

    def release(self) -> None:
        """Ends the take; its last words are settled."""
        if self._mouth is not None:
            self._mouth.release()
            self._mouth = None

    def edit(self, text: str, task: Manner | str) -> int:
        def job() -> jobs.Job:
            yield from jobs.edit(self._loaded(), text, task)

        return self._start(job())

    def describe(self, path: Path) -> int:
        """A clip or a picture: what is said in it, as far as the model hears, and what is seen."""

        def job() -> jobs.Job:
            world, hints = self._world, Hints(self.language)
            yield from watching.described_with_sound(
                path, world.sounds, world.clips, self._loaded(), self._keep_eyes, hints
            )

        return self._start(job())

    def ask(self, question: str) -> int:
        """A question about what was watched last."""

        def job() -> jobs.Job:
            if self._eyes is None:
                raise EarshotError("Nothing has been watched yet.", "Drop a video or a picture first.")
            yield from watching.ask(self._eyes, question)

        return self._start(job())

    def stop(self, job: int) -> int | None:
        """Ends a job before its next step.

        After a load that was stopped the model from before comes back, by a job whose number is returned.
        """
        ticket = self._tickets.get(job)
        if ticket is None or ticket.over:
            return None
        ticket.cancel()
        if ticket is not self._load:
            self._thinking.wake()
            return None
        number = self._start(self._come_back())
        self._load = self._tickets[number]
        return number

    def close(self) -> bool:
        """Ends everything; True if the lane ended in time."""
        if self._mouth is not None:
            self.release()
        in_time = self._thinking.close()
        self._world.leave()
        return in_time

    def _start(self, job: jobs.Job, *, urgent: bool = False) -> int:
        self._number += 1
        number = self._number
        self._tickets = {n: t for n, t in self._tickets.items() if not t.over}
        self._tickets[number] = self._thinking.start(
            job, lambda event: self._post(Letter(number, event)), urgent=urgent
        )
        return number

    def _come_back(self) -> jobs.Job:
        """The model in memory, or else the one that was there last."""
        if self._mind is not None:
            yield ModelReady(self._mind.card)
        elif self._last is not None:
            yield from jobs.load(self._world.minds, self._last, self._let_go, self._keep_mind)

    def _loaded(self) -> Mind:
        if self._mind is None:
            raise EarshotError("No model is open.", "Open a model first.")
        return self._mind

    def _let_go(self) -> None:
        """Releases the model in memory, and the eyes that hold it too."""
        mind, self._mind, self._eyes = self._mind, None, None
        if mind is not None:
            mind.release()

    def _leave(self) -> None:
        """On the thinking lane, as it ends."""
        self._let_go()
        self._world.minds.leave()

    def _keep_mind(self, mind: Mind) -> None:
        self._mind, self._last = mind, mind.card.folder

    def _keep_eyes(self, eyes: Eyes) -> None:
        self._eyes = eyes
