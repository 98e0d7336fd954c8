"""Single keys of a terminal, without Enter; the terminal is as it was before on every way out."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Callable
from types import FrameType


class Keys:
    """Standard input as keys, or nothing if it is no terminal.  Main thread."""

    def __init__(self) -> None:
        self.on = sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
        self._before: dict[signal.Signals, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> Keys:
        if self.on:
            self._descriptor = sys.stdin.fileno()
            self._how = termios.tcgetattr(self._descriptor)
            for number in (signal.SIGTERM, signal.SIGHUP):
                self._before[number] = signal.signal(number, _leave)
            tty.setcbreak(self._descriptor)
        return self

    def __exit__(self, *_: object) -> None:
        if self.on:
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._how)
            for number, handler in self._before.items():
                signal.signal(number, handler)

    def pressed(self) -> str:
        """The keys since the last look; does not wait."""
        if not self.on or not select.select([self._descriptor], [], [], 0.0)[0]:
            return ""
        typed = os.read(self._descriptor, 64)
        return typed.decode("utf-8", "ignore") or "\x04"


def _leave(number: int, _: FrameType | None) -> None:
    """A signal that would end the program at once ends it by its usual way."""
    sys.exit(128 + number)
