"""Gathers the facts of the about box: versions from the packages' own descriptions, without importing one."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

from earshot.domain.about import About

SHOWN = (
    "mlx",
    "mlx-lm",
    "mlx-vlm",
    "transformers",
    "PySide6-Essentials",
    "av",
    "opencv-python",
    "sounddevice",
    "numpy",
)


def about(licences: Path) -> About:
    """`licences` is the folder of their texts."""
    found = ((name, _version(name)) for name in SHOWN)
    libraries = (("Python", platform.python_version()), *((name, number) for name, number in found if number))
    mac = platform.mac_ver()[0]
    system = f"macOS {mac} {platform.machine()}" if mac else f"{platform.system()} {platform.machine()}"
    return About(_version("earshot"), libraries, system, str(licences), _releases(), as_app=_in_app())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _releases() -> str:
    """The address that pyproject.toml gives under `urls`, as “Releases”; Briefcase calls it the home page."""
    try:
        said = metadata("earshot")
    except PackageNotFoundError:
        return ""
    named = (line.partition(",") for line in said.get_all("Project-URL") or [])
    pages = [page.strip() for name, _, page in named if name == "Releases"]
    return str([*pages, *(said.get_all("Home-page") or []), ""][0])


def _in_app() -> bool:
    """True where the interpreter is the app itself."""
    return sys.platform == "darwin" and ".app/Contents/" in sys.executable
