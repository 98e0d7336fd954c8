"""Where a fetched model lies: under its name in the folder of models, or beside it while it is under way."""

from __future__ import annotations

import shutil
from pathlib import Path

from earshot.store.getting import mark
from earshot.store.getting.journal import sync_folder

UNDER_WAY = ".fetching"


def staging(models: Path, repository: str) -> Path:
    """The folder of a download under way; the library does not look in there."""
    return models / UNDER_WAY / repository.replace("/", "--")


def fetched(models: Path) -> list[Path]:
    """Folders with models that Earshot fetched, by name."""
    if not models.is_dir():
        return []
    return sorted(folder for folder in models.iterdir() if folder.name != UNDER_WAY and mark.read(folder) is not None)


def of(models: Path, repository: str) -> Path | None:
    """Where this repository's model is, if Earshot fetched it."""
    for folder in fetched(models):
        kept = mark.read(folder)
        if kept is not None and kept.plan.repository == repository:
            return folder
    return None


def under_way(models: Path) -> list[str]:
    """Repositories of which a part is here."""
    there = models / UNDER_WAY
    names = sorted(path.name for path in there.iterdir() if path.is_dir()) if there.is_dir() else []
    return [name.replace("--", "/", 1) for name in names if "--" in name and not name.startswith(".")]


def part_bytes(models: Path, repository: str) -> int | None:
    """How much is here of a model under way, None if nothing was begun."""
    there = staging(models, repository)
    try:
        rows = [path.stat().st_size for path in there.iterdir() if path.is_file() and not path.name.startswith(".")]
    except OSError:
        return None
    return sum(rows)


def put(models: Path, whole: Path, repository: str) -> Path:
    """Moves a whole folder to its place, in the stead of an older one of the same repository.  Raises OSError."""
    old = of(models, repository)
    place = old or _free(models, repository)
    if old is not None:
        aside = whole.with_name(f".old-{whole.name}")
        shutil.rmtree(aside, ignore_errors=True)
        old.rename(aside)
        whole.rename(place)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        whole.rename(place)
    sync_folder(models)
    return place


def _free(models: Path, repository: str) -> Path:
    """The repository's own name; its owner joins it if another model has that."""
    owner, _, name = repository.partition("/")
    number, place = 1, models / name
    while place.exists() or place.is_symlink():
        place = models / (f"{name} ({owner})" if number == 1 else f"{name} ({owner} {number})")
        number += 1
    return place
