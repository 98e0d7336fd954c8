"""The models on this disk: the embedded one, those in the user's models folder, and the folder chosen last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def folders(pocket: Path, models: Path, chosen: str) -> Iterator[Path]:
    """Folders that may hold a checkpoint, each once; whether they do is for the engine to say."""
    seen: set[Path] = set()
    candidates = [pocket, *(sorted(models.iterdir()) if models.is_dir() else []), *([Path(chosen)] if chosen else [])]
    for folder in candidates:
        resolved = folder.resolve()
        if resolved not in seen and (folder / "config.json").is_file():
            seen.add(resolved)
            yield folder
