"""Seeded downloads under faults: `python -m tests.store.downloads --count 300 --seed 1`; `--large`, `--speed`.

Each one meets broken connections, odd answers, wrong bytes, a killed process, a full disk or a changed revision, as its
seed says; then the faults are lifted and it goes on.  It has to end whole and verified or in one error with a name,
nothing may be in the library before it is whole, and no byte of a whole file may come twice.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.store.hub.faults import seeded
from tests.store.hub.repository import Repository, Stored, of_folder, sparse
from tests.store.hub.server import Hub as Server

from earshot import paths
from earshot.domain.errors import EarshotError
from earshot.domain.getting import Fetched, Plan
from earshot.domain.refusals import GettingError
from earshot.domain.steps import result
from earshot.engine.files import refuse_code
from earshot.store.getting import care, places
from earshot.store.getting.hub import Hub
from earshot.store.getting.journal import Journal
from earshot.store.getting.model import Shop, get
from earshot.store.getting.patience import Patience
from earshot.store.net import Door

NAME = "someone/model"
WEIGHTS = 16 * 1024 * 1024
QUICK = Patience(tick=0.02, stall=0.3, tries=8, first=0.005, most=0.05)
ENDS = ("nothing", "kill", "kill", "stop", "full disk", "wrong hash", "revision")
"""What else happens to a download, besides the faults of its server."""


def shop_of(server: Server, models: Path, patience: Patience = QUICK) -> Shop:
    """A shop that has only this server."""
    door = Door(models.parent / "sent.json", stall=patience.stall)
    return Shop(Hub(door, server.endpoint, patience), models, refuse_code, spare=0)


def repository(folder: Path, size: int = WEIGHTS, shards: int = 2, seed: int = 7) -> Repository:
    """The pocket model's small files and random weights, which no hash of a mix-up fits."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(paths.POCKET.iterdir()):
        if path.suffix in (".json", ".jinja"):
            shutil.copy(path, folder / path.name)
    rng = random.Random(seed)
    for number in range(1, shards + 1):
        (folder / f"model-{number:05}-of-{shards:05}.safetensors").write_bytes(rng.randbytes(size))
    return of_folder(NAME, folder)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path | None]:
    """A disk of its own; None where mounting is not allowed."""
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True, check=False
        )
        try:
            yield Path(folder) if made.returncode == 0 else None
        finally:
            if made.returncode == 0:
                subprocess.run(["umount", folder], check=True)


@dataclass
class Books:
    """What came of many downloads."""

    errors: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    attempts: int = 0
    longest: float = 0.0
    """Seconds between two events."""
    events: int = 0
    resumed: int = 0
    """Bytes of parts that were gone on with after the faults were lifted."""
    twice: int = 0
    """Bytes of whole files that came again."""


