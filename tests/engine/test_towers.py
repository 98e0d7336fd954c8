"""E2B, E4B, 26B and 31B: through their towers they hear and see what the makers' own code does."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from tests import checkpoints
from tests.tower_reference import FILE, SCORES, TOKENS, hear, see, sounds

from earshot.domain.errors import CannotError, ModelError
from earshot.domain.manner import Manner
from earshot.domain.steps import result
from earshot.engine import checkpoint, guards, towers
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.listening import Listening
from earshot.engine.mind import Mind
from earshot.engine.rehearing import Rehearing

REFERENCE = json.loads(FILE.read_text())
KINDS, HEARING = sorted(checkpoints.KINDS), ["E2B", "E4B"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Checkpoint]:
    """A small checkpoint of a kind, made and loaded once."""
    loaded: dict[str, Checkpoint] = {}

    def of(kind: str) -> Checkpoint:
        if kind not in loaded:
            loaded[kind] = checkpoint.load(checkpoints.made(tmp_path_factory.mktemp("tiny") / kind, kind))
        return loaded[kind]

    return of


Tiny = Callable[[str], Checkpoint]


def agrees(found: tuple[list[int], list[int], np.ndarray], wanted: dict[str, Any]) -> None:
    prompt, ids, scores = found
    assert prompt == wanted["prompt"]
    same = min(len(ids), len(wanted["ids"]))
    assert same >= 3 and ids[:same] == wanted["ids"][:same]
    assert np.abs(scores[:same, :SCORES] - np.array(wanted["scores"])[:same]).max() < 1e-2


@pytest.mark.parametrize("kind", KINDS)
def test_the_card_tells_from_the_files_who_hears(tiny: Tiny, kind: str) -> None:
    card = tiny(kind).card
    assert card.hears == (kind in HEARING) and card.sees
    assert card.family == "gemma4" and card.precision == "16 bit"


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("kind", HEARING)
def test_a_sound_is_heard_as_transformers_hears_it(tiny: Tiny, kind: str, number: int) -> None:
    agrees(hear(tiny(kind), sounds()[number]), REFERENCE[kind]["sounds"][number])


@pytest.mark.parametrize("what", ["clip", "picture"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_clip_and_a_picture_are_seen_as_transformers_sees_them(tiny: Tiny, kind: str, what: str) -> None:
    agrees(see(tiny(kind), still=what == "picture"), REFERENCE[kind][what])


@pytest.mark.parametrize("kind", HEARING)
def test_a_sound_is_heard_as_mlx_vlm_generates_it(tiny: Tiny, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from mlx_vlm.generate.ar import generate_step
    from mlx_vlm.models.gemma4.audio_feature_extractor import Gemma4AudioFeatureExtractor

    monkeypatch.setattr("tqdm.std.tqdm.monitor_interval", 0)  # or its progress bar leaves a thread behind
    loaded, sound = tiny(kind), sounds()[0]
    prompt, ids, _ = hear(loaded, sound)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = Gemma4AudioFeatureExtractor()([sound])
    said = generate_step(
        mx.array([prompt]), loaded.model, None, None, max_tokens=len(ids), temperature=0.0,
        input_features=mx.array(np.stack(made["input_features"])),
        input_features_mask=mx.array(np.stack(made["input_features_mask"])),
    )  # fmt: skip
    assert [int(token) for (token, _), _ in zip(said, ids, strict=False)] == ids


@pytest.mark.parametrize("kind", HEARING)
def test_a_window_that_grows_is_heard_as_one_that_came_at_once(tiny: Tiny, kind: str) -> None:
    ears, (_, sound) = Rehearing(tiny(kind), exact=True), sounds()
    ears.open("English")
    draft: tuple[int, ...] = ()
    for place in range(0, len(sound), 9_000):
        ears.feed(sound[place : place + 9_000])
        draft = result(ears.read(draft)).ids[:20]
    assert list(result(ears.close(draft, limit=TOKENS)).ids) == hear(tiny(kind), sound)[1]


def test_a_window_that_ends_earlier_is_as_if_nothing_had_followed(tiny: Tiny) -> None:
    ears, (_, sound) = Rehearing(tiny("E2B"), exact=True), sounds()
    ears.open("English")
    ears.feed(sound)
    assert list(result(ears.close(limit=TOKENS, at=640 * 50)).ids) == hear(tiny("E2B"), sound[: 640 * 50])[1]


def test_silence_and_almost_nothing_are_not_heard(tiny: Tiny) -> None:
    ears = Rehearing(tiny("E2B"))
    ears.open("English")
    ears.feed(np.zeros(16_000, np.float32))
    assert result(ears.close()).alarms == (guards.NO_SPEECH,)
    ears = Rehearing(tiny("E2B"), exact=True)
    ears.open("English")
    ears.feed(np.full(100, 0.5, np.float32))
    assert tiny("E2B").marks.sound not in result(ears.close(limit=2)).prompt_ids


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_edits_and_a_draft_changes_nothing(tiny: Tiny, kind: str) -> None:
    loaded = tiny(kind)
    assert result(Mind(loaded).pen().edit("um send the report", Manner.POLISH)).ids
    from earshot.engine.reader import Reader

    prompt = [2, *range(300, 380)]
    plain = list((reader := Reader(loaded)).answer(reader.words(prompt), 12))
    for draft in (plain, plain[:5], [7, *plain], list(range(400, 410))):
        reader = Reader(loaded)
        assert list(reader.answer(reader.words(prompt), 12, draft)) == plain


def test_the_mind_gives_each_kind_the_ears_it_needs(tiny: Tiny, pocket: Mind) -> None:
    assert type(Mind(tiny("E4B")).ears()) is Rehearing
    assert type(pocket.ears()) is Listening


def test_a_config_as_newer_transformers_write_it_is_understood(tiny: Tiny, tmp_path: Path) -> None:
    folder = checkpoints.made(tmp_path / "new", "31B")
    config = json.loads((folder / "config.json").read_text())
    text = config["text_config"]
    width, heads = text.pop("global_head_dim"), text.pop("num_global_key_value_heads")
    text["per_layer_config"] = {number: {"head_dim": width, "num_key_value_heads": heads} for number in ("2", "5")}
    config["vision_config"]["rope_parameters"]["rope_type"] = "axial"
    (folder / "config.json").write_text(json.dumps(config))
    agrees(see(checkpoint.load(folder)), REFERENCE["31B"]["clip"])
    assert checkpoint.inspect(folder).needs_bytes == tiny("31B").card.needs_bytes
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        path.name for path in tiny("31B").card.folder.iterdir()
    )


def test_a_translation_is_asked_for_as_of_other_ears(tiny: Tiny) -> None:
    ears, (sound, _) = Rehearing(tiny("E2B")), sounds()
    ears.open("English", target="French")
    ears.feed(sound)
    asked = tiny("E2B").tokenizer.decode(result(ears.close(limit=4)).prompt_ids)
    assert "French" in asked
    ears.open("English")
    ears.feed(sound)
    assert "French" not in tiny("E2B").tokenizer.decode(result(ears.close(limit=4)).prompt_ids)


@pytest.mark.parametrize(
    "settings",
    [
        {"hop_length": 80},
        {"frame_length_ms": 10.0},
        {"sampling_rate": 8_000},
        {"min_frequency": "low"},
        ["a list"],
        {"input_scale_factor": "x"},
    ],
)
def test_a_spectrogram_of_another_kind_is_refused(tmp_path: Path, settings: object) -> None:
    folder = checkpoints.made(tmp_path / "odd", "E2B")
    (folder / "processor_config.json").write_text(json.dumps({"feature_extractor": settings}))
    with pytest.raises(ModelError):
        checkpoint.load(folder)


def test_bounds_of_a_tower_that_are_infinite_cut_nothing_off(tmp_path: Path) -> None:
    """transformers begins with such bounds and saves them; what is not a number is damage there, too."""
    folder, found = checkpoints.made(tmp_path / "boundless", "E2B"), []
    for far in (float("inf"), 1e30, float("nan")):
        weights = mx.load(str(folder / "model.safetensors"))
        assert isinstance(weights, dict)
        for name in weights:
            if name.endswith(("_min", "_max")):
                weights[name] = mx.array(-far if name.endswith("_min") else far, mx.bfloat16)
        mx.eval(weights)
        mx.save_safetensors(str(folder / "model.safetensors"), weights)
        if np.isnan(far):
            with pytest.raises(ModelError, match="no numbers"):
                checkpoint.load(folder)
        else:
            found.append(hear(checkpoint.load(folder), sounds()[0]))
    (prompt, ids, scores), (_, _, wanted) = found
    assert prompt and ids and np.array_equal(scores, wanted)


def test_a_picture_beyond_the_towers_places_is_refused(tiny: Tiny) -> None:
    with pytest.raises(CannotError, match="long and narrow"):
        towers.seen(tiny("31B").model, np.zeros((2, 2000, 3), np.uint8), 1120, 48)


def test_what_a_config_leaves_out_is_what_transformers_takes(tmp_path: Path) -> None:
    folder = checkpoints.made(tmp_path / "plain", "E2B")
    whole = see(checkpoint.load(folder))
    config = json.loads((folder / "config.json").read_text())
    for name in ("rope_parameters", "enable_moe_block", "attention_k_eq_v", "num_global_key_value_heads"):
        del config["text_config"][name]
    (folder / "config.json").write_text(json.dumps(config))
    again = see(checkpoint.load(folder))
    assert whole[:2] == again[:2] and np.array_equal(whole[2], again[2])


@pytest.mark.parametrize("told", [True, False], ids=["described", "not described"])
def test_a_conversion_that_left_its_towers_out_neither_hears_nor_sees(tmp_path: Path, told: bool) -> None:
    """mlx-lm's conversions keep the config's description of what they drop."""
    folder = checkpoints.made(tmp_path / "text", "E2B")
    weights = mx.load(str(folder / "model.safetensors"))
    assert isinstance(weights, dict)
    text = {name: array for name, array in weights.items() if ".language_model." in name}
    mx.eval(text)
    mx.save_safetensors(str(folder / "model.safetensors"), text)
    if not told:
        config = json.loads((folder / "config.json").read_text())
        for name in ("image_token_id", "boi_token_id", "eoi_token_id", "audio_token_id"):
            del config[name]
        (folder / "config.json").write_text(json.dumps(config | {"vision_config": None, "audio_config": None}))
    mind = Mind(folder)
    assert not mind.card.hears and not mind.card.sees
    assert result(mind.pen().edit("um send the report", Manner.POLISH)).ids
