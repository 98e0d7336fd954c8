"""One model in every form it is handed around: the answer stays the same, and what would not be is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tests.parity import inputs, shapes
from tests.parity.compared import answered
from tests.parity.inputs import Case

from earshot.domain.errors import CannotError, ModelError
from earshot.engine import checkpoint
from earshot.engine.reader import Reader

TEXT, CLIP = Case("usual", "text", 40), Case("usual", "clip", 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shapes.write(shapes.SHAPES["usual"], tmp_path / "model")


def settle(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    config = json.loads((folder / "config.json").read_text())
    change(config)
    (folder / "config.json").write_text(json.dumps(config))


def old_names(config: dict[str, Any]) -> None:
    """Sizes of full layers as Google's files and mlx-vlm have them."""
    config["text_config"].pop("per_layer_config")
    config["text_config"] |= {"global_head_dim": shapes.FULL_HEAD, "num_global_key_value_heads": 1}


def in_shards(folder: Path) -> None:
    weights, names = load_file(folder / "model.safetensors"), ("model-1-of-2.safetensors", "model-2-of-2.safetensors")
    (folder / "model.safetensors").unlink()
    halves: list[dict[str, np.ndarray]] = [{}, {}]
    for number, name in enumerate(sorted(weights)):
        halves[number % 2][name] = weights[name]
    for name, half in zip(names, halves, strict=True):
        save_file(half, folder / name, {"format": "pt"})
    places = {name: names[number % 2] for number, name in enumerate(sorted(weights))}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))


def renamed(folder: Path) -> None:
    """As mlx-vlm's converter names weights."""
    weights = load_file(folder / "model.safetensors")
    names = {name: name.removeprefix("model.") for name in weights}
    names = {a: b.replace("language_model.", "language_model.model.") for a, b in names.items()}
    save_file({names[name]: value for name, value in weights.items()}, folder / "model.safetensors", {"format": "mlx"})


