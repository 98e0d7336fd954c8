"""What is done to the built app before it is signed: one architecture, no local symbols, bytecode in place of sources.

    python packaging/slim.py Earshot.app

Python takes a module's bytecode from where its source would lie and asks for no source then.  Sources stay of what
`keep-source` of briefcase.toml names.  Bytecode is compiled with unchecked hashes: it is sealed by the signature, and
nothing may be written beside it later.  This must be run by the CPython that the app carries.
"""

from __future__ import annotations

import compileall
import py_compile
import re
import sys
from functools import partial
from pathlib import Path

import macho
import tree

import bundle

UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH
PACKAGES, PYTHON, OURS = "Resources/app_packages", "Frameworks/Python.framework", "Resources/app"


def compiled(folder: Path, keep: list[str]) -> None:
    """Compiles to where the sources lie, and beside them for the folders and files `keep`; what fails stays.

    Bytecode names its source from the app's own folder on: transformers asks in which folder a class was written.
    """
    above = str(next(place for place in folder.parents if place.name == "Contents").parents[1])
    how = partial(compileall.compile_dir, folder, quiet=2, force=True, stripdir=above, invalidation_mode=UNCHECKED)
    kept = "|".join(re.escape(str(folder / name)) + "(/|$)" for name in keep)
    how(legacy=True, rx=re.compile(kept or "$^"))
    if keep:
        how(rx=re.compile(f"^(?!{kept})"))


def without_sources(folder: Path, keep: list[str]) -> None:
    """Bytecode for all of `folder`, and no source where it will do."""
    compiled(folder, keep)
    for path in sorted(folder.rglob("*.py")):
        if path.with_suffix(".pyc").exists():
            path.unlink()


def slimmed(contents: Path, tool: str, keep: list[str]) -> bool:
    """Slims an app's Contents; `tool` takes local symbols out.  False if a file of Earshot does not compile."""
    for folder in (contents / PACKAGES, contents / PYTHON):
        for path in tree.files(folder):
            macho.thin(path)
        tree.strip(folder, tool)
    without_sources(contents / PACKAGES, keep)
    without_sources(contents / PYTHON, [])
    without_sources(contents / OURS, [])
    return not list((contents / OURS).rglob("*.py"))


def main() -> int:
    if len(sys.argv) != 2 or not (contents := Path(sys.argv[1]) / "Contents").is_dir():
        sys.stderr.write("Name the app that Briefcase has built.\n")
        return 2
    tool = tree.stripping()
    if tool is None:
        sys.stderr.write(
            "Nothing here strips a Mac's libraries. Install Apple's command line tools, or llvm on Linux.\n"
        )
        return 1
    if not slimmed(contents, tool, bundle.read().clean_up["keep-source"]):
        sys.stderr.write("Earshot itself does not compile; see the lines above.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
