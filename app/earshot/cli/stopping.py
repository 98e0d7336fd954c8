"""Ctrl-C while files are read: the step under way is finished, and what is done until then is kept.  Main thread."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

from earshot.domain.events import FileRead
from earshot.domain.reading import Alarm

STOPPED = Alarm("stopped", "Stopped; this is what was done until then.")


class Stop:
    """Ctrl-C as a wish that is looked up between steps; a second one breaks the step off."""

    def __init__(self) -> None:
        self.asked = False
        self.where = ""
        """How far the file at hand is."""
        self._name, self._left, self._how = "", 0, ""

    def __enter__(self) -> Stop:
        self._before = signal.getsignal(signal.SIGINT)
        if self._before is signal.default_int_handler:  # else it is ignored, or somebody else's
            signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._before)

    def begin(self, path: Path, left: int) -> None:
        """The next file, after which there are so many more."""
        self._name, self._left, self.where, self._how = path.name, left, "at its beginning", ""

    def broken_off(self, done: FileRead | None) -> FileRead | None:
        """What was done of the file at hand, in the form of a finished one and marked."""
        if done is None:
            self._how = "nothing was written down yet"
            return None
        self._how = "what was done until then is kept"
        return replace(done, alarms=(*done.alarms, STOPPED))

    @property
    def sentence(self) -> str:
        """That it was stopped and where; nothing if there was nothing left to stop."""
        left = f" {self._left} more not begun." if self._left else ""
        if self._how:
            return f"Stopped in “{self._name}” {self.where}; {self._how}.{left}"
        return f"Stopped after “{self._name}”.{left}" if left else ""

    def _ask(self, *_: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
