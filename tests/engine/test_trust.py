"""What a stranger's checkpoint says about itself is checked before anything is built of it."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from earshot import paths
from earshot.domain.errors import ModelError, UntrustedModelError
from earshot.engine import checkpoint
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.reader import Reader


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(paths.POCKET, folder)
    return folder


def settle(folder: Path, name: str, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads((folder / name).read_text())
    change(content)
    (folder / name).write_text(json.dumps(content))


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object], rest: Callable[[bytes], bytes] = bytes) -> None:
    """Another head for the same weights."""
    path = folder / "model.safetensors"
    content = path.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    head = json.loads(content[8 : 8 + length])
    change(head)
    made = json.dumps(head).encode()
    path.write_bytes(struct.pack("<Q", len(made)) + made + rest(content[8 + length :]))


def first(head: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = head[min(name for name in head if name != "__metadata__")]
    return found


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("text_config", "num_hidden_layers", 10**9), ("text_config", "num_hidden_layers", True),
        ("text_config", "vocab_size", 10**12), ("text_config", "head_dim", -64), ("text_config", "sliding_window", 0),
        ("text_config", "hidden_size", "256"), ("text_config", "layer_types", ["full_attention"]),
        ("text_config", "layer_types", ["evil"] * 7), ("text_config", "rms_norm_eps", float("nan")),
        ("vision_config", "mm_posemb_size", 0), ("vision_config", "patch_size", 10**6),
        ("audio_config", "audio_embed_dim", 1.5), ("vision_config", "patch_size", 14),
        ("audio_config", "audio_samples_per_token", 320), ("text_config", "rope_parameters", "default"),
        ("text_config", "rope_parameters", {"full_attention": {"rope_theta": "10000"}}),
        ("text_config", "rope_parameters", {"full_attention": {"rope_theta": None}}),
        ("text_config", "rope_parameters", {"rope_theta": 0}),
    ],
)  # fmt: skip
def test_a_number_that_nobody_can_have_meant_is_refused(copy: Path, part: str, name: str, value: object) -> None:
    settle(copy, "config.json", lambda content: content[part].update({name: value}))
    with pytest.raises(ModelError):
        checkpoint.inspect(copy)


HEADS: dict[str, Callable[[dict[str, Any]], object]] = {
    "a hundred gigabytes": lambda head: first(head).update(shape=[50_000_000_000], data_offsets=[0, 100_000_000_000]),
    "another size than its shape": lambda head: first(head)["shape"].append(2),
    "a side below nothing": lambda head: first(head).update(shape=[-side for side in first(head)["shape"]]),
    "an unknown kind of number": lambda head: first(head).update(dtype="COMPLEX"),
    "two in one place": lambda head: first(head).update(data_offsets=[2, first(head)["data_offsets"][1] + 2]),
    "no numbers": lambda head: first(head).update(data_offsets=["a", "b"]),
    "nothing at all": lambda head: head.clear(),
}


@pytest.mark.parametrize("change", HEADS.values(), ids=HEADS.keys())
def test_weights_that_are_not_what_they_say_are_refused_by_their_head(
    copy: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    rewrite(copy, change)
    with pytest.raises(ModelError, match=r"are (damaged|cut short)"):
        checkpoint.inspect(copy)


def test_a_kind_of_number_that_mlx_vlm_would_rewrite_is_refused_and_the_file_stays_as_it_is(copy: Path) -> None:
    rewrite(copy, lambda head: first(head).update(dtype="F8_E8M0"))
    before = (copy / "model.safetensors").read_bytes()
    with pytest.raises(ModelError):
        checkpoint.load(copy)
    assert (copy / "model.safetensors").read_bytes() == before


def test_weights_that_are_no_numbers_are_refused(copy: Path) -> None:
    rewrite(copy, dict, lambda rest: rest[:2000] + b"\xff\x7f" + rest[2002:])
    with pytest.raises(ModelError, match="no numbers"):
        checkpoint.load(copy)


@pytest.mark.parametrize("value", [1266, 1 << 40, -1, None, "9", True])
@pytest.mark.parametrize("name", ["image_token_id", "audio_token_id", "eoa_token_index", "boi_token_id"])
def test_a_mark_beyond_the_vocabulary_is_refused(copy: Path, name: str, value: object) -> None:
    settle(copy, "config.json", lambda content: content.update({name: value}))
    with pytest.raises(ModelError):
        checkpoint.load(copy)


@pytest.mark.parametrize(
    "text", ["{{ messages[0].content[0].text }}", "{{ '<|audio|><|audio|><|image|><|video|>' }}", ""]
)
def test_a_template_without_its_one_place_for_the_sound_is_refused(copy: Path, text: str) -> None:
    (copy / "chat_template.jinja").write_text(text)
    with pytest.raises(ModelError, match="chat template"):
        checkpoint.load(copy)


@pytest.mark.parametrize("kind", ["LlamaTokenizer", "../evil", 7, "T5Tokenizer"])
def test_a_tokenizer_of_another_kind_is_not_even_looked_for(copy: Path, kind: object) -> None:
    settle(copy, "tokenizer_config.json", lambda content: content.update(tokenizer_class=kind))
    with pytest.raises(ModelError, match="of a kind that Earshot does not know"):
        checkpoint.load(copy)


@pytest.mark.parametrize("number", [2**32 - 1, -1, 12, "7"])
def test_a_tokenizer_with_impossible_numbers_is_refused(copy: Path, number: object) -> None:
    added = {"id": number, "content": "<x>", "special": True}
    settle(copy, "tokenizer.json", lambda content: content["added_tokens"].append(added))
    with pytest.raises(ModelError, match="tokenizer"):
        checkpoint.load(copy)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(?=(x+x+)+y)", "(a|a)*$", "(a|aa)+$"])
def test_a_pattern_that_searches_without_end_is_one_sentence_and_nothing_beside_it(
    copy: Path, pattern: str, capfd: pytest.CaptureFixture[str]
) -> None:
    split = {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
    settle(copy, "tokenizer.json", lambda content: content.update(pre_tokenizer=split))
    with pytest.raises(ModelError):
        checkpoint.load(copy)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["../evil.safetensors", "/etc/passwd", "", ".", "x" * 5000, "a\0b"])
def test_a_list_of_weights_names_no_file_elsewhere(copy: Path, name: str) -> None:
    (copy / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": name}}))
    with pytest.raises(ModelError):
        checkpoint.inspect(copy)


def test_files_that_the_checkpoint_would_open_elsewhere_are_refused(copy: Path) -> None:
    settle(copy, "config.json", lambda content: content["text_config"].update(ple_storage={"manifest": "/etc/passwd"}))
    with pytest.raises(UntrustedModelError, match="elsewhere"):
        checkpoint.inspect(copy)


def test_a_pipe_in_the_folder_is_not_waited_for(copy: Path) -> None:
    import os

    os.mkfifo(copy / "notes.json")
    with pytest.raises(ModelError, match="cannot be read"):
        checkpoint.inspect(copy)


def test_a_folder_of_everything_is_not_searched_to_its_end(copy: Path) -> None:
    for number in range(5001):
        (copy / f"{number}.txt").touch()
    with pytest.raises(ModelError, match="far more than a model"):
        checkpoint.inspect(copy)


def test_a_word_beyond_the_vocabulary_reads_no_foreign_memory(pocket_checkpoint: Checkpoint) -> None:
    reader = Reader(pocket_checkpoint)
    for ids in ([0, 1266], [-1], [1 << 30]):
        with pytest.raises(ModelError):
            reader.words(ids)
    assert reader.words([0, 1265]).shape == (1, 2, 256)


def test_a_place_beyond_the_table_reads_no_foreign_memory(pocket_checkpoint: Checkpoint) -> None:
    from earshot.domain.errors import CannotError

    with pytest.raises(CannotError, match="too long"):
        Reader(pocket_checkpoint).picture(np.zeros((1, 6912), np.uint8), np.array([[64, 0]], np.int32))
