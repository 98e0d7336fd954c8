"""What lies in a folder that may be a model, without loading it: its card, or why not and what is missing.

The card and the refusal are those of `checkpoint.inspect`, so a list can promise nothing that a load would not keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from earshot.domain.candidate import Candidate, Found
from earshot.domain.card import Card
from earshot.domain.errors import EarshotError
from earshot.engine import checkpoint
from earshot.engine.files import read_json
from earshot.engine.weights import check_shard, names_of

TEMPLATE = "chat_template.jinja"


def inspected(found: Found) -> Candidate:
    """A look at one folder.  No error leaves it."""
    folder = found.folder
    card: Card | None = None
    refusal: EarshotError | None = None
    try:
        card = checkpoint.inspect(folder)
    except EarshotError as error:
        refusal = error
    drafter = refusal is not None and _kind(folder) in checkpoint.DRAFTERS
    return Candidate(found, card, refusal, drafter, _size(folder), () if drafter else tuple(_missing(folder)))


def _missing(folder: Path) -> Iterator[str]:
    """Names of what a whole model would have; a shard that is there in part counts as missing."""
    try:
        shards = names_of(folder)
    except (EarshotError, OSError, ValueError):
        shards = []
        yield "model.safetensors"
    for name in shards:
        try:
            check_shard(folder, name)
        except (EarshotError, OSError, ValueError):
            yield name
    for name in ("tokenizer.json", "tokenizer_config.json"):
        if not _there(folder / name):
            yield name
    if not _there(folder / TEMPLATE) and not _told(folder / "tokenizer_config.json").get("chat_template"):
        yield TEMPLATE


def _size(folder: Path) -> int:
    try:
        return sum(path.stat().st_size for path in folder.glob("*.safetensors") if path.is_file())
    except (OSError, ValueError):
        return 0


def _kind(folder: Path) -> object:
    return _told(folder / "config.json").get("model_type")


def _told(file: Path) -> dict[str, object]:
    try:
        return read_json(file)
    except EarshotError:
        return {}


def _there(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
