"""The door to the microphone's thread, for every other one: takes begin and end here, devices are listed and chosen."""

from __future__ import annotations

import time
from itertools import count
from queue import Empty, SimpleQueue
from threading import Thread

from earshot.audio import driver
from earshot.audio.opening import HANGS, HANGS_ADVICE
from earshot.audio.output import Output
from earshot.audio.pump import Pump
from earshot.audio.taking import Ended, Heard, Taking, Told
from earshot.audio.wishes import Choose, Cue, Finish, Keep, Leave, ListDevices, Play, Press, Quiet, Stop, Wish
from earshot.domain.devices import Choice, Device
from earshot.domain.errors import MicrophoneError
from earshot.domain.preroll import WARM_SECONDS


class Capture:
    """All takes of one program.  Every method may be called from any thread."""

    def __init__(self, choice: Choice = None, keep: float = WARM_SECONDS, *, cued: bool = False) -> None:
        """`keep`: seconds the microphone stays open after a take, 0 or `preroll.ALWAYS` too."""
        self._inbox: SimpleQueue[object] = SimpleQueue()
        self._pump = Pump(self._inbox, choice, keep, cued=cued)
        self._thread = Thread(target=self._pump.run, name="microphone", daemon=True)
        self._wishes = count()

    def press(self, heard: Heard, ended: Ended, told: Told) -> Taking:
        """Begins a take; returns at once.  One that is still open ends."""
        take = Taking(heard, ended, told, time.monotonic())
        self._send(Press(take))
        return take

    def finish(self, take: Taking) -> None:
        """Ends a take after the moments that follow; returns at once."""
        self._send(Finish(take))

    def stop(self, take: Taking) -> None:
        """Ends a take; what was captured is delivered before this returns, and nothing after it.

        A device that hangs is waited for no longer than `driver.PATIENCE_SECONDS`.
        """
        if take.over.is_set():
            return
        self._send(Stop(take))
        if not take.over.wait(driver.PATIENCE_SECONDS):
            take.left.set()

    def choose(self, choice: Choice) -> None:
        """Another microphone, from the next take on; None is the system's default, whichever that is then."""
        self._send(Choose(choice))

    def keep(self, seconds: float) -> None:
        """How long the microphone stays open after a take, from now on."""
        self._send(Keep(seconds))

    def play(self, output: Output) -> None:
        """Opens a loudspeaker, unless a take is open; returns at once."""
        self._send(Play(output))

    def quiet(self, output: Output) -> None:
        """Closes it; returns at once."""
        self._send(Quiet(output))

    def cue(self, on: bool) -> None:
        """Whether the opening of a microphone and the end of a take are to be heard, from now on."""
        self._send(Cue(on))

    def devices(self) -> tuple[Device, ...]:
        """The microphones there are; read anew unless a stream is open.

        Waits for the driver, so never on the screen's thread.  Raises MicrophoneError.
        """
        reply: SimpleQueue[tuple[Device, ...] | MicrophoneError] = SimpleQueue()
        self._send(ListDevices(reply))
        try:
            answer = reply.get(timeout=2 * driver.PATIENCE_SECONDS)
        except Empty:
            answer = MicrophoneError(HANGS, HANGS_ADVICE)
        if isinstance(answer, MicrophoneError):
            raise answer
        return answer

    def close(self) -> None:
        """Closes the microphone and ends its thread; nothing may be asked afterwards."""
        if self._thread.is_alive():
            self._inbox.put(Leave())
            self._thread.join(2 * driver.PATIENCE_SECONDS)

    def _send(self, wish: Wish) -> None:
        self._inbox.put(wish)
        if next(self._wishes) == 0:  # one thread is the first, whoever it is
            self._thread.start()
