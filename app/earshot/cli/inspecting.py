"""`earshot models inspect` and `add FOLDER`: what lies in a folder, and whether it would fit."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from earshot import disk, parts
from earshot.cli import output
from earshot.domain.candidate import Candidate, Found, Origin
from earshot.domain.fit import Verdict


def inspect(options: argparse.Namespace) -> int:
    """Returns the exit code: 1 if a folder that was named cannot be opened."""
    refused = False
    for candidate in _looked_at(options.folders):
        _tell(candidate, json=options.json)
        refused = refused or candidate.refusal is not None
    return int(refused and bool(options.folders))


def add(options: argparse.Namespace) -> int:
    """A folder of the user's, used where it lies."""
    for candidate in disk.add_models(Path(options.what)):
        _tell(candidate, json=options.json)
    return 0


def _looked_at(folders: list[Path]) -> Iterator[Candidate]:
    from earshot.engine import inventory

    if not folders:
        return disk.candidates()
    return (inventory.inspected(Found(folder.absolute(), Origin.ADDED)) for folder in folders)


def _tell(candidate: Candidate, *, json: bool) -> None:
    verdict = parts.Minds().verdict(candidate.found.folder) if candidate.card is not None else None
    if json:
        output.row(_record(candidate, verdict))
        return
    card, refusal = candidate.card, candidate.refusal
    lines = [card.title if card is not None else candidate.found.folder.name]
    if verdict is not None:
        lines += [f"{verdict.fit.value}. {verdict.sentence} {verdict.advice}".rstrip()]
    elif candidate.drafter:
        lines += ["A drafter: it is used by itself beside the model it was made for."]
    elif refusal is not None:
        lines += [f"{refusal.sentence} {refusal.advice}"]
    lines += [f"Missing: {', '.join(candidate.missing)}"] if candidate.missing else []
    lines += [f"{candidate.found.folder} ({candidate.found.origin.value})"]
    print("\n  ".join(output.one_line(line) for line in lines))


def _record(candidate: Candidate, verdict: Verdict | None) -> dict[str, object]:
    found: dict[str, object] = {
        "schema": 1, "folder": str(candidate.found.folder), "origin": candidate.found.origin.name.lower(),
        "read_only": candidate.found.read_only, "drafter": candidate.drafter, "bytes": candidate.size_bytes,
        "missing": candidate.missing,
    }  # fmt: skip
    if candidate.card is not None:
        card = candidate.card
        found |= {"title": card.title, "kind": card.family, "bits": card.bits, "hears": card.hears, "sees": card.sees}
    if candidate.refusal is not None:
        found |= {"error": candidate.refusal.sentence, "advice": candidate.refusal.advice}
    if verdict is not None:
        needs = verdict.needs
        found |= {
            "fit": verdict.fit.value, "weights_bytes": needs.weights, "cache_bytes": needs.cache,
            "working_bytes": needs.working, "free_bytes": verdict.room.least,
        }  # fmt: skip
    return found
