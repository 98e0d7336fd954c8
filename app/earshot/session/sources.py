"""Which microphone takes are heard with: listed on a thread of its own, chosen at once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from earshot.domain.devices import Choice, Device, parse
from earshot.domain.errors import EarshotError
from earshot.domain.events import Event, Noticed
from earshot.domain.take_events import MicrophonesFound
from earshot.session.ports import Devices

LEAVING_SECONDS = 1.0
"""A system that does not answer is not waited for longer at the end."""


class NoDevices:
    """Where there is nothing to choose."""

    def devices(self) -> tuple[Device, ...]:
        return ()

    def choose(self, choice: Choice) -> None: ...
    def keep(self, seconds: float) -> None: ...
    def cue(self, on: bool) -> None: ...


class Sources:
    """Calls come from the screen and return at once; answers are events of job 0."""

    def __init__(self, devices: Devices, told: Callable[[int, Event], None]) -> None:
        self._devices, self._told = devices, told
        self._looking: Thread | None = None

    def look(self) -> None:
        """Which microphones there are now: a MicrophonesFound."""
        if self._looking is None or not self._looking.is_alive():
            self._looking = Thread(target=self._look, name="looking for microphones", daemon=True)
            self._looking.start()

    def choose(self, identity: str) -> None:
        """By its identity as settings keep it; empty for the system's default."""
        self._devices.choose(parse(identity))

    def keep(self, seconds: float) -> None:
        self._devices.keep(seconds)

    def cue(self, on: bool) -> None:
        self._devices.cue(on)

    def close(self) -> None:
        if self._looking is not None:
            self._looking.join(LEAVING_SECONDS)

    def _look(self) -> None:
        try:
            self._told(0, MicrophonesFound(self._devices.devices()))
        except EarshotError as error:
            self._told(0, Noticed(error.sentence, error.advice))
            self._told(0, MicrophonesFound(()))
