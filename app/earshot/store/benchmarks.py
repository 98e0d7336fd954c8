"""Measurements of models that were kept: one small JSON file each."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import asdict, fields
from math import isfinite
from pathlib import Path

from earshot.domain.errors import EarshotError
from earshot.domain.figures import UNITS, WORD_ERROR, Run

_LARGEST = 1 << 16


def keep(folder: Path, run: Run) -> Path:
    """Writes a measurement, whole or not at all; returns its file.  Raises EarshotError."""
    name = re.sub(r"[^0-9A-Za-z]+", "-", f"{run.when}-{run.model}").strip("-")[:120]
    path, number = folder / f"{name}.json", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.json"
    part = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump({**asdict(run), "figures": dict(run.figures)}, file, indent=1, ensure_ascii=False)
        part.replace(path)
    except OSError as problem:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise EarshotError("The measurement could not be kept.", "See whether the disk is full.") from problem
    return path


def read(folder: Path) -> list[Run]:
    """All that were kept, the oldest first; a file that is damaged is passed over."""
    runs = [_run(path) for path in sorted(folder.glob("*.json"))] if folder.is_dir() else []
    return sorted((run for run in runs if run is not None), key=lambda run: run.when)


def _run(path: Path) -> Run | None:
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return None
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    words = [field.name for field in fields(Run) if field.name != "figures"]
    if not isinstance(content, dict) or any(not isinstance(content.get(name), str) for name in words):
        return None
    figures = content.get("figures")
    if not isinstance(figures, dict):
        return None
    known = {name: float(value) for name, value in figures.items() if _known(name) and _number(value)}
    return Run(**{name: content[name] for name in words}, figures=known)


def _known(name: str) -> bool:
    return name in UNITS or re.fullmatch(rf"{WORD_ERROR}_\d+", name) is not None


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value >= 0
