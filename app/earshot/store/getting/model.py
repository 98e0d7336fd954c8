"""A whole model: asked for, fetched file by file beside the library, and put into it in one step when it is whole.

    data/models/.fetching/owner--name/      files, parts and a journal while it is under way
    data/models/name/                       only once every file is verified and the mark is written

One process at a time works on a model; the lock goes with the process.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from earshot.domain.errors import ModelTooLargeError, UntrustedModelError
from earshot.domain.getting import Fetched, Fetching, Getting, Plan, Planned, Retrying, Wanted
from earshot.domain.names import is_commit, is_repository
from earshot.domain.refusals import BeingFetchedError, DiskFullError, GettingError, UnknownModelError
from earshot.domain.speed import Speed
from earshot.store.getting import mark, places, trouble
from earshot.store.getting.file import File, Here, size_here
from earshot.store.getting.hub import Hub
from earshot.store.getting.journal import NAME as JOURNAL
from earshot.store.getting.journal import Journal, sync_folder

SPARE = 256 * 1024 * 1024
"""Bytes of the disk that are left to everybody else."""
SHARE = 0.8
"""Of the computer's memory that weights can have at most; a Mac gives its GPU 0.67 to 0.79."""


@dataclass(frozen=True)
class Shop:
    """Where models are put, and who is asked about them."""

    hub: Hub
    models: Path
    check: Callable[[Path], None]
    """Looks at the small files before the weights are fetched; raises EarshotError for a folder not to be used."""
    spare: int = SPARE
    memory: int = 0
    """Bytes this computer has; 0 if nobody knows."""


def get(
    shop: Shop, repository: str, revision: str = "", hashes: Mapping[str, str] | None = None, *, anyway: bool = False
) -> Generator[Getting, None, Fetched]:
    """Gets a model, or what is missing of it, and returns (and tells) where it is.

    Closed at any moment it keeps what is here and goes on from there the next time.  `anyway` also gets what is too
    large for this computer's memory.  Raises EarshotError.
    """
    if not is_repository(repository):
        raise UnknownModelError(f"“{repository}” is no name of a model at the hub.")
    here = places.of(shop.models, repository)
    known = mark.read(here) if here is not None else None
    if here is not None and known is not None and is_commit(revision) and known.plan.revision == revision:
        done = Fetched(here, known.plan, 0)
        yield done
        return done
    shop.hub.door.closed()
    with locked(shop.models, repository):
        plan = yield from shop.hub.plan(repository, revision, hashes or {})
        return (yield from fetch(shop, plan, anyway=anyway))


def ask(
    shop: Shop, repository: str, revision: str = "", hashes: Mapping[str, str] | None = None, *, anyway: bool = False
) -> Generator[Getting]:
    """What `get` would fetch: ends with Planned, or with Fetched if nothing is missing.  Leaves nothing behind."""
    steps = get(shop, repository, revision, hashes, anyway=anyway)
    planned: Planned | None = None
    try:
        for event in steps:
            if isinstance(event, Planned):
                planned = event
                break
            yield event
    finally:
        steps.close()
        staging = places.staging(shop.models, repository) if is_repository(repository) else None
        if staging is not None and staging.is_dir():
            with suppress(BeingFetchedError, OSError), locked(shop.models, repository):
                staging.rmdir()  # only if it is empty
    if planned is not None:
        yield planned  # the lock is free by now: who agrees at once is not in the way of this question


def fetch(shop: Shop, plan: Plan, *, anyway: bool) -> Generator[Getting, None, Fetched]:
    """The plan, file by file.  The caller holds the lock."""
    staging = places.staging(shop.models, plan.repository)
    try:
        here = places.of(shop.models, plan.repository)
        kept = mark.read(here) if here is not None else None
        if here is not None and kept is not None and _same(kept.plan, plan):
            if kept.plan.proof != plan.proof and plan.proof:
                mark.write(here, plan)
            done = Fetched(here, plan, 0)
            yield done
            return done
        staging.mkdir(parents=True, exist_ok=True, mode=0o700)
        journal = Journal.read(staging)
        if here is not None and kept is not None:
            _share(here, kept.plan, plan, journal)
        yield _planned(shop, plan, journal, anyway=anyway)
        received = yield from _files(shop, plan, journal)
        _tidy(staging, plan)
        mark.write(staging, plan)
        (staging / JOURNAL).unlink(missing_ok=True)
        folder = places.put(shop.models, staging, plan.repository)
    except OSError as problem:
        raise trouble.of_disk(problem) from problem
    finally:
        shop.hub.door.leave()
        with suppress(OSError):
            staging.rmdir()  # only if it is empty: a server that shows the door leaves nothing behind
    done = Fetched(folder, plan, received)
    yield done
    return done


