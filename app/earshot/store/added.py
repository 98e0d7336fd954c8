"""Folders of models that the user has added: a list of places in one JSON file.  Nothing is copied, nothing deleted."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from earshot.domain.errors import ModelError
from earshot.store import neighbours


def read(file: Path) -> list[Path]:
    """The places, in the order they were added; a list that is damaged counts as empty."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return [Path(place) for place in content if isinstance(place, str) and place] if isinstance(content, list) else []


def add(file: Path, folder: Path) -> list[Path]:
    """Remembers a model's folder, or one with several; returns the models in it.

    Raises ModelError if there is none.  Whether they can be used is for the engine to say.
    """
    try:
        place = folder.absolute()
        models = list(neighbours.below(place))
    except (OSError, ValueError) as problem:
        raise ModelError("This folder cannot be read.") from problem
    if not models:
        raise ModelError(f"The folder “{place.name}” holds no model: there is no config.json in it or below it.")
    places = read(file)
    if place not in places:
        _write(file, [*places, place])
    return models


def forget(file: Path, folder: Path) -> bool:
    """Takes a place off the list, and leaves the files alone; False if it was not on it."""
    places = read(file)
    left = [place for place in places if place != folder.absolute()]
    if len(left) == len(places):
        return False
    _write(file, left)
    return True


def _write(file: Path, places: list[Path]) -> None:
    """Replaces the list in one step, readable by its owner only.  Raises ModelError."""
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
            json.dump([str(place) for place in places], opened, indent=1)
        part.replace(file)
    except (OSError, ValueError) as problem:
        with suppress(OSError, ValueError):
            part.unlink(missing_ok=True)
        raise ModelError("The list of your models cannot be written.", "See whether the disk is full.") from problem
