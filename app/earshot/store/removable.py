"""Disks that somebody may take out, known by where the system puts them."""

from __future__ import annotations

from pathlib import Path

PLACES = (Path("/Volumes"), Path("/media"), Path("/run/media"))
"""A Mac's, which also has a link to its own disk there, and Linux's."""


def removable(folder: Path) -> bool:
    """True also while the disk is out."""
    try:
        place = folder.resolve()
    except (OSError, RuntimeError):
        return False
    return any(place.is_relative_to(each) for each in PLACES)


def is_out(folder: Path) -> bool:
    """True for a folder of a disk that is not there now, or that lost the folder."""
    return removable(folder) and not folder.is_dir()
