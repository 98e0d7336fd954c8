"""One Earshot at a time: a lock tells the first, and a second start hands its files to it and goes.

The lock is the system's (`flock`), so a program that was killed leaves none behind.  What is handed over are datagrams:
each comes whole or not at all, so reading one never waits.  Screen thread.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from earshot.domain.errors import DesktopError

LONGEST_ADDRESS = 100
"""Bytes; the system takes 104 on a Mac and 108 on Linux."""
LONGEST_LETTER = 4096
ROOM = 1 << 16
"""Bytes that may wait to be read; a Mac's own choice holds two letters."""
PATIENCE = 2.0
"""Seconds in which the first one must have taken what is handed over."""


class NoAnswerError(DesktopError):
    advice = "Close it by the system's own means (Force Quit on a Mac), and start again."


class First:
    """This program is the only one, until `close`."""

    def __init__(self, lock: int, door: socket.socket, address: Path) -> None:
        self._lock, self._door, self._address = lock, door, address

    def fileno(self) -> int:
        """For whoever waits until something can be read."""
        return self._door.fileno()

    def handed(self) -> list[Path] | None:
        """What second starts have brought, perhaps nothing but themselves; None if there was none.  Never waits."""
        came: list[Path] | None = None
        while True:
            try:
                letter = self._door.recv(LONGEST_LETTER)
            except BlockingIOError:
                return came
            came = came or []
            if letter:
                came.append(Path(os.fsdecode(letter)))

    def close(self) -> None:
        self._door.close()
        self._address.unlink(missing_ok=True)
        os.close(self._lock)


def first(folder: Path) -> First | None:
    """This program's place, or None if another one has it.  `folder` is the user's own, and is there.

    Raises DesktopError if the folder takes no lock.
    """
    try:
        lock = os.open(folder / "open.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        place = address(folder)
        return First(lock, _door(place), place)
    except OSError:
        raise DesktopError("Earshot's folder cannot be written.", "See whether the disk is full or locked.") from None


def _door(place: Path) -> socket.socket:
    place.unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
    door.setblocking(False)
    door.bind(str(place))
    place.chmod(0o600)
    return door


def hand_over(folder: Path, files: list[Path]) -> None:
    """Shows the first one's window with these files.  Raises NoAnswerError."""
    until = time.monotonic() + PATIENCE
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.setblocking(False)
        for letter in (b"", *(os.fsencode(file.resolve()) for file in files)):
            while not _sent(door, letter, address(folder)):
                if time.monotonic() > until:
                    raise NoAnswerError("Earshot is open already and does not answer.")
                time.sleep(0.02)


def _sent(door: socket.socket, letter: bytes, to: Path) -> bool:
    try:
        door.sendto(letter, str(to))
    except (BlockingIOError, FileNotFoundError, ConnectionRefusedError):  # full, or just beginning
        return False
    except OSError as problem:
        if problem.errno == errno.ENOBUFS:  # a Mac's word for full
            return False
        raise NoAnswerError("Earshot is open already and does not take these files.") from None
    return True


def address(folder: Path) -> Path:
    """In the user's folder; where that is too long a name, in one of the user's own among temporary files."""
    wanted = folder / "open.socket"
    if len(os.fsencode(wanted)) <= LONGEST_ADDRESS:
        return wanted
    short = Path(tempfile.gettempdir()) / f"earshot-{os.getuid()}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.getuid() or short.is_symlink():
        raise DesktopError("Earshot's folder for temporary files belongs to somebody else.", f"Remove {short}.")
    return short / sha256(os.fsencode(folder)).hexdigest()[:16]
