"""One file, from whatever is here of it to whole and verified.

Its bytes go into NAME.part, are hashed as they come, and take their name only once the hash is the one the hub named
and they are on the disk.  What a broken connection, another start of the program or `kill -9` leaves of a part is
hashed again and gone on with, by `Range`, and by `If-Range` if the server named the bytes it sent.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import IO

from earshot.domain.getting import Plan, Retrying, Verifying, Wanted
from earshot.domain.refusals import DamagedError, GettingError, UnknownFilesError
from earshot.store.getting import trouble
from earshot.store.getting.beside import beside
from earshot.store.getting.hashing import Hashing, reading
from earshot.store.getting.hub import Hub
from earshot.store.getting.journal import Journal
from earshot.store.getting.stream import Ended, Opened, pieces
from earshot.store.getting.trouble import Trouble

_REFUSED = (401, 403)
_GONE = (404, 410)
_WORTH_NOTING = 1024 * 1024
"""Bytes; a smaller file begins anew after a broken start rather than being written down."""


@dataclass(frozen=True)
class Here:
    """So many bytes of a file are here; also told while nothing comes."""

    size: int


Step = Here | Retrying | Verifying


class Again(Exception):  # noqa: N818 - no failure of the file, only of a try
    """A try came to nothing.  `anew`: what is here of the file is not to be gone on with."""

    def __init__(self, trouble: Trouble, *, anew: bool = False) -> None:
        super().__init__(trouble.reason)
        self.trouble, self.anew = trouble, anew


class File:
    """A file under way."""

    received = 0
    """Bytes of it that came over the wire."""

    def __init__(self, hub: Hub, plan: Plan, wanted: Wanted, journal: Journal) -> None:
        self._hub, self._plan, self._wanted, self._journal = hub, plan, wanted, journal
        self._path = journal.folder / wanted.name
        self._part = journal.folder / f"{wanted.name}.part"
        self._address = hub.address(plan, wanted.name)
        self._hashing = Hashing(wanted)
        self._size = 0

    def steps(self) -> Generator[Step, None, None]:
        """Raises GettingError; what is here is kept, except what is known to be bad."""
        try:
            yield from self._steps()
        except OSError as problem:
            raise trouble.of_disk(problem) from problem

    def _steps(self) -> Generator[Step, None, None]:
        yield from self._found()
        patience, failures, resets = self._hub.patience, 0, 0
        while True:
            before = self.received
            try:
                if self._size < self._wanted.size:
                    yield from self._one_try()
                yield from self._finish()
                return
            except Again as again:
                failures = 1 if self.received > before else failures + 1
                if again.anew:
                    resets += 1
                    self._begin_anew()
                if failures >= patience.tries or resets > patience.resets:
                    raise again.trouble.error from again
                wish = again.trouble.wish
                pause = patience.pause(failures) if wish is None else wish
                reason = again.trouble.reason
            yield Retrying(self._wanted.name, reason, pause)
            end = monotonic() + pause
            while (left := end - monotonic()) > 0:
                sleep(min(left, patience.tick))
                yield Here(self._size)

    def _found(self) -> Generator[Step, None, None]:
        """Takes up what an earlier try left."""
        digest, _ = self._journal.parts.get(self._wanted.name, ("", ""))
        for path in (self._path, self._part):
            if path.is_symlink() or (path.exists() and not path.is_file()):
                raise GettingError("There is something in the way of the model's files.", "Look into Earshot's folder.")
        if self._path.exists() and (self._part.exists() or self._path.stat().st_size != self._wanted.size):
            self._path.unlink()
        elif self._path.exists():
            digest = self._wanted.digest  # it is not known to be whole: it has to prove it
            self._journal.parts[self._wanted.name] = (digest, "")
            self._journal.write()  # before it loses its name: who stops in the middle of the proof loses nothing
            self._path.rename(self._part)
        if not self._part.exists():
            return
        size = self._part.stat().st_size
        if digest != self._wanted.digest or size > self._wanted.size:
            self._begin_anew()
            return
        for done in reading(self._part, self._hashing):
            yield Verifying(self._wanted.name, done, size)
        self._size = size

    def _one_try(self) -> Generator[Step, None, None]:
        """One request, as far as it goes.  Raises Again, GettingError, OSError."""
        _, etag = self._journal.parts.get(self._wanted.name, ("", ""))
        headers = {"accept-encoding": "identity"}
        if self._size:
            headers["range"] = f"bytes={self._size}-"
            if etag.startswith('"'):
                headers["if-range"] = etag
        secret = self._hub.door.secret(self._address)
        if secret is not None:
            headers["authorization"] = f"Bearer {secret}"
        begun = False
        last, told = monotonic(), 0.0
        coming = pieces(self._hub.door, self._address, headers, self._hub.patience.tick)
        with self._part.open("r+b" if self._part.exists() else "w+b", buffering=0) as file:
            try:
                for piece in coming:
                    now = monotonic()
                    match piece:
                        case None:
                            if self._size == self._wanted.size:
                                return
                            if now - last > self._hub.patience.stall:
                                raise Again(trouble.stalled(self._hub.host))
                            yield Here(self._size)
                            continue
                        case Opened():
                            self._opened(piece, file)
                            begun = True
                        case Ended(problem):
                            self._ended(problem, begun=begun)
                            return
                        case _:
                            self._add(piece, file)
                    last = now
                    if now - told > self._hub.patience.tick:
                        told = now
                        yield Here(self._size)
            finally:
                coming.close()
                if not self._size:
                    self._part.unlink(missing_ok=True)  # nothing came: nothing is left

    def _opened(self, head: Opened, file: IO[bytes]) -> None:
        """Looks at the head of an answer before anything of it is written."""
        host, status = self._hub.host, head.status
        passing = trouble.of_status(status, head.headers, host)
        if passing is not None:
            raise Again(passing)
        if status in _REFUSED:
            if self._hub.door.unlock(self._address):
                raise Again(Trouble("it asks who wants it", self._hub.refused(status, self._plan.repository), 0.0))
            raise self._hub.refused(status, self._plan.repository)
        if status in _GONE:
            raise UnknownFilesError(f"The file {self._wanted.name} is not at {host} any more.", "Try again later.")
        if status == 416:
            raise Again(trouble.odd(host, "it has no such part of the file"), anew=True)
        if head.headers.get("content-encoding", "identity") != "identity":
            raise Again(trouble.odd(host, "it sends the file in another form"))
        if status == 206:
            given = head.headers.get("content-range", "")
            if given != f"bytes {self._size}-{self._wanted.size - 1}/{self._wanted.size}":
                raise Again(trouble.odd(host, "it sends another part of the file"))
        elif status == 200:
            length = head.headers.get("content-length", str(self._wanted.size))
            if length != str(self._wanted.size):
                raise Again(trouble.odd(host, "its file has another size"))
            if self._size:
                self._hashing, self._size = Hashing(self._wanted), 0
            file.truncate(0)
        else:
            raise Again(trouble.odd(host, f"it said {status}"))
        file.seek(self._size)
        if self._wanted.size > _WORTH_NOTING:
            self._journal.parts[self._wanted.name] = (self._wanted.digest, head.headers.get("etag", ""))
            self._journal.write()

    def _add(self, piece: bytes, file: IO[bytes]) -> None:
        self.received += len(piece)
        if self._size + len(piece) > self._wanted.size:
            raise Again(trouble.odd(self._hub.host, "it sends more than the file has"), anew=True)
        rest = memoryview(piece)
        while rest:
            rest = rest[file.write(rest) :]
        self._hashing.add(piece)
        self._size += len(piece)

    def _ended(self, problem: Exception | None, *, begun: bool) -> None:
        if problem is not None:
            raise Again(trouble.of_request(problem, self._hub.host)) from problem
        if self._size < self._wanted.size or not begun:
            raise Again(trouble.broken(self._hub.host))

    def _finish(self) -> Generator[Step, None, None]:
        """The last byte is here."""
        if not self._part.exists():
            self._part.touch()  # a file without a byte
        if not self._hashing.right:
            name, host = self._wanted.name, self._hub.host
            error = DamagedError(f"The file {name} from {host} does not have the hash that the hub names.")
            raise Again(Trouble("it did not come as the hub has it", error), anew=True)
        with self._part.open("r+b") as file:
            for _ in beside(partial(os.fsync, file.fileno()), self._hub.patience.tick):
                yield Here(self._size)
        self._part.replace(self._path)
        self._journal.done(self._wanted.name, self._wanted.digest)

    def _begin_anew(self) -> None:
        self._part.unlink(missing_ok=True)
        self._journal.parts.pop(self._wanted.name, None)
        self._hashing, self._size = Hashing(self._wanted), 0


def size_here(journal: Journal, wanted: Wanted) -> int:
    """Bytes of a file that need not be fetched again, as far as can be told without reading them."""
    if journal.is_whole(wanted.name, wanted.size, wanted.digest):
        return wanted.size
    part, path = (Path(journal.folder / f"{wanted.name}{end}") for end in (".part", ""))
    if not part.exists() and path.exists():
        return wanted.size if path.stat().st_size == wanted.size else 0
    known = journal.parts.get(wanted.name, ("", ""))[0] == wanted.digest
    size = part.stat().st_size if known and part.exists() else 0
    return size if size <= wanted.size else 0
