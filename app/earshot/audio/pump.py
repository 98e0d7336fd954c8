"""The microphone's thread: one stream at most, opened at the press, kept warm after a take, replaced when it is lost.

Everything reaches it as a message in one inbox: blocks and ends from PortAudio's callback, wishes of other threads,
answers of the driver, which alone calls PortAudio.  After every message `_steer` looks how things stand and asks for
the next thing to be done, so that no order of messages is special.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import assert_never

from earshot.audio import system
from earshot.audio.cueing import Played
from earshot.audio.driver import Answer
from earshot.audio.opening import Closed, Listed, Opened, Opener, Outcome, Refused
from earshot.audio.stream import Block, Died, Intake, Stream
from earshot.audio.taking import STOPPED, Taking
from earshot.audio.wishes import Choose, Cue, Finish, Keep, Leave, ListDevices, Play, Press, Quiet, Stop
from earshot.domain.cues import BEGIN, END, tone
from earshot.domain.devices import Choice
from earshot.domain.errors import MicrophoneError
from earshot.domain.preroll import Before, closes_at
from earshot.domain.sound import Sound

WAKING_SECONDS = 5.0
"""A device may take so long to its first block: Bluetooth changes its mode first."""
SILENT_SECONDS = 1.5
"""A stream without a block for so long is broken, whatever it says of itself."""
LOST_SECONDS = 10.0
"""A take waits so long for another microphone and looks for one every `RETRY_SECONDS`."""
RETRY_SECONDS = 0.5
LOOK_SECONDS = 1.0
"""How often it is asked what is plugged in while a warm stream is listened to by nobody."""
TICK_SECONDS = 0.05
"""How often deadlines are looked at while anything is under way."""


class Pump:
    """`run` is the thread; nothing else is called from outside."""

    def __init__(self, inbox: SimpleQueue[object], choice: Choice, keep: float, *, cued: bool = False) -> None:
        self._inbox, self._choice, self._keep, self._cued = inbox, choice, keep, cued
        self._opener = Opener(inbox.put)
        self._take: Taking | None = None
        self._stream: Stream | None = None
        self._intake: Intake | None = None
        self._number = 0
        """Of the latest stream; what comes from another one comes too late."""
        self._early: list[tuple[Block, float]] = []
        """Blocks of a stream before its opening was answered, and when they came."""
        self._before = Before()
        self._opened_for: Choice = None
        self._plugged: Hashable = None
        """What was plugged in when the stream was opened."""
        self._stands_in = self._broken = self._fresh = False
        self._last_block = self._idle_since = self._retry_at = self._look_at = 0.0
        self._asked: list[ListDevices] = []

    def run(self) -> None:
        """Until `Leave`."""
        while True:
            under_way = self._opener.busy or self._take or self._stream or self._asked
            try:
                message = self._inbox.get(timeout=TICK_SECONDS if under_way else None)
            except Empty:
                message = None
            if isinstance(message, Leave):
                break
            now = time.monotonic()
            try:
                self._take_in(message, now)
                self._steer(now)
            except Exception as problem:  # of whoever listens: the take is over, the microphone is not
                told = problem if isinstance(problem, MicrophoneError) else MicrophoneError(STOPPED)
                with suppress(Exception):
                    self._end(now, told)
        if self._take is not None:
            self._take.drop()
        self._before.clear()
        self._opener.leave(self._stream)

    def _take_in(self, message: object, now: float) -> None:
        match message:
            case Block():
                self._hear(message, now)
            case Died(number):
                self._broken = self._broken or number == self._number
            case Answer(result=Played(begins)):
                if begins and self._take is not None:
                    self._take.unhush(now)
            case Cue(on):
                self._cued = on
            case Answer():
                outcome = self._opener.answered(message)
                if outcome is not None:
                    self._learn(outcome, now)
            case Press(take):
                self._begin(take, now)
            case Finish(take):
                take.finish(now, self._stream.latency if self._stream else 0.0)
            case Stop(take):
                if take is self._take:
                    self._forget_take(now)
                take.drop()
            case Choose(choice):
                self._choice = choice
            case Keep(seconds):
                self._keep = seconds
            case ListDevices():
                self._asked.append(message)
            case Play(output):
                output.failed = self._take is not None
                if not output.failed:
                    self._opener.play(output, refresh=self._stream is None and not self._opener.busy)
            case Quiet(output):
                self._opener.quiet(output)

    def _steer(self, now: float) -> None:
        """Looks how things stand and asks for what is to be done next."""
        take, stream = self._take, self._stream
        if take is not None and take.enough(now) and (take.opened or not self._opener.busy):
            self._end(now)
            take = None
        if self._opener.busy:
            if now >= self._opener.due:
                self._learn(self._opener.expired(), now)
        elif stream is not None and self._is_over(stream, take, now):
            self._let_go(stream, take, now)
        elif stream is None and take is not None and now >= self._retry_at:
            self._look_for_one(take, now)
        elif self._asked:
            self._opener.list(refresh=stream is None)

    def _is_over(self, stream: Stream, take: Taking | None, now: float) -> bool:
        """True if the open stream is broken, or the wrong one for the next take, or warm for long enough."""
        if self._broken or now >= self._last_block + (WAKING_SECONDS if self._fresh else SILENT_SECONDS):
            return True
        if take is not None and take.opened:
            return False
        if now >= self._look_at or take is not None:
            self._look_at = now + LOOK_SECONDS
            if system.plugged() != self._plugged:
                return True
        if self._choice != self._opened_for or self._stands_in:
            return True
        return take is None and now >= closes_at(self._idle_since, self._keep)

    def _let_go(self, stream: Stream, take: Taking | None, now: float) -> None:
        intake, self._stream, self._intake = self._intake, None, None
        self._number += 1
        self._broken, self._retry_at = False, now
        self._before.clear()
        self._opener.close(stream)
        if intake is not None and take is not None and take.opened:
            take.lose(intake.flush(), self._last_block)

    def _look_for_one(self, take: Taking, now: float) -> None:
        if take.lost_at is not None and now >= take.lost_at + LOST_SECONDS:
            self._end(now, MicrophoneError("The microphone is gone and no other one delivers sound."))
        else:
            self._number += 1
            self._early, self._broken = [], False
            self._opened_for, self._plugged = self._choice, system.plugged()
            self._opener.open(self._choice, self._number, self._inbox.put)

    def _learn(self, outcome: Outcome, now: float) -> None:
        match outcome:
            case Opened(stream, stands_in):
                self._stream, self._intake = stream, Intake(stream.rate, stream.channels)
                self._stands_in, self._fresh = stands_in, True
                self._last_block = self._idle_since = now
                self._look_at = now + LOOK_SECONDS
                if self._take is not None:
                    self._join(self._take, stream)
                early, self._early = self._early, []
                for block, came_at in early:
                    self._hear(block, came_at)
            case Refused(error):
                self._number += 1
                self._early, self._retry_at = [], now + RETRY_SECONDS
                if self._take is not None and self._take.lost_at is None:
                    self._end(now, error)
            case Closed():
                pass
            case Listed(found):
                for wish in self._asked:
                    wish.reply.put(found)
                self._asked.clear()
            case rest:
                assert_never(rest)

    def _begin(self, take: Taking, now: float) -> None:
        self._end(now)
        self._opener.quiet()
        self._take, self._retry_at, warm = take, now, self._before.take()
        if self._cued:
            take.cue()
        if self._stream is not None and not self._is_over(self._stream, take, now):
            self._join(take, self._stream, None if self._fresh else warm)

    def _join(self, take: Taking, stream: Stream, before: Sound | None = None) -> None:
        assert self._intake is not None
        take.begin(stream, self._choice if self._stands_in else None, before)
        take.mute(self._intake.mute)

    def _hear(self, block: Block, now: float) -> None:
        if block.stream != self._number:
            return
        if self._stream is None or self._intake is None:
            self._early.append((block, now))
            return
        self._last_block, self._fresh = now, False
        sound, changed = self._intake.push(block)
        if self._take is None:
            self._before.push(sound)
            return
        if changed:
            self._take.mute(self._intake.mute)
        self._take.hear(block, sound, now, self._stream.rate)
        if self._take.wants_cue:
            self._take.wants_cue = False
            self._opener.cue(tone(BEGIN), begins=True)

    def _end(self, now: float, error: MicrophoneError | None = None) -> None:
        """Ends the open take, if there is one."""
        take = self._take
        self._forget_take(now)
        if take is not None:
            if self._cued and take.opened:
                self._opener.cue(tone(END), begins=False)
            take.end(error)

    def _forget_take(self, now: float) -> None:
        """What it heard never was in `_before`: the next take begins without it."""
        if self._take is not None:
            self._take, self._idle_since = None, now
