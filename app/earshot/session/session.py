"""What a user can ask for.  Calls come from the screen and return at once; answers come back as letters.

One model is in memory at a time and lives on the thinking lane.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from earshot.domain import signals as came
from earshot.domain.clip_events import PlayerAt
from earshot.domain.errors import EarshotError
from earshot.domain.events import Event, Finished, Noticed, TextHeard
from earshot.domain.keys import Style
from earshot.domain.manner import Manner
from earshot.domain.take_events import TakeBegan, TakeCancelled, TakeEnds, TakeFinished, TakePlays
from earshot.domain.taking import Rules
from earshot.session import again, jobs
from earshot.session.archive import Archive
from earshot.session.bringing import bring
from earshot.session.carrying import Calls
from earshot.session.clips import Clips
from earshot.session.dictation import RULES, Dictation
from earshot.session.hearing import Source
from earshot.session.idle import Idle
from earshot.session.kept import Wish
from earshot.session.lane import Lane, Ticket
from earshot.session.memory import Memory
from earshot.session.pace import Pace
from earshot.session.playback import Playback
from earshot.session.ports import Mind
from earshot.session.readings import Readings
from earshot.session.shelf import Shelf, Wishes
from earshot.session.sources import Sources
from earshot.session.supplies import Supplies
from earshot.session.work import Work
from earshot.session.world import Letter, World


class Session:
    """One user's session with one model."""

    def __init__(
        self, world: World, post: Callable[[Letter], None], wishes: Wishes | None = None, rules: Rules = RULES
    ) -> None:
        self._world, self._post = world, post
        self._memory = Memory(world.minds, self._model_came, self._model_goes)
        self._thinking = Lane("thinking", self._memory.leave)
        self.idle = Idle(time.monotonic)
        """When a model that nobody wants is let go; its `minutes` are a setting."""
        self._desk = Lane("desk")
        self._pressed: int | None = None
        """The press that was not let go yet."""
        self._work = Work(self._told)
        self._load: Ticket | None = None
        """The load under way, or the one before."""
        self.language: str | None = "English"
        self.after: Manner | None = None
        """What is made of every take that does not say so itself."""
        self.look_at_key: Callable[[], bool | None] = lambda: True
        """Says whether the dictation key is down, None if it cannot be seen; called on the take thread."""
        self.wishes = wishes or Wishes()
        self.pace = Pace(world.strain)
        """When words are shown while one speaks; its `choice` is a setting."""
        self._microphone = Source(world.microphone)
        self._readings = Readings(
            self._thinking, lambda: self._memory.mind, world.sounds, world.keeping.recordings,
            lambda: self.language, self._told, self.pace,
        )  # fmt: skip
        shelf = Shelf(world.keeping, self.wishes, lambda: self._memory.title, self._told)
        calls = Calls(
            lambda kept, number: self._readings.begin(self._dictation, kept, number),
            self._readings.stop, lambda: bring(self._thinking, self._memory, self._dictation.tell, self._told),
            self._thinking.wake, lambda: self.look_at_key(),
        )  # fmt: skip
        self._rules = rules
        self._dictation = Dictation(shelf, calls, self._told, rules)
        self._listening = Playback(world.clips, world.sounds, world.player, self._played)
        """Takes of the history; the other one is the describe place's."""
        self.archive = Archive(self._dictation.do, self._told, self._listening)
        self._playback = Playback(world.clips, world.sounds, world.player, lambda event: self._post(Letter(0, event)))
        self.clips = Clips(
            world,
            self._memory,
            self._start,
            lambda job: self._work.start(self._desk, job),
            self._dictation.do,
            lambda: self.language,
            self._playback,
        )
        self.sources = Sources(world.devices, self._told)
        look = partial(jobs.look, world.models, world.minds)
        self.supplies = Supplies(world.supply, look, self._work.number, self._told)

    def open_model(self, folder: Path) -> int:
        """Brings another model into memory, in place of one that is still being loaded.

        A take that is being spoken is read again from its beginning by the new one.
        """
        if self._load is not None:
            self._load.cancel()

        number = self._start(self._memory.load(folder))
        self._load = self._work.ticket(number)
        return number

    def unload(self) -> int:
        """Lets go of the model in memory; who speaks brings it back."""
        return self._start(self._memory.unload())

    def rest(self) -> int | None:
        """Lets go of a model that nobody has wanted for long enough; whoever wants one brings it back.

        Called every now and then by whoever shows the session; returns the number of the job if it is time.
        """
        busy = self._pressed is not None or self._work.busy
        return self._start(self._memory.unload(resting=True)) if self.idle.over(busy=busy) else None

    def press(self, recording: Path | None = None, manner: Manner | str | None = None) -> int:
        """Begins a take from the microphone, or from a recording played at its own speed; `manner` says how its text
        is to be edited.

        Raises EarshotError while another take is still open; a missing microphone is told by an event.
        """
        if self._pressed is not None:
            raise EarshotError("A take is still open.", "Finish it first.")
        self._pressed = self._work.number()
        source = Source(partial(self._world.recording, recording), plays=True) if recording else self._microphone
        self._dictation.press(Wish(self._pressed, manner), source)
        return self._pressed

    def release(self) -> None:
        """Ends the take; its last words are settled."""
        if self._pressed is not None:
            self._pressed = None
            self._dictation.release()

    def key_down(self, manner: Manner | str | None = None) -> int:
        """The dictation key, or the button that stands for it, went down: what that means is its style's affair.

        A take that begins has the number that is returned and says TakeBegan; else the number is Finished at once.  An
        empty `manner` leaves the text as it was spoken, whatever `after` says.
        """
        return self._key(came.KeyDown(time.monotonic()), manner)

    def key_up(self) -> None:
        """It came up."""
        self._dictation.key_let_go(came.KeyUp(time.monotonic()))

    def other_key(self) -> None:
        """Another key went down: with ours just pressed, the two are a shortcut of some other program."""
        self._dictation.key_let_go(came.OtherKey(time.monotonic()))

    def toggle(self, manner: Manner | str | None = None) -> int:
        """Begins a take, or ends the one that is open; a menu's way.  Numbers as with `key_down`."""
        return self._key(came.Toggle(time.monotonic()), manner)

    def use_key(self, style: Style) -> None:
        """Hold, toggle, or one key that does both; from the next press on."""
        self._rules = replace(self._rules, style=style)
        self._dictation.use(self._rules)

    def _key(self, signal: came.Signal, manner: Manner | str | None) -> int:
        number = self._work.number()
        wanted = self.after if manner is None else manner or None
        self._dictation.key(Wish(number, wanted), self._microphone, signal)
        return number

    def cancel(self) -> None:
        """Drops what is being said, or what is not written down yet; `undo` brings it back for some seconds."""
        self._dictation.cancel()
        self.release()

    def undo(self) -> None:
        """The last cancel was a mistake, or the text that was given out last; within five seconds."""
        self._dictation.undo()

    def inserted(self, entry: int, how: str, into: str = "") -> None:
        """Says of a take in the history by what way its text was put in its place, and into which program."""
        if entry:
            self._dictation.do(lambda shelf: shelf.inserted(entry, how, into))

    def read_again(self, entry: int) -> int:
        """Reads a take of the history with the model in memory; TakeReadAgain brings it with its new text."""
        job = again.job(
            entry, self._dictation.do, self._thinking.wake, self._memory.loaded, self._world.sounds, self.language
        )
        return self._start(job)

    def edit(self, text: str, task: Manner | str) -> int:
        def job() -> jobs.Job:
            yield from jobs.edit((yield from self._memory.wanted()), text, task)

        return self._start(job())

    def work(self, work: Callable[[Mind], jobs.Job]) -> int:
        """Any other job with the model in memory, as a measurement is."""

        def job() -> jobs.Job:
            yield from work((yield from self._memory.wanted()))

        return self._start(job())

    def stop(self, job: int) -> int | None:
        """Ends a job before its next step; the take that was begun by `press` is cancelled, one of the key by `cancel`.

        After a load that was stopped the model from before comes back, by a job whose number is returned.
        """
        if job == self._pressed:
            self.cancel()
            return None
        ticket = self._work.ticket(job)
        if ticket is None or ticket.over:
            return None
        ticket.cancel()
        if ticket is not self._load:
            self._thinking.wake()
            return None
        number = self._start(self._memory.come_back())
        self._load = self._work.ticket(number)
        return number

    def close(self) -> bool:
        """Ends everything, what is being said is kept; True if the threads ended in time."""
        self.supplies.close()
        self._work.settle(self._thinking)
        self.sources.close()
        in_time = self._playback.close()
        in_time = self._dictation.close() and in_time
        in_time = self._listening.close() and in_time
        in_time = self._desk.close() and in_time
        in_time = self._thinking.close() and in_time
        self._world.leave()
        return in_time

    def _told(self, job: int, event: Event) -> None:
        if isinstance(event, TextHeard | TakeBegan | TakeFinished):
            self.idle.touch()
        if isinstance(event, TakeBegan | TakeEnds | TakeCancelled):
            for player in (self._playback, self._listening):
                player.hush(hushed=isinstance(event, TakeBegan))
        self._post(Letter(job, event))

    def _played(self, event: Event) -> None:
        if isinstance(event, PlayerAt | Noticed):
            self._post(Letter(0, TakePlays(event.playing) if isinstance(event, PlayerAt) else event))

    def _start(self, job: jobs.Job) -> int:
        number = self._work.number()
        self._readings.pause()

        def deliver(event: Event) -> None:
            self._told(number, event)
            if isinstance(event, Finished):
                self.idle.touch()
                self._readings.recover(self._dictation)

        self.idle.touch()
        self._work.start(self._thinking, job, deliver, number)
        return number

    def _model_came(self) -> None:
        """What every window's prompt begins with is read now, and not when somebody speaks.  On the lane."""
        mind = self._memory.loaded()
        if mind.card.hears:
            with suppress(EarshotError):  # who speaks is told then
                mind.ears().open(self.language)
        self._dictation.tell(came.ModelCame(time.monotonic()))

    def _model_goes(self) -> None:
        self._readings.stop()  # before its next step, which would need the model
        self._dictation.tell(came.ModelWent(time.monotonic()))
