"""Models that Earshot fetched: compared with their hashes, mended, removed, asked about.

What it did not fetch it never changes or deletes.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path
from time import monotonic

from earshot.domain.getting import Asking, Fetched, Getting, Retrying, Verified, Verifying
from earshot.domain.refusals import NotOursError
from earshot.store.getting import mark, places, trouble
from earshot.store.getting.hashing import Hashing, reading
from earshot.store.getting.journal import Journal, sync_folder
from earshot.store.getting.mark import Mark
from earshot.store.getting.model import Shop, fetch, locked

_TICK = 0.15
"""Seconds between two events."""


def ours(folder: Path) -> Mark:
    """Raises NotOursError for a folder that Earshot did not fetch."""
    kept = mark.read(folder)
    if kept is None:
        raise NotOursError(f"The model in “{folder.name}” was not fetched by Earshot.")
    return kept


def verify(folder: Path) -> Generator[Verifying, None, Verified]:
    """Reads every file and compares it; opens no connection, changes nothing.  Raises EarshotError."""
    plan = ours(folder).plan
    bad, before, told = [], 0, 0.0
    for wanted in plan.files:
        path, hashing = folder / wanted.name, Hashing(wanted)
        right = not path.is_symlink() and path.is_file() and path.stat().st_size == wanted.size
        if right:
            try:
                for done in reading(path, hashing):
                    if monotonic() - told > _TICK:
                        told = monotonic()
                        yield Verifying(wanted.name, before + done, plan.size)
            except OSError:
                right = False
        if not right or not hashing.right:
            bad.append(wanted.name)
        before += wanted.size
    return Verified(folder, tuple(bad))


def repair(shop: Shop, folder: Path) -> Generator[Getting, None, Verified | Fetched]:
    """Compares a model and fetches what is bad of it, and only that.  Raises EarshotError.

    A damaged model leaves the library at once and comes back whole, now or when it is fetched the next time.
    """
    found = yield from verify(folder)
    if not found.bad:
        return found
    shop.hub.door.closed()
    plan = ours(folder).plan
    with locked(shop.models, plan.repository):
        try:
            _take_out(shop.models, folder, found)
        except OSError as problem:
            raise trouble.of_disk(problem) from problem
        return (yield from fetch(shop, plan, anyway=True))


def _take_out(models: Path, folder: Path, found: Verified) -> None:
    """Into the folder of downloads under way, with a journal of what is whole."""
    plan = ours(folder).plan
    staging = places.staging(models, plan.repository)
    if staging.exists():
        shutil.rmtree(staging)
    folder.rename(staging)
    sync_folder(models)
    (staging / mark.NAME).unlink()
    journal = Journal(staging)
    for wanted in plan.files:
        path = staging / wanted.name
        if wanted.name in found.bad:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        else:
            journal.whole[wanted.name] = (wanted.digest, path.stat().st_mtime_ns)
    journal.write()


def remove(models: Path, folder: Path) -> tuple[str, ...]:
    """Deletes what Earshot fetched; returns the names of other files that are left there.  Raises EarshotError."""
    plan = ours(folder).plan
    with locked(models, plan.repository):
        try:
            (folder / mark.NAME).unlink()  # from here on it is no model of ours, whatever happens
            for wanted in plan.files:
                (folder / wanted.name).unlink(missing_ok=True)
            left = tuple(sorted(path.name for path in folder.iterdir()))
            if not left:
                folder.rmdir()
        except OSError as problem:
            raise trouble.of_disk(problem) from problem
    return left


def drop(models: Path, repository: str) -> bool:
    """Deletes what is here of a download under way; False if there is nothing.  Raises EarshotError."""
    staging = places.staging(models, repository)
    if not staging.is_dir():
        return False
    with locked(models, repository):
        try:
            shutil.rmtree(staging)
        except OSError as problem:
            raise trouble.of_disk(problem) from problem
    return True


def newer(shop: Shop, folder: Path) -> Generator[Asking | Retrying, None, str]:
    """The newest revision at the hub, empty if that is here.  Nothing asks by itself.  Raises EarshotError."""
    plan = ours(folder).plan
    newest = yield from shop.hub.newest(plan.repository)
    return "" if newest == plan.revision else newest
