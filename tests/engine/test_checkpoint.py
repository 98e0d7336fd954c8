"""A folder that is no usable checkpoint is refused in one sentence, and nothing of it is ever run."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from earshot import paths
from earshot.domain.errors import ModelError, UntrustedModelError
from earshot.engine import checkpoint


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the pocket model that may be damaged."""
    folder = tmp_path / "model"
    shutil.copytree(paths.POCKET, folder)
    return folder


def settle(folder: Path, **changes: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **changes}))


def test_the_embedded_model_says_what_it_can_and_cannot() -> None:
    card = checkpoint.inspect(paths.POCKET)
    assert card.demo and card.hears and card.sees
    assert card.edits("polish") and not card.edits("formal") and not card.edits("own")
    assert card.size_bytes < 15_000_000


def test_without_earshot_json_everything_the_files_allow_is_offered(copy: Path) -> None:
    (copy / "earshot.json").unlink()
    card = checkpoint.inspect(copy)
    assert card.manners is None and card.edits("anything") and not card.demo
    assert (card.frames, card.frame_tokens, card.picture_tokens) == (16, 70, 280)


def test_a_model_without_ears_is_known_by_its_files(copy: Path) -> None:
    settle(copy, audio_config=None)
    assert not checkpoint.inspect(copy).hears


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no config": lambda folder: (folder / "config.json").unlink(),
    "config is no JSON": lambda folder: (folder / "config.json").write_text("{"),
    "config is a list": lambda folder: (folder / "config.json").write_text("[]"),
    "another family": lambda folder: settle(folder, model_type="llama"),
    "no weights": lambda folder: (folder / "model.safetensors").unlink(),
    "empty weights": lambda folder: (folder / "model.safetensors").write_bytes(b""),
    "weights cut short": lambda folder: cut(folder / "model.safetensors", 1000),
    "header longer than the file": lambda folder: (folder / "model.safetensors").write_bytes(
        struct.pack("<Q", 1 << 50)
    ),
    "weights are noise": lambda folder: (folder / "model.safetensors").write_bytes(b"\xff" * 5000),
    "missing shard": lambda folder: index(folder, {"a": "model.safetensors", "b": "model-2.safetensors"}),
    "shard outside": lambda folder: index(folder, {"a": "../secret.safetensors"}),
    "no tokenizer": lambda folder: (folder / "tokenizer.json").unlink(),
}


def cut(path: Path, count: int) -> None:
    path.write_bytes(path.read_bytes()[:-count])


def index(folder: Path, shards: dict[str, str]) -> None:
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": shards}))


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_checkpoint_is_one_sentence(copy: Path, damage: Callable[[Path], object]) -> None:
    damage(copy)
    with pytest.raises(ModelError) as caught:
        checkpoint.inspect(copy)
    assert caught.value.sentence.endswith(".") and "\n" not in caught.value.sentence
    assert caught.value.advice


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        checkpoint.inspect(tmp_path / "nothing")


@pytest.mark.parametrize("name", ["model.py", "deep/inside.py", "EVIL.PY", "weights.bin", "weights.pkl"])
def test_a_checkpoint_with_something_that_could_run_is_refused(copy: Path, name: str) -> None:
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).write_text("raise SystemExit('executed')")
    with pytest.raises(UntrustedModelError):
        checkpoint.inspect(copy)


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json", "processor_config.json"])
@pytest.mark.parametrize("key", ["model_file", "auto_map"])
def test_a_checkpoint_that_names_a_program_is_refused(copy: Path, file: str, key: str) -> None:
    content = json.loads((copy / file).read_text())
    (copy / file).write_text(json.dumps({**content, key: "evil.py"}))
    with pytest.raises(UntrustedModelError):
        checkpoint.load(copy)


def test_a_program_named_in_disguise_is_refused_and_not_run(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text(f"open({str(tmp_path / 'executed')!r}, 'w')")
    text = (copy / "config.json").read_text().rstrip().removesuffix("}")
    (copy / "config.json").write_text(text + ', "model\\u005ffile": "../evil.py"}')
    with pytest.raises(UntrustedModelError):
        checkpoint.load(copy)
    nested = json.loads((paths.POCKET / "config.json").read_text())
    nested["text_config"]["deeper"] = [{"auto_map": {}}]
    (copy / "config.json").write_text(json.dumps(nested))
    with pytest.raises(UntrustedModelError):
        checkpoint.load(copy)
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize("kind", ["gemma4_text", "gemma4_unified_text"])
def test_the_text_part_by_itself_is_refused_in_one_sentence(copy: Path, kind: str) -> None:
    config = json.loads((copy / "config.json").read_text())["text_config"]
    (copy / "config.json").write_text(json.dumps(config | {"model_type": kind}))
    with pytest.raises(ModelError, match="text part of a Gemma 4 by itself") as caught:
        checkpoint.inspect(copy)
    assert "whole" in caught.value.advice and caught.value.sentence.count(".") == 1


def test_weights_that_nothing_names_are_not_loaded(copy: Path) -> None:
    index(copy, {"a": "model.safetensors"})
    (copy / "another.safetensors").write_bytes(b"noise")
    before = checkpoint.inspect(copy)
    assert checkpoint.load(copy).card == before


@pytest.mark.parametrize("kind", ["gemma4_unified_assistant", "gemma4_assistant"])
def test_a_drafter_is_known_and_refused_with_what_it_is_for(copy: Path, kind: str) -> None:
    settle(copy, model_type=kind)
    with pytest.raises(ModelError, match="drafter: it guesses ahead") as caught:
        checkpoint.inspect(copy)
    assert "Gemma 4 model" in caught.value.advice


@pytest.mark.parametrize(
    "limit",
    ['"frames": Infinity', '"frame_tokens": 0', '"window_seconds": -1', '"cut_seconds": 0', '"frames": "many"'],
)
def test_limits_that_make_no_sense_are_one_sentence(copy: Path, limit: str) -> None:
    (copy / "earshot.json").write_text("{" + limit + "}")
    with pytest.raises(ModelError, match="damaged"):
        checkpoint.inspect(copy)


def test_a_model_may_be_cut_earlier_than_its_prompt_is_full_and_never_later(copy: Path) -> None:
    for said, window, cut in (("", 30, 30), ('"cut_seconds": 10', 30, 10), ('"window_seconds": 8', 8, 8)):
        (copy / "earshot.json").write_text("{" + said + "}")
        card = checkpoint.inspect(copy)
        assert (card.window_seconds, card.cut_seconds) == (window, cut)
    (copy / "earshot.json").write_text('{"window_seconds": 8, "cut_seconds": 20}')
    assert checkpoint.inspect(copy).cut_seconds == 8


@pytest.mark.parametrize("damage", ["no template mark", "broken template", "no picture id", "a folder for a file"])
def test_whatever_a_stranger_left_is_one_sentence(copy: Path, damage: str) -> None:
    match damage:
        case "no template mark":
            (copy / "tokenizer.json").write_text("{}")
        case "broken template":
            (copy / "chat_template.jinja").write_text("{% if %}")
        case "no picture id":
            config = json.loads((copy / "config.json").read_text())
            del config["image_token_id"]
            (copy / "config.json").write_text(json.dumps(config))
        case _:
            (copy / "generation_config.json").unlink()
            (copy / "generation_config.json").mkdir()
    with pytest.raises(ModelError):
        checkpoint.load(copy)


def test_files_that_do_not_fit_together_are_one_sentence(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text())
    config["text_config"]["hidden_size"] = 128
    (copy / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="do not fit together"):
        checkpoint.load(copy)