def _files(shop: Shop, plan: Plan, journal: Journal) -> Generator[Getting, None, int]:
    """Every file that is not whole yet, small ones first; returns the bytes that came."""
    sizes = {file.name: size_here(journal, file) for file in plan.files}
    speed, received, checked, told = Speed(), 0, False, 0.0
    for wanted in plan.files:
        if wanted.weights and not checked:
            checked = True
            _check(shop, journal.folder)
        if journal.is_whole(wanted.name, wanted.size, wanted.digest):
            continue
        file = File(shop.hub, plan, wanted, journal)
        coming = file.steps()
        try:
            for step in coming:
                now = monotonic()
                if isinstance(step, Here):
                    sizes[wanted.name] = step.size
                    speed.mark(now, received + file.received)
                if isinstance(step, Retrying) or now - told >= shop.hub.patience.tick:
                    told = now
                    yield _fetching(wanted, sizes, plan, speed) if isinstance(step, Here) else step
        finally:
            coming.close()
        received += file.received
        sizes[wanted.name] = wanted.size
    return received


def _fetching(wanted: Wanted, sizes: dict[str, int], plan: Plan, speed: Speed) -> Fetching:
    done = sum(sizes.values())
    return Fetching(wanted.name, done, plan.size, speed.now, speed.left(plan.size - done))


def _planned(shop: Shop, plan: Plan, journal: Journal, *, anyway: bool) -> Planned:
    """Raises DiskFullError or ModelTooLargeError, with the numbers, before the first byte of a file."""
    left = plan.size - sum(size_here(journal, file) for file in plan.files)
    free = shutil.disk_usage(journal.folder).free
    if left and left + shop.spare > free:
        raise DiskFullError(
            f"Getting {plan.repository} needs {_gb(left)} more on the disk and {_gb(shop.spare)} to spare, "
            f"and {_gb(free)} are free."
        )
    if shop.memory and plan.weights > SHARE * shop.memory and not anyway:
        raise ModelTooLargeError(
            f"The weights of {plan.repository} take {_gb(plan.weights)}, and this computer has "
            f"{_gb(shop.memory)} of memory in all.",
            "Choose a smaller model, or one with fewer bits a weight; --anyway gets it all the same.",
        )
    return Planned(plan, left, free, shop.memory)


def _check(shop: Shop, staging: Path) -> None:
    """A folder that asks to run a program is gone before its weights are fetched."""
    try:
        shop.check(staging)
    except UntrustedModelError as error:
        shutil.rmtree(staging)
        raise UntrustedModelError(error.sentence.replace(staging.name, staging.name.replace("--", "/"))) from error


def _share(here: Path, old: Plan, new: Plan, journal: Journal) -> None:
    """Files that another revision has in common with the one that is here need no fetching, only their proof."""
    kept = {file.digest: file for file in old.files}
    for wanted in new.files:
        same = kept.get(wanted.digest)
        target = journal.folder / wanted.name
        if same is not None and not target.exists() and not target.with_name(f"{wanted.name}.part").exists():
            with suppress(OSError):
                os.link(here / same.name, target)


def _tidy(staging: Path, plan: Plan) -> None:
    """What an earlier plan left goes; only files of this one stay."""
    names = {file.name for file in plan.files} | {JOURNAL}
    for path in staging.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name not in names:
            path.unlink()


def _same(one: Plan, other: Plan) -> bool:
    return replace(one, proof="", endpoint="", license="") == replace(other, proof="", endpoint="", license="")


@contextmanager
def locked(models: Path, repository: str) -> Iterator[None]:
    """One process, and in it one download, at a time.  Raises BeingFetchedError, GettingError."""
    staging = places.staging(models, repository)
    try:
        staging.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(staging.with_name(f"{staging.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise trouble.of_disk(problem) from problem
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise BeingFetchedError(f"The model {repository} is being fetched already.") from problem
        except OSError as problem:
            raise GettingError(
                "Earshot's folder of models cannot be locked.", "Use a folder of this disk."
            ) from problem
        sync_folder(staging.parent)
        yield
    finally:
        os.close(descriptor)


def _gb(count: int) -> str:
    return f"{count / 1e9:,.2f} GB" if count >= 1e8 else f"{count / 1e6:,.1f} MB"
