"""What is done to the built app before it is signed: local symbols out of its libraries, bytecode into it.

    python packaging/slim.py Earshot.app

Bytecode is compiled with unchecked hashes: its source is sealed by the signature, and nothing may be written beside it
later.  It must be run by the CPython that the app carries.
"""

from __future__ import annotations

import compileall
import py_compile
import shutil
import sys
from pathlib import Path

import tree


def compiled(folder: Path) -> bool:
    """True if everything compiled; what a package keeps for another Python does not count."""
    return bool(
        compileall.compile_dir(
            folder,
            quiet=2,
            force=True,
            stripdir=str(folder),
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
    )


def main() -> int:
    if len(sys.argv) != 2 or not (contents := Path(sys.argv[1]) / "Contents").is_dir():
        sys.stderr.write("Name the app that Briefcase has built.\n")
        return 2
    tool = shutil.which("strip")
    if tool is None:
        sys.stderr.write("There is no `strip` here. Install Apple's command line tools: xcode-select --install\n")
        return 1
    tree.strip(contents / "Resources" / "app_packages", tool)
    for folder in ("Resources/app_packages", "Frameworks/Python.framework"):
        compiled(contents / folder)
    if not compiled(contents / "Resources" / "app"):
        sys.stderr.write("Earshot itself does not compile; see the lines above.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
