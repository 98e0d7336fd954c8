"""A look at a folder without loading it promises what a load keeps, and names what is missing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import mlx.core as mx
import pytest
from tests.checkpoints import made

from earshot import paths
from earshot.domain.candidate import Found, Origin
from earshot.domain.errors import ModelError
from earshot.engine import checkpoint
from earshot.engine.inventory import inspected
from earshot.engine.weights import INDEX


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(paths.POCKET, folder)
    return folder


def looked(folder: Path) -> tuple[bool, tuple[str, ...], str]:
    """Whether there is a card, what is missing, and the sentence of a refusal."""
    before = mx.get_active_memory()
    candidate = inspected(Found(folder, Origin.ADDED))
    assert mx.get_active_memory() == before, "something was loaded"
    sentence = candidate.refusal.sentence if candidate.refusal else ""
    assert (candidate.card is None) == bool(sentence)
    return candidate.card is not None, candidate.missing, sentence


def test_a_whole_model_has_the_card_of_the_engine_and_lacks_nothing() -> None:
    candidate = inspected(Found(paths.POCKET, Origin.EMBEDDED))
    assert candidate.card == checkpoint.inspect(paths.POCKET) and candidate.complete and not candidate.drafter
    assert candidate.size_bytes == (paths.POCKET / "model.safetensors").stat().st_size


@pytest.mark.parametrize("kind", ["E4B", "31B"])
def test_other_kinds_are_told_by_their_files_as_the_engine_does(kind: str, tmp_path: Path) -> None:
    folder = made(tmp_path / kind, kind)
    candidate = inspected(Found(folder, Origin.LM_STUDIO))
    assert candidate.card == checkpoint.inspect(folder) and candidate.card is not None
    assert (candidate.card.hears, candidate.card.sees) == ((kind == "E4B"), True) and candidate.complete


def shards(folder: Path, *names: str) -> None:
    (folder / INDEX).write_text(json.dumps({"weight_map": {str(n): name for n, name in enumerate(names)}}))


DAMAGE: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "a shard": (lambda folder: shards(folder, "model.safetensors", "more.safetensors"), ("more.safetensors",)),
    "the end of a shard": (
        lambda folder: (folder / "model.safetensors").write_bytes(
            (paths.POCKET / "model.safetensors").read_bytes()[:-9]
        ),
        ("model.safetensors",),
    ),
    "all weights": (lambda folder: (folder / "model.safetensors").unlink(), ("model.safetensors",)),
    "the tokenizer": (lambda folder: (folder / "tokenizer.json").unlink(), ("tokenizer.json",)),
    "the template": (lambda folder: (folder / "chat_template.jinja").unlink(), ("chat_template.jinja",)),
}


@pytest.mark.parametrize(("damage", "missing"), DAMAGE.values(), ids=DAMAGE.keys())
def test_what_is_missing_is_named_and_a_load_fails_too(
    copy: Path, damage: Callable[[Path], object], missing: tuple[str, ...]
) -> None:
    damage(copy)
    assert looked(copy)[1] == missing
    with pytest.raises(ModelError):
        checkpoint.load(copy)


def test_a_drafter_is_told_from_a_model_and_lacks_no_tokenizer(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text()) | {"model_type": "gemma4_unified_assistant"}
    (copy / "config.json").write_text(json.dumps(config))
    (copy / "tokenizer.json").unlink()
    candidate = inspected(Found(copy, Origin.HUB))
    assert candidate.drafter and candidate.card is None and candidate.complete


def test_a_folder_that_is_nothing_or_gone_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "gone", "x" * 300):
        able, _, sentence = looked(tmp_path / name)
        assert not able and sentence.endswith(".") and "\n" not in sentence
