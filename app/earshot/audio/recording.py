"""A take on disk from its first sample: WAV, 16 kHz, mono, 16 bit, locked by its writer.  Runs on its owner's thread.

Every block is handed to the system at once, without a buffer of ours: after `kill -9` all of it is in the file.  The
system writes it to the disk every `SYNC_SECONDS` of sound at the latest, which is what a power cut can cost.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from earshot.domain.errors import RecordingError
from earshot.domain.sound import RATE, Sound, as_recorded

SYNC_SECONDS = 5.0
"""Seconds of sound between two writes to the disk; each takes a few milliseconds (MEASUREMENTS.md)."""
HEAD_BYTES, SAMPLE_BYTES = 44, 2
_ENDLESS = 0xFFFFFFFF
"""The largest length there is: what stands in the head of a recording that is not finished."""
_SHIFT = 36
"""Bytes of the head that the outer length counts too."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


def _head(data_bytes: int) -> bytes:
    outer = _ENDLESS if data_bytes == _ENDLESS else data_bytes + _SHIFT
    form = (16, 1, 1, RATE, RATE * SAMPLE_BYTES, SAMPLE_BYTES, 8 * SAMPLE_BYTES)
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", outer, b"WAVE", b"fmt ", *form, b"data", data_bytes)


class Recording:
    """One take while it is recorded.  `seal` ends its sound, `close` gives its file free."""

    def __init__(self, path: Path) -> None:
        """Makes the file, readable by its owner only.  Raises RecordingError; a file of that name is never replaced."""
        self.path = path
        self._bytes = self._synced = 0
        self._sealed = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = _new(path)
        except OSError as problem:
            raise _sentence(problem) from problem

    @property
    def seconds(self) -> float:
        """How long it is so far."""
        return self._bytes // SAMPLE_BYTES / RATE

    def append(self, sound: Sound) -> Sound:
        """Writes (n,) samples and returns them as they are kept: what the model is to hear.

        Raises RecordingError if no more can be written; what was written stays, and the file is sealed.
        """
        kept = as_recorded(np.nan_to_num(sound, nan=0.0, posinf=1.0, neginf=-1.0))
        rest = memoryview((kept * 32768.0).astype("<i2").tobytes())
        if self._sealed:
            raise RecordingError("The recording has ended.", "Begin another take.")
        try:
            while rest:
                written = os.pwrite(self._file, rest, HEAD_BYTES + self._bytes)
                self._bytes += written
                rest = rest[written:]
            if self._bytes - self._synced >= SYNC_SECONDS * RATE * SAMPLE_BYTES:
                os.fsync(self._file)
                self._synced = self._bytes
        except OSError as problem:
            self.seal()
            raise _sentence(problem) from problem
        return kept

    def heard(self, start: int = 0) -> Sound:
        """What was recorded, from sample `start` on: for a model that comes in mid-take."""
        whole = self._bytes // SAMPLE_BYTES * SAMPLE_BYTES
        at = min(start * SAMPLE_BYTES, whole)
        return _samples(os.pread(self._file, whole - at, HEAD_BYTES + at))

    def seal(self) -> None:
        """No more sound comes: the head says the true length.  The file stays locked: its take is still at work."""
        if not self._sealed:
            self._sealed = True
            self._bytes -= self._bytes % SAMPLE_BYTES
            try:
                _finish(self._file, self._bytes)
            except OSError:  # the next start repairs it
                return

    def close(self) -> None:
        """Seals and unlocks the file."""
        if self._file >= 0:
            self.seal()
            os.close(self._file)
            self._file = -1

    def discard(self) -> None:
        """Removes the file."""
        self.path.unlink(missing_ok=True)
        self.close()


@dataclass(frozen=True)
class Found:
    """A recording whose writer did not finish it, repaired."""

    path: Path
    seconds: float


def recover(folder: Path) -> list[Found]:
    """Repairs every unfinished recording in a folder that nobody is writing, oldest name first.

    A file that is locked, finished, or none of ours is left as it is.
    """
    found = []
    for path in sorted(folder.glob("*.wav")) if folder.is_dir() else []:
        try:
            file = _locked(path)
        except OSError:
            continue
        try:
            size = os.fstat(file).st_size
            if os.pread(file, HEAD_BYTES, 0) == _head(_ENDLESS):
                data = (size - HEAD_BYTES) // SAMPLE_BYTES * SAMPLE_BYTES
                _finish(file, data)
                found.append(Found(path, data / SAMPLE_BYTES / RATE))
        except OSError:  # the disk is full or may only be read: it is tried again at the next start
            pass
        finally:
            os.close(file)
    return found


def in_use(path: Path) -> bool:
    """True if somebody's take is at work on this file."""
    try:
        os.close(_locked(path))
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


def length(path: Path) -> float:
    """Seconds of a recording of ours, finished or not; nothing for one that is gone."""
    try:
        size = path.stat().st_size
    except OSError:
        return 0.0
    return max(0, size - HEAD_BYTES) // SAMPLE_BYTES / RATE


def sound_of(path: Path) -> Sound:
    """The samples of a recording of ours, finished or not, (n,) float32.  Raises RecordingError."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise RecordingError(f"The recording “{path.name}” cannot be read.", "Its text is still there.") from problem
    return _samples(content[HEAD_BYTES : len(content) - len(content) % SAMPLE_BYTES])


def part_of(path: Path, start: int, end: int) -> Sound:
    """Samples of a recording of ours, from any thread and while it is being written; (end - start,) if they are there.

    Raises RecordingError.
    """
    try:
        with path.open("rb", buffering=0) as file:
            content = os.pread(file.fileno(), (end - start) * SAMPLE_BYTES, HEAD_BYTES + start * SAMPLE_BYTES)
    except OSError as problem:
        raise RecordingError(f"The recording “{path.name}” cannot be read.", "Its text is still there.") from problem
    return _samples(content[: len(content) - len(content) % SAMPLE_BYTES])


def _samples(content: bytes) -> Sound:
    return np.frombuffer(content, "<i2").astype(np.float32) / np.float32(32768.0)


def _new(path: Path) -> int:
    """A new file under its lock, and only then under its name: recovery never sees it unlocked."""
    if path.exists():
        raise FileExistsError(errno.EEXIST, "there is a recording of that name", str(path))
    part = path.with_suffix(".part")
    file = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        _lock(file)
        os.ftruncate(file, 0)
        if os.pwrite(file, _head(_ENDLESS), 0) != HEAD_BYTES:
            raise OSError(errno.ENOSPC, "no room for a head", str(part))
        os.fsync(file)
        part.rename(path)
    except OSError:
        os.close(file)
        part.unlink(missing_ok=True)
        raise
    return file


def _locked(path: Path) -> int:
    """The open file under a lock of ours.  Raises BlockingIOError if somebody else holds it, OSError without locks."""
    file = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        raise
    return file


def _lock(file: int) -> None:
    """On a disk that knows no locks a take is recorded all the same; nothing recovers it there."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        if problem.errno not in _NO_LOCKS:
            raise


def _finish(file: int, data_bytes: int) -> None:
    """Cuts off half a sample and puts the true length into the head, in one write."""
    os.ftruncate(file, HEAD_BYTES + data_bytes)
    os.pwrite(file, _head(data_bytes), 0)
    os.fsync(file)


def _sentence(problem: OSError) -> RecordingError:
    if problem.errno in _FULL:
        return RecordingError("The disk is full, so the recording cannot go on; what was heard so far is kept.")
    return RecordingError(
        "The recording cannot be written into Earshot's data folder.", "See whether that folder can be written to."
    )
