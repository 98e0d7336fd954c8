"""One line that tells how work is going: on a terminal, after a second, gone when done; nothing in a pipe."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

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
            room = shutil.get_terminal_size().columns - 1
            sys.stderr.write(f"{CLEAR}{' '.join(text.split())[:room]}")
            sys.stderr.flush()
            self._shown = True

    @contextmanager
    def waiting(self, text: str) -> Iterator[None]:
        """Tells of one long step that cannot tell anything itself."""
        timer = Timer(PATIENCE_SECONDS + 0.05, self.tell, [text])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            self.clear()

    def clear(self) -> None:
        """Leaves a clean terminal."""
        if self._shown:
            sys.stderr.write(CLEAR)
            sys.stderr.flush()
            self._shown = False