class Case:
    """One download by its seed."""

    def __init__(self, seed: int, whole: Repository, folder: Path, books: Books, disk: Path | None) -> None:
        self.rng = random.Random(seed)
        self.end = self.rng.choice(ENDS)
        if self.end == "full disk" and disk is None:
            self.end = "stop"
        self.whole, self.books = whole, books
        self.root = disk if self.end == "full disk" and disk is not None else folder
        self.models = self.root / f"models-{seed}"
        self.server = Server(Repository(whole.name, whole.revision, dict(whole.files)))
        self.server.faults = seeded(self.rng)
        self.shop = shop_of(self.server, self.models)
        self.happened: list[str] = []
        self.parts: dict[str, int] = {}
        """Bytes of parts when the faults were lifted."""

    def run(self) -> None:
        """Raises AssertionError."""
        self.books.ends[self.end] += 1
        try:
            self._run()
        finally:
            self.server.close()
            shutil.rmtree(self.models, ignore_errors=True)
            (self.root / "filler").unlink(missing_ok=True)

    def _run(self) -> None:
        name = max(name for name in self.whole.files if name.endswith(".safetensors"))
        match self.end:
            case "kill":
                for _ in range(self.rng.randint(1, 3)):
                    self._killed()
                    self._nothing_half()
            case "wrong hash":
                self._lie(name)
                assert self._attempt() is None, "bytes that are not what the hub names were taken"
                self._nothing_half()
                self.server.repositories[NAME] = Repository(NAME, self.whole.revision, dict(self.whole.files))
            case "revision":
                self._attempt(stop=True)
                self._nothing_half()
                moved = Repository(NAME, "2" * 40, dict(self.whole.files), older=["1" * 40])
                moved.files[name] = min(moved.files.items(), key=lambda item: -item[1].size)[1]
                self.server.repositories[NAME] = moved
            case _:
                self._attempt(stop=self.end == "stop", fill=self.end == "full disk")
                self._nothing_half()
                (self.root / "filler").unlink(missing_ok=True)
        self._goes_on()

    def _another_server(self) -> None:
        """One without faults, and without requests of somebody who was killed."""
        self.server.close()
        self.happened = list(self.server.faults.happened)
        self.books.faults.update(self.happened)
        self.server = Server(*self.server.repositories.values())
        self.shop = shop_of(self.server, self.models)

    def _lie(self, name: str) -> None:
        file = self.server.repositories[NAME].files[name]
        wrong = Stored(file.path, file.size, "0" * 64, file.blob, file.large)
        self.server.repositories[NAME].files[name] = wrong

    def _attempt(self, *, stop: bool = False, fill: bool = False) -> Fetched | None:
        """One go; an error is written down by its name."""
        self.books.attempts += 1
        left = self.rng.randint(1, 40) if stop else self.rng.randint(5, 25) if fill else 0
        steps, last = get(self.shop, NAME), time.monotonic()
        found: Fetched | None = None
        failed: EarshotError | None = None
        try:
            for event in steps:
                now = time.monotonic()
                self.books.longest = max(self.books.longest, now - last)
                self.books.events += 1
                last = now
                left -= 1
                if left == 0 and stop:
                    break
                if left == 0 and fill:
                    self._fill()
                if isinstance(event, Fetched):
                    found = event
        except EarshotError as error:
            failed = error
        finally:
            steps.close()
        if failed is not None:
            whole = failed.sentence.endswith(".") and failed.advice.endswith(".")
            assert whole and isinstance(failed, GettingError), f"{type(failed).__name__}: {failed.sentence}"
            self.books.errors[type(failed).__name__] += 1
        return found

    def _fill(self) -> None:
        with suppress(OSError), (self.root / "filler").open("wb") as file:
            file.write(bytes(max(0, shutil.disk_usage(self.root).free - self.rng.randint(0, 8 << 20))))

    def _killed(self) -> None:
        """The same in another process, killed at a random moment."""
        self.books.attempts += 1
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                for _ in get(self.shop, NAME):
                    pass
            os._exit(0)
        time.sleep(self.rng.uniform(0.0, 0.4))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    def _nothing_half(self) -> None:
        """Whatever stands in the library is whole."""
        if not self.models.is_dir():
            return
        for folder in self.models.iterdir():
            if folder.name != places.UNDER_WAY:
                self._is_whole(folder)

    def _is_whole(self, folder: Path) -> None:
        plan = care.ours(folder).plan
        assert {path.name for path in folder.iterdir()} == {*(file.name for file in plan.files), "fetched.json"}
        assert result(care.verify(folder)).bad == ()

    def _goes_on(self) -> None:
        """Without faults: whole, and of what was here nothing twice."""
        there = places.staging(self.models, NAME)
        self._another_server()
        journal, sent = Journal.read(there), Counter(self.server.sent)
        was_here = places.of(self.models, NAME)
        target = self.server.repositories[NAME]
        self.parts = {
            name: part.stat().st_size
            for name in target.files
            if (part := there / f"{name}.part").exists() and part.stat().st_size <= target.files[name].size
        }
        done = self._attempt()
        assert done is not None, f"it did not end well: {self.books.errors}"
        self._is_whole(done.folder)
        plan = done.plan
        assert plan.revision == target.revision
        for wanted in plan.files:
            assert (done.folder / wanted.name).read_bytes() == target.files[wanted.name].path.read_bytes()
            came = self.server.sent[wanted.name] - sent[wanted.name]
            self._counted(plan, wanted.name, came, journal, fresh=was_here is None)

    def _counted(self, plan: Plan, name: str, came: int, journal: Journal, *, fresh: bool) -> None:
        wanted = next(file for file in plan.files if file.name == name)
        if not fresh and self.end != "revision":
            assert came == 0, "a whole model was fetched again"
        whole = journal.whole.get(name, ("", 0))[0] == wanted.digest
        self.books.twice += came if whole else 0
        assert not whole or came == 0, f"{name} was whole and came again"
        part = self.parts.get(name, 0) if journal.parts.get(name, ("", ""))[0] == wanted.digest else 0
        spoiled = "corrupt" in self.happened or self.end == "wrong hash"
        assert came <= wanted.size - part + (wanted.size if spoiled else 0), f"{name}: {came} bytes, {part} were here"
        self.books.resumed += part


