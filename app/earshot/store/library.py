"""The models on this disk: the embedded one, the user's, and those that the hub's client has fetched before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def folders(pocket: Path, models: Path, chosen: str) -> Iterator[Path]:
    """Folders that may hold a checkpoint, each once; whether they do is for the engine to say.

    `models` is the user's models folder, `chosen` the folder opened last or nothing.
    """
    seen: set[Path] = set()
    own = sorted(models.iterdir()) if models.is_dir() else []
    for folder in (pocket, *own, *([Path(chosen)] if chosen else []), *cached()):
        if _may_hold(folder) and folder.resolve() not in seen:
            seen.add(folder.resolve())
            yield folder


def _may_hold(folder: Path) -> bool:
    """False also for what cannot be looked into: a closed folder, or a link that leads round in a circle."""
    try:
        return (folder / "config.json").is_file()
    except (OSError, ValueError):
        return False


def cached() -> list[Path]:
    """Gemma 4 models in the hub's cache, used where they lie and never changed; no connection is opened."""
    from huggingface_hub import CacheNotFound, scan_cache_dir

    try:
        found = scan_cache_dir().repos
    except (CacheNotFound, OSError):
        return []
    names = ((repo.repo_id.lower(), revision.snapshot_path) for repo in found for revision in repo.revisions)
    return sorted(path for name, path in names if "gemma-4" in name)
