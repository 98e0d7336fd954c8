"""Where things lie, in the checkout, in an installed wheel and in the bundle.  Nothing else knows."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_CARRIED = _HERE / "carried"
"""A wheel and the bundle carry models/ and resources/ in here."""
_ROOT = _CARRIED if _CARRIED.is_dir() else _HERE.parents[1]

POCKET = _ROOT / "models" / "pocket"
"""The embedded model."""
CATALOGUE = _ROOT / "models" / "catalogue.toml"
"""Models worth having."""
RESOURCES = _ROOT / "resources"
SAMPLES = RESOURCES / "samples"
LICENCES = RESOURCES / "licences"
"""What others wrote and under which terms; the bundle carries THIRD_PARTY.md in here."""


def data_folder() -> Path:
    """The user's own data: settings, models, recordings, history."""
    chosen = os.environ.get("EARSHOT_DATA")
    if chosen:
        return Path(chosen)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Earshot"
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "earshot"


def settings_file() -> Path:
    return data_folder() / "settings.json"


def models_folder() -> Path:
    return data_folder() / "models"


def own_catalogue_file() -> Path:
    """The user's own entries of the catalogue."""
    return data_folder() / "models.toml"


def sent_file() -> Path:
    """When something was last sent, and to which host."""
    return data_folder() / "sent.json"


def added_models_file() -> Path:
    """Places of models that the user has added."""
    return data_folder() / "added-models.json"


def benchmarks_folder() -> Path:
    """Measurements of models."""
    return data_folder() / "benchmarks"


def recordings_folder() -> Path:
    return data_folder() / "recordings"


def history_file() -> Path:
    return data_folder() / "history.db"


def own_words_file() -> Path:
    """The user's vocabulary and replacements, plain text."""
    return data_folder() / "words.txt"


def log_file() -> Path:
    return data_folder() / "earshot.log"


def mark_file() -> Path:
    """Stands while Earshot is open."""
    return data_folder() / "open.mark"