def many(seeds: range, size: int = WEIGHTS, *, told: bool = False) -> Books:
    """Raises AssertionError, which names the seed."""
    books = Books()
    memory = Path("/dev/shm")  # a disk that other work does not slow down
    place = memory if memory.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as base, small_disk(4 * size // (1 << 20) + 8) as disk:
        whole = repository(Path(base) / "origin", size)
        for seed in seeds:
            try:
                Case(seed, whole, Path(base), books, disk).run()
            except AssertionError as error:
                raise AssertionError(f"seed {seed}: {error}") from error
            if told and seed % 20 == 0:
                print(f"{seed}: {books.attempts} attempts, {dict(books.errors)}", flush=True)
    return books


def large(size: int) -> None:
    """One file of 3 GB, stopped twice and killed once on the way."""
    with tempfile.TemporaryDirectory() as base:
        origin = Path(base) / "origin"
        whole = repository(origin, 1 << 20, 1)
        whole.add("model-00002-of-00002.safetensors", sparse(origin / "large.safetensors", size, 3))
        server = Server(whole)
        shop = shop_of(server, Path(base) / "models", Patience(tick=0.15, stall=5.0))
        began, events = time.monotonic(), 0
        for share in (0.2, 0.5):
            steps = get(shop, NAME)
            for event in steps:
                events += 1
                if getattr(event, "done", 0) > share * size:
                    break
            steps.close()
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                for _ in get(shop, NAME):
                    pass
            os._exit(0)
        there = places.staging(shop.models, NAME) / "model-00002-of-00002.safetensors.part"
        while there.exists() and there.stat().st_size < 0.8 * size:
            time.sleep(0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        before, part = Counter(server.sent), there.stat().st_size
        done = [event for event in get(shop, NAME) if isinstance(event, Fetched)]
        rest = sum((Counter(server.sent) - before).values())
        server.close()
        assert done and rest == size - part, "the rest and nothing else"
        print(f"{size / 1e9:.2f} GB, two stops, one kill -9: {time.monotonic() - began:.1f} s, {events} events,")
        print(f"  {rest / 1e9:.3f} GB came after the kill, of which the part held {part / 1e9:.3f} GB before")
        assert shutil.disk_usage(base).free


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=40)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--large", action="store_true", help="one file of 3 GB instead")
    chosen = options.parse_args()
    if chosen.large:
        large(3 * 10**9)
        return
    began = time.monotonic()
    books = many(range(chosen.seed, chosen.seed + chosen.count), told=True)
    print(f"{chosen.count} downloads from seed {chosen.seed}: all whole in the end, {time.monotonic() - began:.0f} s")
    print(f"  {books.attempts} attempts; errors on the way: {dict(books.errors)}")
    print(f"  faults that happened: {dict(books.faults)}")
    print(f"  besides: {dict(books.ends)}")
    print(f"  {books.events} events, longest time between two {books.longest:.2f} s")
    print(f"  {books.resumed / 1e6:,.0f} MB of parts gone on with, {books.twice} bytes of whole files twice")


if __name__ == "__main__":
    main()
