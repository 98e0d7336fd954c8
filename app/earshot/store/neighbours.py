"""Where other programs keep models on this computer; read, never written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

_LARGEST = 1 << 20
"""Bytes of a config that is looked at."""
_DEEPEST = 3
_MOST_FOLDERS = 2_000
"""More are no library of models."""


def cached() -> list[Path]:
    """Gemma 4 models in the hub's cache, used where they lie and never changed; no connection is opened."""
    from huggingface_hub import CacheNotFound, scan_cache_dir

    try:
        found = scan_cache_dir().repos
    except (CacheNotFound, OSError, ValueError):
        return []
    names = ((repo.repo_id.lower(), revision.snapshot_path) for repo in found for revision in repo.revisions)
    return sorted(path for name, path in names if "gemma-4" in name or is_gemma(path))


def lm_studio(home: Path) -> list[Path]:
    """Gemma 4 models of LM Studio in the folder it uses, or has used before: publisher/model."""
    places = [home / ".lmstudio" / "models", home / ".cache" / "lm-studio" / "models"]
    chosen = _content(home / ".lmstudio" / "settings.json").get("downloadsFolder")
    if isinstance(chosen, str) and chosen:
        places.insert(0, Path(chosen))
    return [folder for place in places for folder in below(place) if is_gemma(folder)]


def below(place: Path) -> Iterator[Path]:
    """The folders with a config.json in `place` and a few levels below it, by name; links are not followed down."""
    waiting, seen = [(place, 0)], 0
    while waiting and seen < _MOST_FOLDERS:
        folder, depth = waiting.pop(0)
        seen += 1
        if may_hold(folder):
            yield folder
        elif depth < _DEEPEST:
            waiting += [(child, depth + 1) for child in children(folder)]


def may_hold(folder: Path) -> bool:
    """False also for what cannot be looked into: a closed folder, or a link that leads round in a circle."""
    try:
        return (folder / "config.json").is_file()
    except (OSError, ValueError):
        return False


def is_gemma(folder: Path) -> bool:
    """True if its config says so: of other programs' many models only these are of interest."""
    return str(_content(folder / "config.json").get("model_type", "")).startswith("gemma4")


def children(folder: Path) -> list[Path]:
    """The folders in it by name, none where it cannot be looked into."""
    try:
        return sorted(child for child in folder.iterdir() if not child.name.startswith(".") and child.is_dir())
    except (OSError, ValueError):
        return []


def _content(path: Path) -> dict[str, object]:
    """A small JSON object; empty if there is none that can be read."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return {}
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
