"""One line that tells how work is going: on a terminal, after a second, gone when done; nothing in a pipe."""

from __future__ import annotations

import sys
import time

PATIENCE_SECONDS = 1.0
CLEAR = "\r\x1b[K"


class Line:
    """A line on standard error that overwrites itself."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._began = time.monotonic()
        self._shown = False

    def tell(self, text: str) -> None:
        if self._on and time.monotonic() - self._began > PATIENCE_SECONDS:
            sys.stderr.write(f"{CLEAR}{text[:100]}")
            sys.stderr.flush()
            self._shown = True

    def clear(self) -> None:
        """Leaves a clean terminal."""
        if self._shown:
            sys.stderr.write(CLEAR)
            sys.stderr.flush()
            self._shown = False
