"""What is here of a model that is being fetched: a small file beside its parts, written whole or not at all."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

NAME = ".journal.json"


def sync_folder(folder: Path) -> None:
    """Names that were changed in it outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems have none of that
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, text: str, *, lasting: bool = True) -> None:
    """Replaces a file in one step; with `lasting` it outlasts a power cut.  Raises OSError."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        if lasting:
            file.flush()
            os.fsync(file.fileno())
    part.replace(path)
    if lasting:
        sync_folder(path.parent)


@dataclass
class Journal:
    """Of one folder.  Whole files by digest, with the moment of their last change; parts with their server's mark."""

    folder: Path
    whole: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Name: digest and modification time in nanoseconds."""
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name: digest wanted and the server's etag."""

    @classmethod
    def read(cls, folder: Path) -> Journal:
        """An empty one if there is none, or none that can be read: then everything is looked at anew."""
        journal = cls(folder)
        try:
            content = json.loads((folder / NAME).read_text(encoding="utf-8"))
            journal.whole = {str(k): (str(d), int(t)) for k, (d, t) in content["whole"].items()}
            journal.parts = {str(k): (str(d), str(e)) for k, (d, e) in content["parts"].items()}
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return cls(folder)
        return journal

    def write(self) -> None:
        """Raises OSError.  It need not outlast a power cut: without it everything is looked at anew."""
        write_whole(self.folder / NAME, json.dumps({"whole": self.whole, "parts": self.parts}), lasting=False)

    def is_whole(self, name: str, size: int, digest: str) -> bool:
        """True if this very file was verified here and has not been touched since."""
        kept = self.whole.get(name)
        try:
            found = (self.folder / name).lstat()
        except OSError:
            return False
        return kept == (digest, found.st_mtime_ns) and found.st_size == size

    def done(self, name: str, digest: str) -> None:
        """A file is whole and verified."""
        self.whole[name] = (digest, (self.folder / name).stat().st_mtime_ns)
        self.parts.pop(name, None)
        self.write()
