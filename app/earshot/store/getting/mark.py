"""The completion mark, written last into a model's folder: what was fetched from where, and that it is whole."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from earshot.domain.getting import Hash, Plan, Wanted
from earshot.domain.names import Kind, is_commit, is_repository, kind
from earshot.store.getting.journal import write_whole

NAME = "fetched.json"
_LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True)
class Mark:
    """A model that Earshot fetched."""

    plan: Plan
    at: float
    """Seconds since 1970."""


def write(folder: Path, plan: Plan) -> None:
    """Raises OSError."""
    files = {file.name: {"size": file.size, file.kind.value: file.digest} for file in plan.files}
    content = {
        "repository": plan.repository, "revision": plan.revision, "endpoint": plan.endpoint, "proof": plan.proof,
        "license": plan.license, "at": time.time(), "files": files,
    }  # fmt: skip
    write_whole(folder / NAME, json.dumps(content, indent=1))


def read(folder: Path) -> Mark | None:
    """None for a folder that Earshot did not fetch, or whose mark makes no sense."""
    path = folder / NAME
    try:
        if folder.is_symlink() or path.is_symlink() or path.stat().st_size > _LARGEST:
            return None
        content = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(_file(str(name), row) for name, row in content["files"].items())
        told = [str(content[key]) for key in ("repository", "revision", "endpoint")]
        plan = Plan(told[0], told[1], told[2], files, str(content["proof"]), str(content["license"]))
        right = is_repository(plan.repository) and is_commit(plan.revision)
        return Mark(plan, float(content["at"])) if right and files else None
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _file(name: str, row: dict[str, object]) -> Wanted:
    """Raises ValueError for a name that no model's file has."""
    of = next(of for of in Hash if of.value in row)
    size = row["size"]
    if kind(name) is not Kind.WANTED or not isinstance(size, int):
        raise ValueError(name)
    return Wanted(name, size, of, str(row[of.value]))
