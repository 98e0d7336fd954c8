"""Every library of an app: arm64, a minimum system within limits, nothing missing.

python packaging/check.py Earshot.app
"""

from __future__ import annotations

import sys
from pathlib import Path

import macho

import bundle

NEWER = ("PySide6/*.so", "PySide6/libpyside6*", "shiboken6/*.so", "shiboken6/libshiboken6*")
"""Qt for Python's makers built these on macOS 15; they ask for no symbol that 14 does not have (decision 0016)."""


def complaints(packages: Path, what: bundle.Bundle) -> list[str]:
    """What would keep the packages from running, without the exceptions."""
    major, minor = (int(part) for part in what.minimum_system.split("."))
    excepted = {path.relative_to(packages).as_posix() for pattern in NEWER for path in packages.glob(pattern)}
    told = macho.complaints(packages, (major, minor))
    return [line for line in told if not (line.split(" ")[0] in excepted and line.endswith("needs macOS 15.0."))]


def main() -> int:
    if len(sys.argv) != 2 or not (packages := Path(sys.argv[1]) / "Contents/Resources/app_packages").is_dir():
        sys.stderr.write("Name an app.\n")
        return 2
    told = complaints(packages, bundle.read())
    print("\n".join(told), end="\n" if told else "")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
