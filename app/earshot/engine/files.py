"""The small files of a checkpoint, read with care, and the refusal of everything that could run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from earshot.domain.errors import ModelError, UntrustedModelError

_LARGEST_JSON = 64 * 1024 * 1024
_MOST_FILES = 5_000
_RUNS = {".py", ".pyc", ".so", ".dylib", ".pkl", ".pickle", ".bin", ".pt", ".pth", ".dll", ".sh", ".command"}
_NAMES_A_PROGRAM = {"model_file", "auto_map"}
_LEADS_ELSEWHERE = {"ple_storage"}
"""Names under which mlx-vlm would open files that the checkpoint names, wherever they lie."""


def read_json(path: Path) -> dict[str, Any]:
    """An object.  Raises ModelError for anything else."""
    try:
        if not path.is_file():
            raise OSError("a folder, or a pipe that would be waited for")
        if path.stat().st_size > _LARGEST_JSON:
            raise ModelError(f"The file {path.name} of this model is far too large.")
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, MemoryError) as problem:
        raise ModelError(f"The file {path.name} of the model in “{path.parent.name}” cannot be read.") from problem
    if not isinstance(content, dict):
        raise ModelError(f"The file {path.name} of the model in “{path.parent.name}” is damaged.")
    return content


def refuse_code(folder: Path) -> None:
    """mlx-vlm would run the file named by `model_file`; nothing of a checkpoint is ever executed."""
    for name in _names(folder):
        if Path(name).suffix.lower() in _RUNS:
            raise UntrustedModelError(f"The folder “{folder.name}” holds {name}, which could run as a program.")
    if (folder / "offload_index.json").exists():
        raise ModelError(f"The model in “{folder.name}” is split for another program, which Earshot does not know.")
    for path in sorted(folder.glob("*.json")):
        if path.name.endswith(".index.json") or path.name == "tokenizer.json":
            continue  # lists of names and of tokens: long, and never asked for a program
        for key in _keys(read_json(path)):
            if key in _NAMES_A_PROGRAM:
                raise UntrustedModelError(
                    f"The model in “{folder.name}” asks to run a program: {path.name} holds “{key}”."
                )
            if key in _LEADS_ELSEWHERE:
                raise UntrustedModelError(
                    f"The model in “{folder.name}” leads to files elsewhere: {path.name} holds “{key}”."
                )


def _names(folder: Path) -> Iterator[str]:
    """Every name in the folder, at any depth; links to other folders are not followed."""
    count = 0
    for _, folders, files in os.walk(folder):
        count += len(folders) + len(files)
        if count > _MOST_FILES:
            raise ModelError(f"The folder “{folder.name}” holds far more than a model.")
        yield from (*folders, *files)


def _keys(content: object) -> Iterator[str]:
    """Every name at any depth of parsed JSON, so that no spelling of it can hide."""
    waiting = [content]
    while waiting:
        match waiting.pop():
            case dict() as names:
                yield from map(str, names)
                waiting += names.values()
            case list() as items:
                waiting += items
            case _:
                pass
