"""Asks a driver to open, close and list, one thing at a time, and gives up on it when it hangs.

Lives on the microphone's thread, which never waits for an answer: `due` says when it has waited long enough.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeAlias

from earshot.audio import cueing, devices, driver, system
from earshot.audio.driver import Answer, Call, Driver
from earshot.audio.output import Output
from earshot.audio.stream import Stream, opened
from earshot.domain.devices import Choice, Device, default_of, find
from earshot.domain.errors import MicrophoneError
from earshot.domain.sound import Sound

HANGS = "The microphone does not answer."
HANGS_ADVICE = "Pull it out and plug it in again, or choose another one."


@dataclass(frozen=True, eq=False)
class Opened:
    """A stream runs; `stands_in` for the chosen device, which cannot be used."""

    stream: Stream
    stands_in: bool


@dataclass(frozen=True)
class Refused:
    """No stream could be had."""

    error: MicrophoneError


@dataclass(frozen=True)
class Closed:
    """A stream is closed, or has been given up."""


@dataclass(frozen=True)
class Listed:
    """The devices there are, or why there are none."""

    devices: tuple[Device, ...] | MicrophoneError


Outcome: TypeAlias = Opened | Refused | Closed | Listed


class Opener:
    """One driver at a time; those that hang are left behind and counted until they come back."""

    def __init__(self, put: Callable[[object], None]) -> None:
        self._put = put
        self._driver: Driver | None = None
        self._call: Call | None = None
        self._failed: Callable[[MicrophoneError], Outcome] = Refused
        self.due = 0.0
        """When the call under way has taken too long, on the monotonic clock."""
        self._hung: dict[Driver, object] = {}
        """Drivers that hang, and at what: a device, a stream, or None for PortAudio as a whole."""
        self._seen: Hashable = None
        """What was plugged in when PortAudio read its list."""
        self._output: Output | None = None
        """What plays, or played last."""

    @property
    def busy(self) -> bool:
        """True while an answer is due; nothing else may be asked then."""
        return self._call is not None

    def open(self, choice: Choice, number: int, put: Callable[[object], None]) -> None:
        """The chosen device, or else the default."""
        asked, hung, looks = self._present(), set(self._hung.values()), self._looks_again()

        def call() -> Outcome:
            if None in hung:  # not in a device: in PortAudio as a whole
                raise MicrophoneError(HANGS, HANGS_ADVICE)
            if looks:
                self._refresh()
            there = devices.present()
            wanted = find(choice, there)
            ways = list(dict.fromkeys(each for each in (wanted, default_of(there)) if each is not None))
            if not ways:
                raise MicrophoneError(devices.NONE)
            problem = MicrophoneError(HANGS, HANGS_ADVICE)
            for device in ways:
                if device.identity in hung:
                    continue
                asked.at = device.identity
                try:
                    return Opened(opened(device, number, put), choice is not None and device != wanted)
                except MicrophoneError as refused:
                    problem = refused
            raise problem

        self._ask(call, Refused)

    def close(self, stream: Stream) -> None:
        def call() -> Outcome:
            stream.close()
            return Closed()

        self._ask(call, lambda _: Closed(), about=stream)

    def list(self, *, refresh: bool) -> None:
        """`refresh` only without an open stream."""
        looks, output = refresh and not self._hung, self._output

        def call() -> Outcome:
            if looks and not (output is not None and output.running):
                self._refresh()
            return Listed(devices.present())

        self._ask(call, Listed)

    def play(self, output: Output, *, refresh: bool) -> None:
        """In place of what played before; `refresh` only without an open stream.  Nobody waits for its answer."""
        looks, before = refresh and not self._hung, self._output
        self._output = output

        def call() -> None:
            if before is not None:
                before.close()
            try:
                if looks and self._looks_again():
                    self._refresh()
            except MicrophoneError:
                output.failed = True
                return
            output.open()

        self._present().ask(call)

    def quiet(self, output: Output | None = None) -> None:
        """Closes what plays, or this one."""
        closing = output or self._output
        if closing is not None:
            self._present().ask(closing.close)

    def cue(self, sound: Sound, *, begins: bool) -> None:
        """A cue, between two other calls; nobody waits for it, and its answer is a `Played`."""
        if self._driver is not None and not self._hung:
            self._driver.ask(lambda: cueing.play(sound, begins=begins))

    def answered(self, answer: Answer) -> Outcome | None:
        """What an answer means; None if nobody waits for it any more."""
        self._hung.pop(answer.driver, None)
        if answer.call is not self._call:
            return None
        self._call = None
        match answer.result:
            case Opened() | Closed() | Listed() as outcome:
                return outcome
            case MicrophoneError() as error:
                return self._failed(error)
            case _:
                return self._failed(MicrophoneError("The microphone cannot be opened."))

    def expired(self) -> Outcome:
        """Gives up on the driver, which hangs; the next call is made by a new one."""
        hanging = self._present()
        self._hung[hanging] = hanging.at
        hanging.abandon()
        devices.leave_open()
        self._driver, self._call = None, None
        return self._failed(MicrophoneError(HANGS, HANGS_ADVICE))

    def leave(self, stream: Stream | None) -> None:
        """Closes what is open and ends the driver, as long as it takes no longer than its patience."""
        output = self._output

        def last() -> None:
            for each in (output, stream):
                if each is not None:
                    each.close()

        if self._driver is not None and not self._driver.leave(last, driver.PATIENCE_SECONDS):
            self._driver.abandon()
            devices.leave_open()

    def _ask(self, call: Call, failed: Callable[[MicrophoneError], Outcome], about: object = None) -> None:
        assert self._call is None, "asked twice"
        self._call, self._failed, self.due = call, failed, time.monotonic() + driver.PATIENCE_SECONDS
        asked = self._present()
        asked.at = about
        asked.ask(call)

    def _present(self) -> Driver:
        if self._driver is None:
            self._driver = Driver(self._put, _undo)
        return self._driver

    def _looks_again(self) -> bool:
        """Not under a call that hangs in PortAudio, nor where the system tells of every change and told none."""
        sure = sys.platform == "darwin" and self._seen is not None and self._seen == system.plugged()
        return not self._hung and not sure

    def _refresh(self) -> None:
        self._seen = system.plugged()
        devices.refresh()


def _undo(result: object) -> None:
    """What a driver has done although nobody waits for it any more."""
    if isinstance(result, Opened):
        result.stream.close()
