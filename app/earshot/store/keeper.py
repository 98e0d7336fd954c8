"""The settings while the program runs: read once, changed in memory at once, written by a thread of their own."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from earshot.domain.settings import Settings
from earshot.store import settings

log = logging.getLogger(__name__)
LEAVING_SECONDS = 3.0


class Kept:
    """Belongs to the thread that made it; a disk that is slow or full is waited for by nobody."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.now = settings.read(path)
        self._wishes: SimpleQueue[Settings | None] = SimpleQueue()
        self._writer: Thread | None = None

    def change(self, **fields: Any) -> Settings:
        """Counts at once; the file follows."""
        wanted = replace(self.now, **fields)
        if wanted != self.now:
            self.now = wanted
            self._wishes.put(wanted)
            if self._writer is None:
                self._writer = Thread(target=self._write, name="settings", daemon=True)
                self._writer.start()
        return self.now

    def close(self) -> None:
        """Returns when the last choice is on the disk, or the disk takes too long."""
        if self._writer is not None:
            self._wishes.put(None)
            self._writer.join(LEAVING_SECONDS)
            self._writer = None

    def _write(self) -> None:
        while (wanted := self._wishes.get()) is not None:
            ends = False
            while not self._wishes.empty():  # of several choices the last one counts
                later = self._wishes.get()
                wanted, ends = (wanted, True) if later is None else (later, ends)
            try:
                settings.write(self._path, wanted)
            except OSError as problem:
                log.error("settings cannot be written: %s", type(problem).__name__)
            if ends:
                return
