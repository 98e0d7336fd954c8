"""The log file: what went wrong and where, in three files of half a megabyte at most, readable by its owner only.

Never what was said, written or shown, and no file's name: of other libraries only who spoke and how grave it was is
kept, and the user's own folder is written as ~.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

BYTES = 500_000
OLDER = 2
OURS = "earshot"


class Guarded(logging.Formatter):
    """One line a record, and the places of a traceback below it."""

    def __init__(self, home: Path) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._home = str(home)

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name == OURS or record.name.startswith(f"{OURS}.")
        kept = logging.makeLogRecord({
            "name": record.name, "levelno": record.levelno, "levelname": record.levelname, "created": record.created,
            "msecs": record.msecs, "msg": record.getMessage() if ours else "said something that is not kept",
        })  # fmt: skip
        return super().format(kept).replace(self._home, "~")


class Rotating(RotatingFileHandler):
    """Files that only their owner can read."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")


def begin(path: Path, home: Path) -> None:
    """Warnings and worse go to `path` from now on; those that cannot be written are lost without a word."""
    handler = Rotating(path, maxBytes=BYTES, backupCount=OLDER, encoding="utf-8", delay=True)
    handler.setFormatter(Guarded(home))
    logging.raiseExceptions = False
    sys.excepthook = unforeseen
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)


def unforeseen(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    """Where an error happened that nobody expected; its message may hold what was said, and is not kept."""
    logging.getLogger(OURS).error("%s\n%s", kind.__name__, "".join(traceback.format_tb(trace)))


def end() -> None:
    """Lets the files go."""
    sys.excepthook = sys.__excepthook__
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, Rotating)]:
        root.removeHandler(handler)
        handler.close()
