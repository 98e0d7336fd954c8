"""What a config.json means, written out in full: what it leaves unsaid, transformers and mlx-vlm take differently.

transformers saves the sizes of full layers as `per_layer_config` and leaves out what equals its own defaults;
mlx-vlm reads `global_head_dim` and `num_global_key_value_heads` and has other defaults.  Defaults here are those of
transformers 5.23.  No MLX here.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from earshot.domain.errors import ModelError
from earshot.engine.weights import INDEX

_AGAIN = "consolidated.safetensors"
"""The same weights under the makers' own names, in one file; mlx-vlm passes it over."""
FRAME_SAMPLES = 640
"""Samples a sound token stands for; sound is cut on multiples of it before a model is known."""

_TOP: dict[str, Any] = {
    "boi_token_id": 255_999,
    "eoi_token_id": 258_882,
    "image_token_id": 258_880,
    "video_token_id": 258_884,
    "boa_token_id": 256_000,
    "eoa_token_index": 258_883,
    "audio_token_id": 258_881,
    "tie_word_embeddings": True,
    "vision_config": None,
    "audio_config": None,
}
_TEXT: dict[str, Any] = {
    "vocab_size": 262_144,
    "hidden_size": 2304,
    "intermediate_size": 9216,
    "num_hidden_layers": 30,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "head_dim": 256,
    "hidden_activation": "gelu_pytorch_tanh",
    "max_position_embeddings": 262_144,
    "rms_norm_eps": 1e-6,
    "pad_token_id": 0,
    "eos_token_id": 1,
    "bos_token_id": 2,
    "attention_bias": False,
    "sliding_window": 1024,
    "final_logit_softcapping": None,
    "use_bidirectional_attention": "vision",
    "attention_k_eq_v": False,
    "num_kv_shared_layers": 0,
    "use_double_wide_mlp": False,
    "global_head_dim": 512,
    "num_global_key_value_heads": None,
    "hidden_size_per_layer_input": 0,
}
_TEXT_BEHIND_TOWERS: dict[str, Any] = _TEXT | {
    "max_position_embeddings": 131_072,
    "sliding_window": 512,
    "use_bidirectional_attention": None,
    "vocab_size_per_layer_input": 262_144,
    "hidden_size_per_layer_input": 256,
    "enable_moe_block": False,
    "rope_parameters": {
        "full_attention": {"rope_type": "proportional", "partial_rotary_factor": 0.25, "rope_theta": 1_000_000.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0},
    },
}
_TOWER: dict[str, Any] = {"patch_size": 16, "pooling_kernel_size": 3, "position_embedding_size": 10_240}
"""Of the encoder that sees; for the rest of both encoders transformers and mlx-vlm agree."""
_VISION: dict[str, Any] = {
    "patch_size": 16,
    "pooling_kernel_size": 3,
    "mm_embed_dim": 3840,
    "mm_posemb_size": 1120,
    "rms_norm_eps": 1e-6,
    "output_proj_dims": 3840,
}
_SOUND: dict[str, Any] = {"audio_embed_dim": FRAME_SAMPLES, "rms_norm_eps": 1e-6}
_LAYER_SIZES = ("head_dim", "num_key_value_heads")


