"""The user's settings: one JSON file, written whole or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields, replace
from math import isfinite
from pathlib import Path

from earshot.domain.settings import Settings

CAREFUL = Settings(offline=True)
"""Of a file that cannot be read."""


def read(path: Path) -> Settings:
    """The settings in `path`; what is missing, damaged or unknown there counts as not chosen.

    But for working offline: where nobody can tell any more whether it was chosen, it was.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError):
        return CAREFUL
    if not isinstance(content, dict):
        return CAREFUL
    usual = {field.name: field.default for field in fields(Settings)}
    chosen = Settings(**{key: value for key, value in content.items() if _fits(value, usual.get(key))})
    return chosen if isinstance(content.get("offline", False), bool) else replace(chosen, offline=True)


def _fits(value: object, usual: object) -> bool:
    """True for a value of the same kind; any finite number where one is wanted."""
    if isinstance(usual, float):
        return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    return type(value) is type(usual) and usual is not None


def write(path: Path, settings: Settings) -> None:
    """Replaces the file in one step, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(settings), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
