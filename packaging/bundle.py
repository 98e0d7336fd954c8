"""What the macOS bundle is: briefcase.toml and pyproject.toml, read together."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CLOSED = ROOT / "packaging" / "macos" / "packages.txt"
"""The closed list: every package of the bundle with the hash of its one wheel."""
APP = "earshot"
OURS = ("made-with", "left-out", "clean-up")
"""Tables of briefcase.toml that are ours; Briefcase gets the others as they stand."""


@dataclass(frozen=True)
class Pinned:
    """One package of the closed list."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Bundle:
    """Everything the scripts of this folder need to know."""

    settings: dict[str, Any]
    """What Briefcase is told."""
    project: dict[str, Any]
    """[project] of pyproject.toml."""
    python: str
    briefcase: str
    architecture: str
    left_out: dict[str, str]
    """Package -> why it is not carried."""
    clean_up: dict[str, list[str]]

    @property
    def version(self) -> str:
        return str(self.project["version"])

    @property
    def minimum_system(self) -> str:
        return str(self.settings["min_os_version"])

    @property
    def identifier(self) -> str:
        return f"{self.settings['bundle']}.{APP}"


def read(root: Path = ROOT) -> Bundle:
    """The bundle as the two files of a checkout describe it."""
    settings = tomllib.loads((root / "briefcase.toml").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    made_with, left_out, clean_up = (settings.pop(table) for table in OURS)
    return Bundle(
        settings, project, made_with["python"], made_with["briefcase"], made_with["architecture"], left_out, clean_up
    )


def closed(path: Path = CLOSED) -> list[Pinned]:
    """The closed list.  Raises ValueError for a line that is no name, version and hash."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        match = re.fullmatch(r"([\w.-]+)==([\w.]+) --hash=sha256:([0-9a-f]{64})", line)
        if match is None:
            raise ValueError(f"No name, version and hash: {line}")
        found.append(Pinned(*match.groups()))
    return found


def plain(name: str) -> str:
    """A package's name as lists compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
