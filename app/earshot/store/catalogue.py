"""Reads the catalogue that comes along and the user's own entries, and writes the latter."""

from __future__ import annotations

import json
import math
import os
import tomllib
from dataclasses import fields
from pathlib import Path

from earshot.domain.catalogue import Offer, find
from earshot.domain.errors import EarshotError
from earshot.domain.names import is_commit, is_repository, shown

_KINDS: dict[str, tuple[type, ...]] = {
    "name": (str,), "title": (str,), "repository": (str,), "revision": (str,), "folder": (str,), "sentence": (str,),
    "license": (str,), "hears": (bool,), "sees": (bool,), "window_seconds": (float, int), "about_bytes": (int,),
    "needs_bytes": (int,), "suits_gb": (int,), "helps": (str,), "hashes": (dict,),
}  # fmt: skip
_LONGEST_REVISION = 255
"""Letters of one."""


def read(shipped: Path, own: Path) -> tuple[Offer, ...]:
    """All offers, the user's own last.  Raises EarshotError for a file that cannot be read as one."""
    mine = _offers(own, own=True) if own.exists() else ()
    return (*_offers(shipped, own=False), *mine)


def add(own: Path, known: tuple[Offer, ...], name: str, what: str, revision: str = "") -> Offer:
    """Puts a repository into the user's file; folders of this disk are `added`'s.  Raises EarshotError."""
    if find(known, name) is not None:
        raise EarshotError(f"The catalogue has a model of the name “{name}” already.", "Choose another name.")
    there = find(known, what)
    if there is not None and not revision:
        raise EarshotError(f"The catalogue has {what} already, as “{there.title}”.", "Get that one.")
    if not is_repository(what):
        raise EarshotError(
            f"“{what}” is neither a folder here nor a repository's name.", "A name looks like mlx-community/gemma-4."
        )
    if not name or shown(name) != name:
        raise EarshotError("That is no name for a model.", "Choose a short one, in one line.")
    if len(revision) > _LONGEST_REVISION or not revision.isprintable():
        raise EarshotError("That is no revision.", "It is a commit, a branch or a tag of the repository.")
    offer = Offer(name=name, title=name, repository=what, revision=revision, own=True)
    _write(own, [*(offer for offer in known if offer.own), offer])
    return offer


def forget(own: Path, known: tuple[Offer, ...], name: str) -> bool:
    """Takes an entry out of the user's file; nothing else is touched.  False if there is none."""
    mine = [offer for offer in known if offer.own]
    found = find(mine, name)
    if found is None:
        return False
    _write(own, [offer for offer in mine if offer != found])
    return True


def _offers(path: Path, *, own: bool) -> tuple[Offer, ...]:
    damaged = EarshotError(f"The catalogue “{path.name}” cannot be read.", "Mend it, or move it away.")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise damaged from problem
    rows = content.get("model", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) and _is_offer(row) for row in rows):
        raise damaged
    names = {field.name for field in fields(Offer)} - {"own"}
    return tuple(Offer(**{key: row[key] for key in names & row.keys()}, own=own) for row in rows)


def _is_offer(row: dict[str, object]) -> bool:
    """True if every field is of its kind and it says what it is about."""
    right = all(key in _KINDS and type(value) in _KINDS[key] for key, value in row.items())
    right = right and math.isfinite(row.get("window_seconds", 0.0))  # type: ignore[arg-type]
    hashes = row.get("hashes", {})
    if not right or not row.get("name") or not row.get("title") or not isinstance(hashes, dict):
        return False
    repository, revision = str(row.get("repository", "")), str(row.get("revision", ""))
    if bool(repository) == bool(row.get("folder")) or (repository and not is_repository(repository)):
        return False
    return (
        all(len(str(value)) == 64 and is_commit(str(value)[:40]) for value in hashes.values())
        and len(revision) <= _LONGEST_REVISION
    )


def _toml(value: object) -> str:
    """As TOML has it.  JSON writes the same but for tables, letters beyond 16 bits and the one it leaves alone."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(str(key))} = {_toml(each)}" for key, each in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write(own: Path, offers: list[Offer]) -> None:
    """The user's file, whole or not at all, with all that was written into it by hand."""
    lines = ["# Models of your own: a repository of the hub, or a folder."]
    for offer in offers:
        lines += ["", "[[model]]"]
        rows = [(key, getattr(offer, key)) for key in _KINDS]
        lines += [f"{key} = {_toml(value)}" for key, value in rows if value not in ("", None, {})]
    part = own.with_suffix(".part")
    try:
        own.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with part.open("w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(own)
    except OSError as problem:
        raise EarshotError(f"The file “{own.name}” cannot be written.", "See whether the disk is full.") from problem
