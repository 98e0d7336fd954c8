"""Runs the dictation's machine and carries out its orders.  Belongs to the take thread and knows no thread itself."""

from __future__ import annotations

import logging
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf

from earshot.domain import dictation
from earshot.domain import orders as out
from earshot.domain import signals as came
from earshot.domain.errors import EarshotError
from earshot.domain.events import Failed, Finished, Noticed
from earshot.domain.orders import Notice, Order, Why
from earshot.domain.take_events import TakeBegan, TakeCancelled, TakeEnds, TakeFinished
from earshot.domain.taking import Rules, Shut, State, Whole
from earshot.session.hearing import Act, Hearing, Source
from earshot.session.kept import Kept, Wish
from earshot.session.shelf import Post, Shelf

log = logging.getLogger(__name__)

INSIDE = EarshotError("Something went wrong inside Earshot.", "Try again; the log says where it happened.")


@dataclass(frozen=True)
class Calls:
    """What is asked of the thinking lane; each returns at once, and answers are signals."""

    read: Callable[[Kept, int], None]
    """Begins a reading of a take."""
    stop_reading: Act
    ask_for_model: Act
    wake: Act
    """There is more of a take, or its end."""
    look_at_key: Callable[[], bool | None] = lambda: True
    """Whether the dictation key is down; None if nobody can say."""