def complete(config: dict[str, Any]) -> dict[str, Any]:
    """The same config with nothing left unsaid, as mlx-vlm reads it; the given one stays as it is.

    Raises ModelError for what mlx-vlm would take without a word and compute differently.
    """
    full = json.loads(json.dumps(config))
    unified = full.get("model_type") == "gemma4_unified"
    full = {**_TOP, **full}
    full["text_config"] = {**(_TEXT if unified else _TEXT_BEHIND_TOWERS), **full["text_config"]}
    senses = {"vision_config": _VISION, "audio_config": _SOUND} if unified else {"vision_config": _TOWER}
    for name, defaults in senses.items():
        if full[name] is not None:
            full[name] = {**defaults, **full[name]}
    _complete_senses(full, unified=unified)
    text = full["text_config"]
    if text.get("layer_types") is None:
        count = text["num_hidden_layers"]
        text["layer_types"] = ["sliding_attention" if (n + 1) % 6 else "full_attention" for n in range(count)]
        text["layer_types"][-1] = "full_attention"
    if text.get("per_layer_config") is not None:  # an empty one says that all layers are of one size
        _name_sizes(text)
    if text.get("use_bidirectional_attention") == "all":
        raise _unknown("every word sees what follows it")
    if text.get("hidden_activation", "gelu_pytorch_tanh") != "gelu_pytorch_tanh" or text.get("attention_bias"):
        raise _unknown("its layers are of another make")
    return full


def _complete_senses(full: dict[str, Any], *, unified: bool) -> None:
    sound, vision = full["audio_config"], full["vision_config"]
    if unified and sound is not None:
        width = sound.get("audio_samples_per_token", sound["audio_embed_dim"])
        if width != FRAME_SAMPLES or sound["audio_embed_dim"] != FRAME_SAMPLES:
            raise _unknown(f"a token of sound stands for {width} samples and not for {FRAME_SAMPLES}")
        sound.update(audio_samples_per_token=width, hidden_size=width, output_proj_dims=width)
    if vision is not None:
        vision["model_patch_size"] = vision["patch_size"] * vision["pooling_kernel_size"]
    elif not unified:  # mlx-vlm builds the tower of a text-only conversion before it drops it
        full["vision_config"] = {}


def _name_sizes(text: dict[str, Any]) -> None:
    """`per_layer_config` -> the two sizes of full layers; it must give all layers of a kind the same."""
    given, kinds = text["per_layer_config"], text["layer_types"]
    sizes: dict[str, set[tuple[int, ...]]] = {}
    for number, kind in enumerate(kinds):
        own = {**given.get(kind, {}), **given.get(str(number), {})}
        if any(value != text.get(name) for name, value in own.items() if name not in _LAYER_SIZES):
            raise _unknown("its layers differ from each other")
        sizes.setdefault(kind, set()).add(tuple(own.get(name, text[name]) for name in _LAYER_SIZES))
    usual = (text["head_dim"], text["num_key_value_heads"])
    full = sizes.get("full_attention", {usual})
    if len(full) > 1 or sizes.get("sliding_attention", {usual}) != {usual}:
        raise _unknown("its layers differ from each other")
    text["global_head_dim"], heads = next(iter(full))
    text["num_global_key_value_heads"] = heads
    if heads != text["num_key_value_heads"] and not text.get("attention_k_eq_v"):
        raise _unknown("its full layers have heads of their own for keys and for values")


def _unknown(what: str) -> ModelError:
    return ModelError(f"This model is of a build that this release cannot run: {what}.")


@contextlib.contextmanager
def beside(folder: Path, config: dict[str, Any], weights: list[Path]) -> Iterator[Path]:
    """A folder with the files of `folder` (as links) and `config` as its config.json, for a loader that reads one.

    Of the files in safetensors format only `weights`, which were checked.  There is always a list of them: without
    one mlx-vlm looks for them by a pattern, in which “[” or “*” in the name of a folder means something else.
    """
    with tempfile.TemporaryDirectory(prefix="earshot-") as place:
        if not (folder / INDEX).is_file():
            names = [path.name for path in weights if not path.name.endswith(_AGAIN)]
            listed = {"weight_map": {str(number): name for number, name in enumerate(names)}}
            (Path(place) / INDEX).write_text(json.dumps(listed), encoding="utf-8")
        for path in folder.iterdir():
            if path.name != "config.json" and (path.suffix != ".safetensors" or path in weights):
                (Path(place) / path.name).symlink_to(path.absolute())
        (Path(place) / "config.json").write_text(json.dumps(config), encoding="utf-8")
        yield Path(place)
