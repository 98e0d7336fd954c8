"""The user's settings: one JSON file, written whole or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from math import isfinite
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What the user chose; every field has a value that works without a choice."""

    model: str = ""
    """Folder of the model to open; empty means the embedded one."""
    language: str = "English"
    """English name of the language that is dictated; empty means whatever is spoken."""
    microphone: str = ""
    """Identity of the chosen microphone (domain/devices.py); empty means the system's default."""
    warm_seconds: float = 20.0
    """How long a microphone stays open after a take."""
    key_style: str = "hybrid"
    """How the dictation key is used: hold, toggle or hybrid; anything else counts as hybrid."""
    hotkey: str = "Right Alt"
    """The key that is heard whichever program is in front (domain/hotkey.py); empty means none."""
    overlay: bool = True
    """A pill over other programs while that key is held."""
    insert: bool = True
    """What is said with that key goes into the program in front."""
    insert_demo: bool = False
    """The demo model may do so too."""
    live_words: str = "auto"
    """Words while one speaks: auto (as the computer can afford it), always or never; anything else counts as auto."""
    keep_sound_days: float = 7.0
    """How long recordings are kept; below 0 for ever.  Texts stay until they are deleted."""
    keep_nothing: bool = False
    """Takes are forgotten as soon as they are delivered or cancelled."""


def read(path: Path) -> Settings:
    """The settings in `path`; what is missing, damaged or unknown there counts as not chosen."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(content, dict):
        return Settings()
    usual = {field.name: field.default for field in fields(Settings)}
    return Settings(**{key: value for key, value in content.items() if _fits(value, usual.get(key))})


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
