"""THIRD_PARTY.md: every package of the bundle and every library inside it, with version, licence and source.

    python packaging/third_party.py FOLDER        FOLDER as packaging/tree.py mac has made it

Licences are what the packages say of themselves; packaging/licences.toml adds what they leave open.  Whatever has none
is an error, and nothing is written.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any

import tree

import bundle

HERE = Path(__file__).resolve().parent
TARGET = bundle.ROOT / "THIRD_PARTY.md"
CLASSIFIER = "License :: OSI Approved :: "
WANTED_LINKS = ("source", "source code", "code", "repository", "homepage", "home", "github")


class UnknownError(Exception):
    """Something has no licence that is known."""


@dataclass(frozen=True)
class Part:
    """A package, or a library inside one."""

    name: str
    version: str
    licence: str
    source: str
    inside: str = ""
    """What else it carries, or the package that carries it."""


def packages(folder: Path, known: dict[str, Any]) -> list[Part]:
    """What is installed in `folder`.  Raises UnknownError."""
    found = []
    for path in sorted(folder.glob("*.dist-info/METADATA"), key=lambda path: path.parent.name.lower()):
        said = Parser().parsestr(path.read_text(encoding="utf-8"), headersonly=True)
        name = str(said["Name"])
        found.append(
            Part(name, str(said["Version"]), licence(said, known), source(said), known["carried"].get(name, ""))
        )
    return found


def licence(said: Message, known: dict[str, Any]) -> str:
    """One SPDX expression.  Raises UnknownError."""
    if said["Name"] in known["chosen"]:
        return str(known["chosen"][said["Name"]])
    classified = [
        line.removeprefix(CLASSIFIER) for line in said.get_all("Classifier", []) if line.startswith("License")
    ]
    for words in (said["License-Expression"], said["License"], *classified):
        if words and "\n" not in words:
            return str(known["said-otherwise"].get(words, words))
    raise UnknownError(
        f"{said['Name']} does not say its licence. Look it up, and write it into packaging/licences.toml."
    )


def source(said: Message) -> str:
    """Where a package says that its source lies; "" if it does not."""
    links = dict(line.split(", ", 1) for line in said.get_all("Project-URL", []))
    named = {name.lower(): link for name, link in links.items()}
    return next((named[name] for name in WANTED_LINKS if name in named), str(said["Home-page"] or ""))


def libraries(folder: Path, known: dict[str, Any]) -> list[Part]:
    """Libraries inside the packages, one part for each project in each package.  Raises UnknownError."""
    found: dict[tuple[str, str], Part] = {}
    names = known["libraries"]
    for path in sorted(folder.rglob("*.dylib")):
        home = path.relative_to(folder).parts[0]
        start = max((begin for begin in names if path.name.startswith(begin)), key=len, default=None)
        if start is None:
            raise UnknownError(
                f"{path.name} in {home} is in no list. Look it up, and write it into packaging/licences.toml."
            )
        project, terms, link = names[start]
        found[project, home] = Part(project, "", terms, link, home)
    return sorted(found.values(), key=lambda part: (part.name.lower(), part.inside))


def written(parts: list[Part], inside: list[Part]) -> str:
    """The page."""
    rows = [
        f"| {part.name} | {part.version} | {part.licence} | {part.source} | {part.inside} |\n" for part in parts
    ]  # fmt: skip
    homes: dict[tuple[str, str, str], list[str]] = {}
    for part in inside:
        homes.setdefault((part.name, part.licence, part.source), []).append(part.inside)
    below = [f"| {name} | {terms} | {link} | {', '.join(who)} |\n" for (name, terms, link), who in homes.items()]
    page = (HERE / "third_party.txt").read_text(encoding="utf-8")
    return page.replace("{packages}\n", "".join(rows)).replace("{libraries}\n", "".join(below))


def main() -> int:
    if len(sys.argv) != 2:
        sys.stderr.write("Name the folder that packaging/tree.py mac has made.\n")
        return 2
    folder = Path(sys.argv[1]) / tree.RESOURCES / "app_packages"
    known = tomllib.loads((HERE / "licences.toml").read_text(encoding="utf-8"))
    try:
        page = written(packages(folder, known), libraries(folder, known))
    except UnknownError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    TARGET.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
