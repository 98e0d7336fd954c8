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
from threading import Thread

from earshot.domain import dictation
from earshot.domain import orders as out
from earshot.domain import signals as came
from earshot.domain.errors import EarshotError
from earshot.domain.events import (
    Failed,
    Finished,
    LevelHeard,
    MicrophoneTold,
    Noticed,
    TakeCancelled,
    TakeFinished,
)
from earshot.domain.microphone import Level, News, Ready
from earshot.domain.orders import Notice, Order, Why
from earshot.domain.sound import Sound
from earshot.domain.taking import Opening, Rules, Shut, State, Whole
from earshot.domain.windows import loudness_db
from earshot.session.kept import Kept, Wish
from earshot.session.mouth import CLOSING_SECONDS, Mouth
from earshot.session.ports import Microphone
from earshot.session.shelf import Post, Shelf
from earshot.session.strip import Strip

log = logging.getLogger(__name__)

INSIDE = EarshotError("Something went wrong inside Earshot.", "Try again; the log says where it happened.")
LEVEL_DB = 50.0
"""The level meter spans so many dB below full scale."""
Source = Callable[[], Microphone]
Act = Callable[[], None]


@dataclass(frozen=True)
class Calls:
    """What is asked of the thinking lane; each returns at once, and answers are signals."""

    read: Callable[[Kept, int], None]
    """Begins a reading of a take."""
    stop_reading: Act
    ask_for_model: Act
    wake: Act
    """There is more of a take, or its end."""


class Carrying:
    """The machine's state and what it stands for: the microphone, the recordings, the takes."""

    def __init__(self, shelf: Shelf, calls: Calls, post: Post, put: Callable[[Act], None], rules: Rules) -> None:
        """`put` brings something from the microphone's thread onto this one."""
        self._shelf, self._calls, self._post, self._put, self._rules = shelf, calls, post, put, rules
        self.state = State()
        self._signals = deque[came.Signal]()
        self._takes: dict[int, Kept] = {}
        self._begun: list[Wish] = []
        """Pressed, with no take yet."""
        self._mouth: Mouth | None = None
        self._closing: Thread | None = None
        self._source: Source | None = None
        self._plays = False
        self._delivered: dict[int, int] = {}
        """The entry of a take whose text can be taken back."""
        self._strip = Strip(0.0)
        self._complaint: EarshotError | None = None

    def press(self, wish: Wish, source: Source, plays: bool) -> None:
        now = time.monotonic()
        self._source, self._plays = source, plays
        self.hear(came.KeyUp(now))  # of a take that ended by itself
        self._begun.append(wish)
        self.hear(came.KeyDown(now))

    def hear(self, signal: came.Signal) -> None:
        """A signal and all that comes of it."""
        self._signals.append(signal)
        while self._signals:
            self.state, orders = dictation.step(self.state, self._signals.popleft(), self._rules)
            for order in orders:
                self.guard(partial(self._carry_out, order))
        if self.state.asked is None:
            for wish in self._begun:
                self._over(wish, self._complaint)
                self._complaint = None
            self._begun.clear()
        if self._complaint is not None:
            error, self._complaint = self._complaint, None
            self._post(self._letters(), Noticed(error.sentence, error.advice))

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
        machine = dictation.deadline(self.state, self._rules)
        due += [] if machine is None else [machine]
        return max(0.0, min(due) - time.monotonic()) if due else None

    @property
    def must_wait(self) -> bool:
        """A recording plays for one take only, and a microphone that has ended is no use to the next one."""
        over = self._mouth is not None and (self._mouth.plays or self._mouth.over)
        return over and not self.state.taking and not isinstance(self.state.microphone, Shut)

    def _carry_out(self, order: Order) -> None:
        match order:
            case out.OpenMicrophone(stream):
                self._open(stream)
            case out.CloseMicrophone():
                self._close()
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
            case out.LookAtKey():  # who pressed says when it is let go
                self._signals.append(came.KeyHeld(time.monotonic()))
            case out.TakeBack(take):
                self._shelf.take_back(self._delivered.pop(take, 0))

    # The microphone.

    def _open(self, stream: int) -> None:
        """Blocks of a microphone that stands in for a lost one go on where the strip ends."""
        self._close()
        source = self._source
        assert source is not None, "nobody pressed"
        if all(isinstance(taking.stage, Whole) for taking in self.state.takes):
            self._strip = Strip(time.monotonic())
        self._mouth = Mouth(
            source(), stream, plays=self._plays,
            heard=lambda mouth, sound, at: self._put(partial(self._heard, mouth, sound, at)),
            told=lambda mouth, news: self._put(partial(self._told, mouth, news)),
            ended=lambda mouth, error: self._put(partial(self._ended, mouth, error)),
        )  # fmt: skip
        self._mouth.start()

    def _close(self) -> None:
        if self._mouth is not None:
            self._closing = self._mouth.close()
            self._mouth = None

    def _heard(self, mouth: Mouth, sound: Sound, at: float) -> None:
        if mouth is self._mouth and len(sound):
            self._strip.push(sound, at)
            level = min(1.0, max(0.0, 1.0 + loudness_db(sound) / LEVEL_DB))
            self._post(self._letters(), LevelHeard(level))

    def _told(self, mouth: Mouth, news: News) -> None:
        if mouth is not self._mouth:
            return
        if isinstance(news, Ready):
            self.hear(came.DeviceReady(time.monotonic(), mouth.stream))
        if not isinstance(news, Level):  # the session measures what it hears itself
            self._post(self._letters(), MicrophoneTold(news))

    def _ended(self, mouth: Mouth, error: EarshotError | None) -> None:
        """A recording that was played to its end ends its take as a key would; a microphone does so only for good."""
        if mouth is not self._mouth:
            return
        mouth.over = True
        now = time.monotonic()
        if error is not None or isinstance(self.state.microphone, Opening):
            self.hear(came.DeviceLost(now, mouth.stream, error))
        else:
            self.hear(came.KeyUp(now))

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
        now, silent = time.monotonic(), self._mouth is None or self._mouth.over
        for kept in [kept for kept in self._takes.values() if not kept.whole]:
            written = kept.written
            try:
                ended = kept.take_in(self._strip, all_of_it=silent or (kept.ends_by or inf) <= now)
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
            count = self._strip.count
            self._strip.forget(min((kept.needs(count) for kept in self._takes.values()), default=count))

    def _seal(self, kept: Kept) -> None:
        if self._mouth is not None:
            kept.microphone = self._mouth.health
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
            self._delivered[kept.take] = kept.entry.number if kept.entry else 0
            self._shelf.deliver(kept, text)
        finally:
            kept.close()
            self._over(kept.wish)

    def _keep(self, kept: Kept, why: Why) -> None:
        if not kept.whole:
            kept.take_in(self._strip, all_of_it=True)
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
        if self._closing is not None:
            self._closing.join(CLOSING_SECONDS)
