"""A checkpoint in 16 bits becomes a smaller one that hears the same; and others' conversions are taken as they are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest
from mlx import nn
from mlx.utils import tree_flatten
from safetensors.numpy import load_file, save_file
from tests import checkpoints
from tests.parity import shapes
from tests.parity.compared import answered
from tests.parity.inputs import Case
from tests.speech import spoken
from tests.tower_reference import frames, see, sounds

from earshot import paths
from earshot.domain.errors import EarshotError, ModelError
from earshot.domain.steps import result
from earshot.domain.transcript import word_errors
from earshot.engine import checkpoint, quantising, shards, towers
from earshot.engine.anatomy import Anatomy
from earshot.engine.mind import Mind

TAKES = spoken()[:2]


def run(steps: Generator[float, None, quantising.Quantised]) -> quantising.Quantised:
    shares: list[float] = []
    done = result(steps, shares.append)
    assert shares == sorted(shares) and shares[-1] > 0.99
    return done


def words(mind: Mind) -> list[list[str]]:
    said = []
    for take in TAKES:
        ears = mind.ears()
        ears.open("English")
        ears.feed(take.sound())
        said.append(result(ears.close()).text.split())
    return said


def unlike(said: list[list[str]], wanted: list[list[str]]) -> float:
    """Share of words that differ."""
    return sum(map(word_errors, wanted, said)) / sum(map(len, wanted))


@pytest.mark.parametrize(("bits", "group", "most"), [(8, 32, 0.07), (8, 64, 0.07), (4, 32, 0.3), (4, 64, 0.3)])
def test_the_pocket_model_hears_the_same_with_fewer_bits(
    tmp_path: Path, pocket: Mind, bits: int, group: int, most: float
) -> None:
    done = run(quantising.quantise(paths.POCKET, tmp_path / "small", bits, group))
    mind = Mind(tmp_path / "small")
    assert bits in mind.card.bits and mind.card.hears and mind.card.sees
    assert done.after < 0.65 * done.before and done.after == pytest.approx(mind.card.size_bytes, rel=0.01)
    assert mind.card.needs_bytes < pocket.card.needs_bytes
    assert unlike(words(mind), words(pocket)) <= most


def test_weights_become_what_mlx_makes_of_them_and_the_rest_stays(tmp_path: Path) -> None:
    run(quantising.quantise(paths.POCKET, tmp_path / "small", 4, 64))
    before = mx.load(str(paths.POCKET / "model.safetensors"))
    after = mx.load(str(tmp_path / "small" / "model.safetensors"))
    assert isinstance(before, dict) and isinstance(after, dict)
    changed = {name.removesuffix(".scales") for name in after if name.endswith(".scales")}
    assert changed and all(".language_model." in name for name in changed)
    for name, array in before.items():
        module = name.removesuffix(".weight")
        if module not in changed:
            assert array.dtype == after[name].dtype and mx.array_equal(array, after[name]), name
            continue
        for kind, wanted in zip(("weight", "scales", "biases"), mx.quantize(array, 64, 4), strict=True):
            assert mx.array_equal(wanted, after[f"{module}.{kind}"]), name
    kept = {path.name for path in paths.POCKET.iterdir() if path.is_file()} - {"config.json", "model.safetensors"}
    assert all((tmp_path / "small" / name).read_bytes() == (paths.POCKET / name).read_bytes() for name in kept)


def test_a_tensor_is_read_by_rows_and_shards_are_closed_as_they_fill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(quantising.quantise(paths.POCKET, tmp_path / "one", 8, 32))
    monkeypatch.setattr(shards, "BLOCK_BYTES", 10_000)
    monkeypatch.setattr(shards, "SHARD_BYTES", 1_000_000)
    run(quantising.quantise(paths.POCKET, tmp_path / "many", 8, 32))
    files = sorted((tmp_path / "many").glob("*.safetensors"))
    assert len(files) > 4 and files[0].name == f"model-00001-of-{len(files):05}.safetensors"
    found: dict[str, mx.array] = {}
    for file in files:
        held = mx.load(str(file))
        assert isinstance(held, dict)
        found |= held
    wanted = mx.load(str(tmp_path / "one" / "model.safetensors"))
    assert isinstance(wanted, dict) and set(found) == set(wanted)
    assert all(mx.array_equal(found[name], wanted[name]) for name in wanted)
    assert Mind(tmp_path / "many").card.bits == Mind(tmp_path / "one").card.bits


@pytest.mark.parametrize("kind", [np.int64, np.int16, np.bool_, np.float64])
def test_numbers_of_another_kind_stay_as_they_are_or_are_refused(tmp_path: Path, kind: type) -> None:
    folder = shapes.write(shapes.SHAPES["usual"], tmp_path / "model")
    weights = {**shapes.weights(shapes.SHAPES["usual"]), "places": np.arange(5).astype(kind)}
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    steps = quantising.quantise(folder, tmp_path / "small", 8, 32)
    if kind is np.float64:  # MLX reads none
        with pytest.raises(ModelError):
            run(steps)
        return
    run(steps)
    np.testing.assert_array_equal(load_file(tmp_path / "small" / "model.safetensors")["places"], weights["places"])


def test_a_head_of_its_own_stays_and_is_used(tmp_path: Path) -> None:
    folder, case = shapes.write(shapes.SHAPES["own-head"], tmp_path / "whole"), Case("own-head", "text", 40)
    run(quantising.quantise(folder, tmp_path / "small", 8, 32))
    whole, small = (answered(checkpoint.load(place), case)[2] for place in (folder, tmp_path / "small"))
    assert np.corrcoef(whole[0], small[0])[0, 1] > 0.99


@pytest.mark.parametrize("kind", sorted(checkpoints.KINDS))
def test_every_kind_is_quantised_and_runs(tmp_path: Path, kind: str) -> None:
    folder = checkpoints.made(tmp_path / "whole", kind)
    run(quantising.quantise(folder, tmp_path / "small", 8, 32))
    kept = {name for name, part in checkpoint.anatomy_of(tmp_path / "small").tensors.items() if part.dtype != "U32"}
    assert {name for name in checkpoint.anatomy_of(folder).tensors if "tower" in name or ".router." in name} <= kept
    whole, small = Mind(folder).checkpoint, Mind(tmp_path / "small").checkpoint
    rounded = 0
    originals = dict(whole.model.named_modules())
    for path, module in small.model.named_modules():
        if "scales" in module:
            back = mx.dequantize(module.weight, module.scales, module.biases, module.group_size, module.bits)
            wanted = originals[path].weight
            assert mx.abs(back - wanted).max() < 0.01 * mx.abs(wanted).max(), path
            rounded += 1
    assert rounded > 6 * len(whole.model.layers)
    # Random weights make much of a small rounding; a matrix in the wrong place would leave next to nothing.
    assert np.corrcoef(see(whole)[2][0], see(small)[2][0])[0, 1] > 0.8


def test_nothing_is_overwritten_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(EarshotError, match="there already"):
        run(quantising.quantise(paths.POCKET, tmp_path / "there", 4, 64))
    with pytest.raises(EarshotError, match="no folder"):
        run(quantising.quantise(paths.POCKET, tmp_path / "deep" / "er", 4, 64))
    steps = quantising.quantise(paths.POCKET, tmp_path / "stopped", 4, 64)
    for _ in range(9):
        next(steps)
    steps.close()
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    run(quantising.quantise(paths.POCKET, tmp_path / "small", 4, 64))
    with pytest.raises(ModelError, match="quantised already"):
        run(quantising.quantise(tmp_path / "small", tmp_path / "smaller", 4, 64))


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(EarshotError, match=r"would take 0\.0 GB"):
        run(quantising.quantise(paths.POCKET, tmp_path / "small", 4, 64))
    assert not list(tmp_path.iterdir())


def converted(folder: Path, *, sharded: bool) -> Path:
    """As the published 4-bit conversions are: names of MLX's, MLPs at 8 bits, everything that brings sound in too."""
    from mlx_vlm.utils import load_model

    shutil.copytree(paths.POCKET, folder)
    (folder / "model.safetensors").unlink()
    model = load_model(paths.POCKET)
    own = {"group_size": 64, "bits": 8}
    settings: dict[str, object] = {"group_size": 64, "bits": 4, "mode": "affine"}

    def width(path: str, module: nn.Module) -> bool | dict[str, int]:
        if not hasattr(module, "to_quantized") or module.weight.shape[-1] % 64:
            return False
        if ".mlp." in path:
            settings[path] = own
            return own
        return True

    nn.quantize(model, 64, 4, class_predicate=width)
    weights = dict(tree_flatten(model.parameters()))
    names, half = sorted(weights), len(weights) // 2
    parts = [names[:half], names[half:]] if sharded else [names]
    where = {}
    for number, part in enumerate(parts, start=1):
        file = f"model-{number:05}-of-{len(parts):05}.safetensors" if sharded else "model.safetensors"
        mx.save_safetensors(str(folder / file), {name: weights[name] for name in part}, {"format": "mlx"})
        where.update(dict.fromkeys(part, file))
    if sharded:
        (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": where}))
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(
        json.dumps(config | {"quantization": settings, "quantization_config": settings})
    )
    return folder


@pytest.mark.parametrize("sharded", [False, True], ids=["single", "sharded"])
def test_a_mixed_conversion_hears_and_computes_in_the_right_types(tmp_path: Path, pocket: Mind, sharded: bool) -> None:
    mind = Mind(converted(tmp_path / "mixed", sharded=sharded))
    assert mind.card.bits == (4, 8) and mind.card.precision == "4 and 8 bit"
    assert mind.card.hears and mind.card.sees
    model = mind.checkpoint.model
    types = {str(array.dtype) for _, array in tree_flatten(model.parameters())}
    assert types == {"mlx.core.uint32", "mlx.core.float32"}
    layer = model.layers[0]
    assert (layer.mlp.up_proj.bits, layer.self_attn.q_proj.bits) == (8, 4)
    assert unlike(words(mind), words(pocket)) <= 0.4


def test_towers_that_were_quantised_too_still_hear_and_see(tmp_path: Path) -> None:
    """As some conversions are; by mlx-vlm alone the patches and the positions of sound came out as packed integers."""
    from mlx_vlm.utils import load_model

    folder = checkpoints.made(tmp_path / "whole", "E2B")
    shutil.copytree(folder, tmp_path / "small", ignore=shutil.ignore_patterns("*.safetensors"))
    model = load_model(folder)
    nn.quantize(
        model, 32, 8,
        class_predicate=lambda path, module: "tower" in path and isinstance(module, nn.Linear)
        and module.weight.shape[-1] % 32 == 0,
    )  # fmt: skip
    mx.save_safetensors(str(tmp_path / "small" / "model.safetensors"), dict(tree_flatten(model.parameters())))
    config = json.loads((folder / "config.json").read_text()) | {"quantization": {"group_size": 32, "bits": 8}}
    (tmp_path / "small" / "config.json").write_text(json.dumps(config))
    features, sound, pixels = towers.extractor(folder), sounds()[0], frames()[0].pixels
    heard, seen = [], []
    for place in (folder, tmp_path / "small"):
        loaded = checkpoint.load(place).model
        heard.append(towers.heard(loaded, features, sound))
        seen.append(towers.seen(loaded, pixels, 70, 48))
    assert isinstance(loaded.audio_tower.layers[0].lconv1d.linear_end.linear, nn.QuantizedLinear)
    for whole, small in (heard, seen):
        assert mx.linalg.norm(whole - small) < 0.1 * mx.linalg.norm(whole)


def test_bits_are_told_by_their_share_of_the_weights() -> None:
    card = checkpoint.inspect(paths.POCKET)
    assert card.bits == (16,) and card.precision == "16 bit"


def test_what_a_token_leaves_in_the_cache_is_counted_by_layers() -> None:
    """The figures of the published models: 12B, and E2B whose last 20 layers keep nothing."""
    big = {
        "num_hidden_layers": 48, "layer_types": (["sliding_attention"] * 5 + ["full_attention"]) * 8,
        "num_key_value_heads": 8, "head_dim": 256, "global_head_dim": 512, "num_global_key_value_heads": 1,
        "attention_k_eq_v": True,
    }  # fmt: skip
    small = {
        "num_hidden_layers": 35, "num_kv_shared_layers": 20, "num_key_value_heads": 1, "head_dim": 256,
        "layer_types": (["sliding_attention"] * 4 + ["full_attention"]) * 7, "global_head_dim": 512,
    }  # fmt: skip
    assert Anatomy({"text_config": big}, {}).token_bytes() == 344_064
    assert Anatomy({"text_config": small}, {}).token_bytes() == 4 * (12 * 256 + 3 * 512)