FORMS: dict[str, Callable[[Path], object]] = {
    "sizes under their old names": lambda folder: settle(folder, old_names),
    "both": lambda folder: settle(
        folder, lambda config: config["text_config"].update(global_head_dim=1, num_global_key_value_heads=None)
    ),
    "in shards": in_shards,
    "under mlx-vlm's names": renamed,
    "defaults left out": lambda folder: settle(
        folder, lambda config: (config["text_config"].pop("num_kv_shared_layers"), config.pop("tie_word_embeddings"))
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_changes_nothing(folder: Path, tmp_path: Path, form: str) -> None:
    plain = checkpoint.load(shapes.write(shapes.SHAPES["usual"], tmp_path / "plain"))
    FORMS[form](folder)
    other = checkpoint.load(folder)
    for case in (TEXT, CLIP):
        ours, theirs = answered(plain, case), answered(other, case)
        assert ours[:2] == theirs[:2] and np.array_equal(ours[2], theirs[2])


def test_full_layers_of_the_size_of_all_others_need_no_saying(tmp_path: Path) -> None:
    """transformers then writes an empty `per_layer_config`, and its own default is another size."""
    alike = shapes.Shape("alike", kinds="ssss", keys_are_values=False)
    said, unsaid = (shapes.write(alike, tmp_path / name) for name in ("said", "unsaid"))
    kinds = ["full_attention"] * 4
    settle(unsaid, lambda config: config["text_config"].update(layer_types=kinds, per_layer_config={}))
    settle(said, lambda config: config["text_config"].update(layer_types=kinds, global_head_dim=shapes.HEAD))
    settle(said, lambda config: config["text_config"].pop("per_layer_config"))
    ours, theirs = answered(checkpoint.load(unsaid), TEXT), answered(checkpoint.load(said), TEXT)
    assert ours[:2] == theirs[:2] and np.array_equal(ours[2], theirs[2])


def test_half_precision_is_the_rounded_model(folder: Path, tmp_path: Path) -> None:
    """On a CPU it computes in float32 with weights of 16 bit as they were kept."""
    import mlx.core as mx

    weights = {
        name: mx.array(value).astype(mx.bfloat16) for name, value in shapes.weights(shapes.SHAPES["usual"]).items()
    }
    mx.save_safetensors(str(folder / "model.safetensors"), weights, {"format": "pt"})
    rounded = shapes.write(shapes.SHAPES["usual"], tmp_path / "rounded")
    whole = {name: np.array(value.astype(mx.float32)) for name, value in weights.items()}
    save_file(whole, rounded / "model.safetensors", {"format": "pt"})
    half, full = answered(checkpoint.load(folder), TEXT), answered(checkpoint.load(rounded), TEXT)
    assert half[:2] == full[:2] and np.array_equal(half[2], full[2])


REFUSED: dict[str, Callable[[dict[str, Any]], object]] = {
    "words that see what follows": lambda config: config["text_config"].update(use_bidirectional_attention="all"),
    "another activation": lambda config: config["text_config"].update(hidden_activation="relu"),
    "uneven layers": lambda config: config["text_config"]["per_layer_config"]["1"].update(head_dim=64),
    "sliding layers of another size": lambda config: config["text_config"]["per_layer_config"].update(
        {"0": {"head_dim": 8}}
    ),
    "sound in other frames": lambda config: config["audio_config"].update(audio_embed_dim=320),
    "a mark of another vocabulary": lambda config: config.update(audio_token_id=700),
    "a head that is not there": lambda config: config.update(tie_word_embeddings=False),
    "layers of words": lambda config: config["text_config"].update(per_layer_config={"1": "wide"}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_would_be_computed_wrongly_is_refused(folder: Path, what: str) -> None:
    settle(folder, REFUSED[what])
    with pytest.raises(ModelError):
        checkpoint.load(folder)


def test_answers_end_where_transformers_ends_them(folder: Path) -> None:
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": [1, 77]}))
    marks = checkpoint.load(folder).marks
    assert marks.ends == {1, 77} and 4 in marks.turn_end
    (folder / "generation_config.json").unlink()
    assert checkpoint.load(folder).marks.ends == {1}


def test_budgets_come_from_the_checkpoints_processor(folder: Path) -> None:
    path = folder / "processor_config.json"
    processor = json.loads(path.read_text())
    processor["image_processor"]["max_soft_tokens"], processor["video_processor"]["max_soft_tokens"] = 1120, 140
    path.write_text(json.dumps(processor))
    card = checkpoint.inspect(folder)
    assert (card.picture_tokens, card.frame_tokens) == (1120, 140)
    path.unlink()
    (folder / "preprocessor_config.json").write_text('{"max_soft_tokens": 560}')
    card = checkpoint.inspect(folder)
    assert (card.picture_tokens, card.frame_tokens) == (560, 70)


def test_a_placeholder_the_model_says_itself_is_read_as_nothing(folder: Path) -> None:
    loaded = checkpoint.load(folder)
    reader = Reader(loaded, exact=True, scores=True)
    assert np.array_equal(np.array(reader.words([loaded.marks.clip])), np.array(reader.words([0])))


def test_a_picture_beyond_the_models_places_is_refused(folder: Path) -> None:
    reader = Reader(checkpoint.load(folder))
    places = np.array([[shapes.PLACES, 0]], np.int32)
    with pytest.raises(CannotError, match="long and narrow"):
        reader.picture(np.zeros((1, 6912), np.uint8), places)


def test_the_shapes_are_as_hard_as_they_claim() -> None:
    kinds = [shape.kinds for shape in shapes.SHAPES.values()]
    assert any(kind.endswith("s") for kind in kinds) and all("f" in kind[1:-1] for kind in kinds)
    assert min(shape.window for shape in shapes.SHAPES.values()) < len(inputs.words(90))
