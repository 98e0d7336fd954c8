"""The hashes by which the hub names files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from earshot.domain.getting import Hash, Wanted

_BLOCK = 4 * 1024 * 1024


class Hashing:
    """The hash of a file that comes piece by piece."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        if wanted.kind is Hash.SHA256:
            self._hash = hashlib.sha256()
        else:
            self._hash = hashlib.sha1(usedforsecurity=False)
            self._hash.update(f"blob {wanted.size}\0".encode())

    def add(self, piece: bytes | memoryview) -> None:
        self._hash.update(piece)

    @property
    def right(self) -> bool:
        """True if what was added is what the hub names."""
        return self._hash.hexdigest() == self._wanted.digest


def reading(path: Path, hashing: Hashing) -> Iterator[int]:
    """Adds a file's bytes, and tells after each piece how many there were so far.  Raises OSError."""
    done = 0
    block = memoryview(bytearray(_BLOCK))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(block):
            hashing.add(block[:count])
            done += count
            yield done
