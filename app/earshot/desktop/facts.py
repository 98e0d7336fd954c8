"""Gathers the facts of the about box: versions from the packages' own descriptions, without importing one."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
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
    return About(_version("earshot"), libraries, system, str(licences), as_app=_in_app())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _in_app() -> bool:
    """True where the interpreter is the app itself."""
    return sys.platform == "darwin" and ".app/Contents/" in sys.executable
