"""What the tests' hub has to give: repositories of files on this disk, with the hashes that the real hub tells."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from pathlib import Path

SMALL = 4096
"""Files over this size lie in the large storage, on another host, and are named by SHA-256, as at the hub."""


@dataclass
class Stored:
    """A file, and what is told of it; a test may make that a lie."""

    path: Path
    size: int
    sha256: str
    blob: str
    large: bool


@dataclass
class Repository:
    """A repository at one revision."""

    name: str
    revision: str = "1" * 40
    files: dict[str, Stored] = field(default_factory=dict)
    gated: str = ""
    private: bool = False
    older: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    """Known ones; with an empty set anybody may come."""
    welcome: set[str] = field(default_factory=set)
    """Of these, those that accepted the licence."""

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files.values())

    def add(self, name: str, path: Path) -> None:
        self.files[name] = stored(path)


def stored(path: Path) -> Stored:
    """Reads a file once for both hashes."""
    size = path.stat().st_size
    of_bytes, of_git = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)
    of_git.update(f"blob {size}\0".encode())
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            of_bytes.update(block)
            of_git.update(block)
    return Stored(path, size, of_bytes.hexdigest(), of_git.hexdigest(), size > SMALL)


def of_folder(name: str, folder: Path, revision: str = "1" * 40) -> Repository:
    """Every file of a folder."""
    repository = Repository(name, revision)
    for path in sorted(folder.iterdir()):
        repository.add(path.name, path)
    return repository


def sparse(path: Path, size: int, seed: int) -> Path:
    """A file of that size that takes little of the disk: a few random bytes each megabyte or so, holes between."""
    rng = random.Random(seed)
    with path.open("wb") as file:
        file.truncate(size)
        for start in range(0, size, max(1 << 20, size // 512)):
            file.seek(start)
            file.write(rng.randbytes(min(64, size - start)))
    return path