class Carrying:
    """The machine's state and what it stands for: the microphone, the recordings, the takes."""

    def __init__(self, shelf: Shelf, calls: Calls, post: Post, put: Callable[[Act], None], rules: Rules) -> None:
        """`put` brings something from the microphone's thread onto this one."""
        self._shelf, self._calls, self._post, self.rules = shelf, calls, post, rules
        self.state = State()
        self._signals = deque[came.Signal]()
        self._takes: dict[int, Kept] = {}
        self._begun: list[Wish] = []
        """Pressed, with no take yet."""
        self._hearing = Hearing(put, self.hear, lambda event: post(self._letters(), event))
        self._delivered: Kept | None = None
        """The take whose text can be taken back."""
        self._complaint: EarshotError | None = None
        self._no_model_since: float | None = time.monotonic()

    def press(self, wish: Wish, source: Source) -> None:
        """Begins a take, whatever the key is for; one that is open ends."""
        now = time.monotonic()
        self.hear(came.End(now))
        self.key(wish, source, came.Begin(now))

    def key(self, wish: Wish, source: Source, signal: came.Signal) -> None:
        """A signal that begins a take or not, as the key's style says; one that does not ends the wish."""
        if not self.state.taking:
            self._hearing.source = source
            self._begun.append(wish)
        elif wish.number:
            self._over(wish)
        self.hear(signal)

    def hear(self, signal: came.Signal) -> None:
        """A signal and all that comes of it."""
        was, take = self.state.taking, self._letters()
        self._count_waiting(signal)
        self._step(signal)
        if self.state.taking is not was:
            self._post(take or self._letters(), TakeEnds() if was else TakeBegan())
        if self.state.asked is None:
            for wish in self._begun:
                self._over(wish, self._complaint)
                self._complaint = None
            self._begun.clear()
        if self._complaint is not None:
            error, self._complaint = self._complaint, None
            self._post(self._letters(), Noticed(error.sentence, error.advice))

    def _count_waiting(self, signal: came.Signal) -> None:
        """How long takes that were spoken had to wait for a model."""
        match signal:
            case came.ModelWent(at) if self._no_model_since is None:
                self._no_model_since = at
            case came.ModelCame(at) if self._no_model_since is not None:
                for kept in self._takes.values():
                    kept.wait_for_model(self._no_model_since, at)
                self._no_model_since = None
            case _:
                pass

    def _step(self, signal: came.Signal) -> None:
        self._signals.append(signal)
        while self._signals:
            self.state, orders = dictation.step(self.state, self._signals.popleft(), self.rules)
            for order in orders:
                self.guard(partial(self._carry_out, order))

    def guard(self, act: Act) -> None:
        """Nothing ends the take thread but leaving: whatever goes wrong is told."""
        try:
            act()
        except EarshotError as error:
            self._post(0, Noticed(error.sentence, error.advice))
        except Exception as problem:  # the message may hold what was said: only the place is written down
            log.error("%s\n%s", type(problem).__name__, "".join(traceback.format_tb(problem.__traceback__)))
            self._post(0, Noticed(INSIDE.sentence, INSIDE.advice))

    def patience(self) -> float | None:
        """Seconds until something falls due by itself; None if nothing will."""
        due = [by for kept in self._takes.values() if (by := kept.ends_by) is not None]
        machine = dictation.deadline(self.state, self.rules)
        due += [] if machine is None else [machine]
        return max(0.0, min(due) - time.monotonic()) if due else None

    @property
    def must_wait(self) -> bool:
        """A recording plays for one take only, and a microphone that has ended is no use to the next one."""
        return self._hearing.used_up and not self.state.taking and not isinstance(self.state.microphone, Shut)

    def _carry_out(self, order: Order) -> None:
        match order:
            case out.OpenMicrophone(stream):
                anew = all(isinstance(taking.stage, Whole) for taking in self.state.takes)
                self._hearing.open(stream, anew=anew)
            case out.CloseMicrophone():
                self._hearing.close()
            case out.StartRecording(take, since):
                self._start(take, since)
            case out.EndRecording(take, at):
                kept = self._takes[take]
                kept.until, kept.released_at = at, kept.released_at or time.monotonic()
                self._calls.wake()
            case out.AskForModel():
                self._calls.ask_for_model()
            case out.ReadTake(take, reading):
                self._calls.read(self._takes[take], reading)
                self._calls.wake()
            case out.StopReading():
                self._calls.stop_reading()
                self._calls.wake()
            case out.Deliver(take, text):
                self._deliver(self._takes.pop(take), text)
            case out.KeepTake(take, why):
                self._keep(self._takes.pop(take), why)
            case out.DropTake(take):
                kept = self._takes.pop(take)
                kept.close()
                self._shelf.forget(kept)
                self._over(kept.wish)
            case out.Tell(notice):
                self._post(self._letters(), TakeCancelled() if notice is Notice.CANCELLED else Noticed(notice.value))
            case out.Complain(error):
                self._complaint = error
            case out.LookAtKey():
                self._look_at_key()
            case out.TakeBack(take):
                if self._delivered is not None and self._delivered.take == take:
                    self._shelf.take_back(self._delivered)

    def _look_at_key(self) -> None:
        held, now = self._calls.look_at_key(), time.monotonic()
        if held is not None:
            self._signals.append(came.KeyHeld(now) if held else came.KeyUp(now))

    # Takes.

    def _start(self, take: int, since: float) -> None:
        *earlier, wish = self._begun or [Wish(0)]
        for other in earlier:
            self._over(other)
        self._begun.clear()
        kept = self._takes[take] = self._shelf.kept(take, wish, since)
        try:
            self._shelf.begin(kept, time.monotonic())
        except EarshotError as error:
            kept.whole, kept.error = True, error
            self._signals.append(came.NotRecorded(time.monotonic(), take, error))

    def see_to_recordings(self) -> None:
        """Writes what has come, and ends what has come to its end."""
        now, silent, strip = time.monotonic(), self._hearing.silent, self._hearing.strip
        for kept in [kept for kept in self._takes.values() if not kept.whole]:
            written = kept.written
            try:
                ended = kept.take_in(strip, all_of_it=silent or (kept.ends_by or inf) <= now)
            except EarshotError as error:
                self._seal(kept)
                self.hear(came.NotRecorded(now, kept.take, error))
                continue
            if ended:
                self._seal(kept)
                self.hear(came.Recorded(now, kept.take))
            elif kept.written > written:
                self._calls.wake()
        if self.state.asked is None:
            count = strip.count
            strip.forget(min((kept.needs(count) for kept in self._takes.values()), default=count))

    def _seal(self, kept: Kept) -> None:
        kept.microphone = self._hearing.health
        kept.seal()
        self.guard(partial(self._shelf.recorded, kept))
        self._calls.wake()

    def words_seen(self, take: int, at: float) -> None:
        if take in self._takes:
            self._takes[take].first_word(at)

    def have_read(self, take: int, reading: int, outcome: TakeFinished, edited: str) -> None:
        if take in self._takes:
            self._takes[take].read, self._takes[take].edited = outcome, edited
        self.hear(came.Transcribed(time.monotonic(), reading, outcome.text))

    def _deliver(self, kept: Kept, text: str) -> None:
        try:
            self._delivered = kept
            self._shelf.deliver(kept, text)
        finally:
            kept.close()
            self._over(kept.wish)

    def _keep(self, kept: Kept, why: Why) -> None:
        if not kept.whole:
            kept.take_in(self._hearing.strip, all_of_it=True)
        error = self._complaint if why is Why.FAILED else None
        self._complaint = None if error is not None else self._complaint
        try:
            self._shelf.silent(kept, why)
        finally:
            kept.close()
            self._over(kept.wish, error)

    def _over(self, wish: Wish, error: EarshotError | None = None) -> None:
        if error is not None:
            self._post(wish.number, Failed(error))
        self._post(wish.number, Finished())

    def _letters(self) -> int:
        """The number of the press that is being heard, 0 if none is."""
        if self._begun:
            return self._begun[-1].number
        opened = self.state.open
        return self._takes[opened.number].wish.number if opened is not None and opened.number in self._takes else 0

    def leave(self) -> None:
        self.hear(came.Leave(time.monotonic()))
        for wish in self._begun:
            self._over(wish)
        self._hearing.wait()
