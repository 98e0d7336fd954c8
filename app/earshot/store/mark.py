"""A mark that stands while Earshot is open.  One found at a start was left by a program that did not end properly."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path


class Left(Enum):
    """How far the program before came, if it was not closed."""

    NOTHING = ""
    STARTING = "starting"
    """Its model was not there yet: the model may be what ended it."""
    OPEN = "open"


class Mark:
    """Written by the one program that is open (desktop/single.py); a disk that cannot be written has no mark."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self) -> Left:
        """What the program before has left; the mark is this one's from now on."""
        try:
            left = Left(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            left = Left.NOTHING
        except (OSError, ValueError):
            left = Left.OPEN
        self._write(Left.STARTING)
        return left

    def ready(self) -> None:
        """A model is there."""
        self._write(Left.OPEN)

    def end(self) -> None:
        """The program was closed."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return

    def _write(self, how_far: Left) -> None:
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(how_far.value)
        except OSError:
            return
