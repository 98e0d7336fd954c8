"""All microphones of the program: one capture, made when it is first needed, which many takes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from earshot.audio.capture import Capture
from earshot.audio.microphone import DeviceMicrophone
from earshot.domain.devices import Choice, Device
from earshot.domain.preroll import WARM_SECONDS

if TYPE_CHECKING:
    from earshot.audio.playing import Speaker


class Microphones:
    """The real microphone, which many takes share so that it is warm for the next."""

    def __init__(self, choice: Choice = None, keep: float = WARM_SECONDS) -> None:
        """As `Capture` takes them."""
        self._choice, self._keep, self._cued = choice, keep, False
        self._made: dict[str, Capture] = {}
        """Filled by one step that no second thread can come between."""

    def take(self) -> DeviceMicrophone:
        return DeviceMicrophone(self.capture())

    def capture(self) -> Capture:
        """Where microphones are listed and chosen."""
        if "capture" not in self._made:
            self._made.setdefault("capture", Capture(self._choice, self._keep, cued=self._cued))
        return self._made["capture"]

    def devices(self) -> tuple[Device, ...]:
        return self.capture().devices()

    def choose(self, choice: Choice) -> None:
        self._choice = choice
        if "capture" in self._made:
            self._made["capture"].choose(choice)

    def keep(self, seconds: float) -> None:
        self._keep = seconds
        if "capture" in self._made:
            self._made["capture"].keep(seconds)

    def cue(self, on: bool) -> None:
        self._cued = on
        if "capture" in self._made:
            self._made["capture"].cue(on)

    def speaker(self) -> Speaker:
        """It shares the microphones' driver, which alone calls PortAudio."""
        from earshot.audio.playing import Speaker  # PyAV with it: the window is there before

        return Speaker(lambda output: self.capture().play(output), lambda output: self.capture().quiet(output))

    def leave(self) -> None:
        capture = self._made.pop("capture", None)
        if capture is not None:
            capture.close()
