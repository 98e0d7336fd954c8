"""What a user can ask for.  Calls come from the screen and return at once; answers come back as letters.

One model is in memory at a time and lives on the thinking lane.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from earshot.domain import signals as came
from earshot.domain.errors import EarshotError, is_panic
from earshot.domain.events import Event, Failed, Finished, ModelReady
from earshot.domain.manner import Manner
from earshot.domain.taking import Rules
from earshot.session import jobs, watching
from earshot.session.carrying import Calls
from earshot.session.dictation import RULES, Dictation
from earshot.session.kept import Wish
from earshot.session.lane import Lane, Ticket
from earshot.session.ports import Clips, Eyes, Microphone, Mind, Minds, Sounds
from earshot.session.readings import Readings
from earshot.session.shelf import Keeping, Shelf, Wishes
from earshot.session.take import Hints


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
    keeping: Keeping
    """Where takes are kept."""
    leave: Callable[[], None] = lambda: None
    """Closes a microphone that is still warm."""


class Session:
    """One user's session with one model."""

    def __init__(
        self, world: World, post: Callable[[Letter], None], wishes: Wishes | None = None, rules: Rules = RULES
    ) -> None:
        self._world, self._post = world, post
        self._thinking = Lane("thinking", self._leave)
        self._mind: Mind | None = None
        self._eyes: Eyes | None = None
        self._pressed: int | None = None
        """The press that was not let go yet."""
        self._tickets: dict[int, Ticket] = {}
        self._number = 0
        self._load: Ticket | None = None
        """The load under way, or the one before."""
        self._last: Path | None = None
        """Folder of the model that was in memory last."""
        self.language: str | None = "English"
        self.wishes = wishes or Wishes()
        self._readings = Readings(
            self._thinking,
            lambda: self._mind,
            world.sounds,
            world.keeping.recordings,
            lambda: self.language,
            self._told,
        )
        shelf = Shelf(world.keeping, self.wishes, self._title, self._told)
        calls = Calls(
            lambda kept, number: self._readings.begin(self._dictation, kept, number),
            self._readings.stop, self._bring_model, self._thinking.wake,
        )  # fmt: skip
        self._dictation = Dictation(shelf, calls, self._told, rules)

    def open_model(self, folder: Path) -> int:
        """Brings another model into memory, in place of one that is still being loaded.

        A take that is being spoken is read again from its beginning by the new one.
        """
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

    def press(self, recording: Path | None = None, manner: Manner | str | None = None) -> int:
        """Begins a take from the microphone, or from a recording played at its own speed; `manner` says how its text
        is to be edited.

        Raises EarshotError while another take is still open; a missing microphone is told by an event.
        """
        if self._pressed is not None:
            raise EarshotError("A take is still open.", "Finish it first.")
        self._number += 1
        self._pressed = self._number
        source = partial(self._world.recording, recording) if recording else self._world.microphone
        self._dictation.press(Wish(self._number, manner), source, plays=recording is not None)
        return self._number

    def release(self) -> None:
        """Ends the take; its last words are settled."""
        if self._pressed is not None:
            self._pressed = None
            self._dictation.release()

    def cancel(self) -> None:
        """Drops what is being said, or what is not written down yet; `undo` brings it back for some seconds."""
        self._dictation.cancel()
        self.release()

    def undo(self) -> None:
        """The last cancel was a mistake."""
        self._dictation.undo()

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

    def work(self, work: Callable[[Mind], jobs.Job]) -> int:
        """Any other job with the model in memory, as a measurement is."""

        def job() -> jobs.Job:
            yield from work(self._loaded())

        return self._start(job())

    def stop(self, job: int) -> int | None:
        """Ends a job before its next step; the take that is being spoken is cancelled.

        After a load that was stopped the model from before comes back, by a job whose number is returned.
        """
        if job == self._pressed:
            self.cancel()
            return None
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
        """Ends everything, what is being said is kept; True if the threads ended in time."""
        in_time = self._dictation.close()
        in_time = self._thinking.close() and in_time
        self._world.leave()
        return in_time

    def _told(self, job: int, event: Event) -> None:
        self._post(Letter(job, event))

    def _title(self) -> str:
        mind = self._mind
        return mind.card.title if mind is not None else ""

    def _bring_model(self) -> None:
        """Somebody speaks and no model is there: after a load that is under way, or else the last one.  Take thread."""

        def job() -> jobs.Job:
            yield from self._come_back()
            self._loaded()

        def deliver(event: Event) -> None:
            if isinstance(event, Failed):
                self._dictation.tell(came.ModelFailed(time.monotonic(), event.error))
            elif isinstance(event, ModelReady):
                self._dictation.tell(came.ModelCame(time.monotonic()))
            elif not isinstance(event, Finished):
                self._told(0, event)

        self._thinking.start(job(), deliver)

    def _start(self, job: jobs.Job) -> int:
        self._number += 1
        number = self._number
        self._tickets = {n: t for n, t in self._tickets.items() if not t.over}
        self._readings.pause()

        def deliver(event: Event) -> None:
            self._told(number, event)
            if isinstance(event, Finished):
                self._readings.recover(self._dictation)

        self._tickets[number] = self._thinking.start(job, deliver)
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
            self._readings.stop()  # before its next step, which would need the model
            self._dictation.tell(came.ModelWent(time.monotonic()))
            mind.release()

    def _leave(self) -> None:
        """On the thinking lane, as it ends."""
        self._let_go()
        self._world.minds.leave()

    def _keep_mind(self, mind: Mind) -> None:
        self._mind, self._last = mind, mind.card.folder
        self._dictation.tell(came.ModelCame(time.monotonic()))

    def _keep_eyes(self, eyes: Eyes) -> None:
        self._eyes = eyes
