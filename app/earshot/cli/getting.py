"""`earshot models get`, `verify`, `remove`, `newer`: models from the hub, in the terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from earshot import supply
from earshot.cli.progress import Line
from earshot.domain.catalogue import Offer, find
from earshot.domain.getting import Asking, Fetched, Fetching, Getting, Planned, Retrying, Verified, Verifying
from earshot.domain.names import is_repository, repository_of
from earshot.domain.refusals import NotOursError, UnknownModelError
from earshot.domain.steps import result

if TYPE_CHECKING:
    from earshot.store.getting.model import Shop

T = TypeVar("T")
E = TypeVar("E", bound=Getting)


def get(options: argparse.Namespace, line: Line) -> int:
    """Returns the exit code; Ctrl-C keeps what is here."""
    from earshot.store.getting import model

    offer, repository = wanted(options.name)
    revision = options.revision or (offer.revision if offer else "")
    steps = model.get(supply.shop(), repository, revision, offer.hashes if offer else {}, anyway=options.anyway)
    try:
        done = _told(steps, line)
    except KeyboardInterrupt:
        line.clear()
        print(f"Stopped; what is here is kept. Go on with: earshot models get {options.name}", file=sys.stderr)
        return 1
    caution = f" ({done.plan.caution})" if done.plan.caution else ""
    print(f"{repository} is here, whole and verified{caution}: {done.folder}")
    return 0


def verify(options: argparse.Namespace, line: Line) -> int:
    """1 if something is bad and stays so."""
    from earshot.store.getting import care

    shop = supply.shop()
    folder = place(options.name, shop)
    if options.repair:
        try:
            found = _told(care.repair(shop, folder), line)
        except KeyboardInterrupt:
            line.clear()
            print(f"Stopped; go on with: earshot models get {options.name}", file=sys.stderr)
            return 1
        mended = isinstance(found, Fetched)
        print(f"{folder.name} is whole{' again' if mended else ''}: every file has its hash.")
        return 0
    seen = _told(care.verify(folder), line)
    if not seen.bad:
        print(f"{folder.name} is whole: every file has its hash.")
        return 0
    print(f"{folder.name} is damaged: {', '.join(seen.bad)}.")
    print(f"Mend it with: earshot models verify {options.name} --repair", file=sys.stderr)
    return 1


def remove(options: argparse.Namespace) -> int:
    """Deletes what Earshot fetched, or a part of it that is here."""
    from earshot.store.getting import care, places

    shop = supply.shop()
    _, repository = wanted(options.name, strict=False)
    dropped = is_repository(repository) and care.drop(shop.models, repository)
    if dropped and places.of(shop.models, repository) is None:
        print(f"What was here of {repository} is removed.")
        return 0
    folder = place(options.name, shop)
    left = care.remove(shop.models, folder)
    print(f"{folder.name} is removed.")
    if left:
        print(f"The folder stays, because it holds what Earshot did not fetch: {', '.join(left)}.", file=sys.stderr)
    return 0


def newer(options: argparse.Namespace, line: Line) -> int:
    """Asks the hub about one model, or about all that were fetched."""
    from earshot.store.getting import care, places

    shop = supply.shop()
    folders = [place(options.name, shop)] if options.name else places.fetched(shop.models)
    if not folders:
        print("No model here was fetched by Earshot.", file=sys.stderr)
    for folder in folders:
        found = _told(care.newer(shop, folder), line)
        repository = care.ours(folder).plan.repository
        if found:
            print(f"{folder.name} has a newer revision: earshot models get {repository} --revision {found}")
        else:
            print(f"{folder.name} is the newest.")
    return 0


def wanted(name: str, *, strict: bool = True) -> tuple[Offer | None, str]:
    """The offer of that name, if it is one, and its repository.  Raises UnknownModelError unless not `strict`."""
    name = repository_of(name)
    offer = find(supply.offers(), name)
    if offer is not None and offer.folder and strict:
        raise UnknownModelError(f"“{name}” is a folder of yours, {offer.folder}.", "Open it by --model FOLDER.")
    repository = offer.repository if offer else name
    if strict and not is_repository(repository):
        raise UnknownModelError(
            f"There is no model “{name}” in the catalogue.",
            "See `earshot models list`, or name a repository such as mlx-community/gemma-4-12B-it-4bit.",
        )
    return offer, repository


def place(name: str, shop: Shop) -> Path:
    """The folder of a fetched model by its name, repository or folder.  Raises NotOursError."""
    from earshot.store.getting import mark, places

    _, repository = wanted(name, strict=False)
    by_repository = places.of(shop.models, repository)
    if by_repository is not None:
        return by_repository
    for folder in (shop.models / Path(name).name, Path(name)):
        if folder.resolve().parent == shop.models.resolve() and mark.read(folder) is not None:
            return folder
    raise NotOursError(f"No model “{name}” that Earshot fetched is here.")


def _told(steps: Generator[E, None, T], line: Line) -> T:
    """Runs to the end with a line on a terminal."""
    try:
        return result(steps, lambda event: _tell(event, line))
    finally:
        line.clear()


def _tell(event: Getting, line: Line) -> None:
    match event:
        case Asking():
            line.tell("asking the hub …")
        case Planned(plan, missing, free):
            line.clear()
            come = "" if missing == plan.size else f", {size(missing)} still to come"
            print(f"{plan.repository} at {plan.revision[:7]}: {size(plan.size)}{come}; {size(free)} free on the disk.")
        case Fetching(name, done, total, speed, seconds):
            left = "" if seconds is None else f", {clock(seconds)} left"
            line.tell(f"{size(done)} of {size(total)}, {size(int(speed))}/s{left}  {name}")
        case Retrying(_, reason, seconds):
            line.tell(f"{reason}; trying again in {seconds:.0f} s …")
        case Verifying(name, done, total):
            line.tell(f"verifying {name} … {done / max(1, total):.0%}")
        case Fetched() | Verified():
            line.clear()


def size(count: int) -> str:
    """Bytes for a person, exact to the last one below a megabyte."""
    if count >= 1e9:
        return f"{count / 1e9:,.2f} GB"
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else f"{count:,} bytes"


def clock(seconds: float) -> str:
    """A time left, no more exact than it is known."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
