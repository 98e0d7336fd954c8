"""Whether a stranger's checkpoint makes sense: sizes before anything is built, marks and weights before it is used.

MLX checks no index: a mark beyond the vocabulary, or a place beyond the table of places, would read foreign memory.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from earshot.domain.card import Card
from earshot.domain.errors import ModelError
from earshot.engine.files import read_json
from earshot.engine.patches import PATCH

_TOKENIZERS = {None, "PreTrainedTokenizerFast", "TokenizersBackend"}
_MOST_TOKENS = 1 << 22
_ENDLESS = re.compile(r"[+*}][^()|]*\)+[+*{]")
"""A repeated group that ends in something repeated: the classic way to search without end."""
HARD = ("a" * 300 + "!", " " * 300 + "!", "ab " * 100 + "!", "x" * 300, "1.2,3 " * 50)
"""Texts that a bad pattern of a tokenizer fails at, tried before a user's text is."""
_FINITE_AT_ONCE = 1 << 26
"""Numbers looked at in one go: 64 million."""
_BOUNDS = ("input_min", "input_max", "output_min", "output_max")
"""What a layer of a tower takes in and gives out at most: infinite where nothing is cut off, as transformers begins."""

_SIDE, _COUNT, _LAYERS = (1, 1 << 20), (1, 4096), (1, 512)
_RANGES = {
    "vocab_size": (1, _MOST_TOKENS), "vocab_size_per_layer_input": (0, _MOST_TOKENS), "num_hidden_layers": _LAYERS,
    "num_kv_shared_layers": (0, 512), "hidden_size": _SIDE, "intermediate_size": _SIDE, "head_dim": _SIDE,
    "global_head_dim": _SIDE, "num_attention_heads": _COUNT, "num_key_value_heads": _COUNT,
    "num_global_key_value_heads": _COUNT, "hidden_size_per_layer_input": (0, 1 << 20), "num_experts": (0, 4096),
    "top_k_experts": (0, 4096), "moe_intermediate_size": (0, 1 << 20), "sliding_window": (1, 1 << 26),
    "sliding_window_pattern": _LAYERS, "max_position_embeddings": (1, 1 << 26), "mm_embed_dim": _SIDE,
    "mm_posemb_size": _SIDE, "position_embedding_size": _SIDE, "output_proj_dims": _SIDE, "patch_size": _COUNT,
    "pooling_kernel_size": _COUNT, "model_patch_size": _COUNT, "audio_embed_dim": _SIDE,
    "audio_samples_per_token": _SIDE, "conv_kernel_size": _COUNT, "attention_chunk_size": _SIDE,
}  # fmt: skip
"""The largest and smallest number that can be meant, by its name in any part of config.json."""
_SPECTRUM = {
    "sampling_rate": 16_000, "feature_size": 128, "frame_length": 320, "frame_length_ms": 20.0, "hop_length": 160,
    "hop_length_ms": 10.0, "fft_length": 512, "fft_overdrive": False,
}  # fmt: skip
_TURNS = {"rope_theta", "partial_rotary_factor", "factor"}
_KINDS = {"sliding_attention", "full_attention"}


def check_config(folder: Path, config: dict[str, Any]) -> None:
    """Raises ModelError for numbers that nobody can have meant; called before anything is built of them."""
    damaged = ModelError(f"The config.json of the model in “{folder.name}” is damaged.")
    parts = [config, *(config.get(name) for name in ("text_config", "vision_config", "audio_config"))]
    if any(not isinstance(part, dict | None) for part in parts):
        raise damaged
    for part in filter(None, parts):
        for name, (least, most) in _RANGES.items():
            value = part.get(name)
            if value is not None and (type(value) is not int or not least <= value <= most):
                raise damaged
        if not _turns(part.get("rope_parameters")):
            raise damaged
    if any(isinstance(number, float) and not math.isfinite(number) for number in _leaves(config)):
        raise damaged
    text = config["text_config"]
    kinds, layers = text.get("layer_types"), text.get("num_hidden_layers")
    if kinds is not None and not (isinstance(kinds, list) and len(kinds) == layers and set(map(str, kinds)) <= _KINDS):
        raise damaged


def _turns(rope: object) -> bool:
    """True if the places of tokens are given as mlx-vlm reads them, for all layers or for each kind."""
    groups = [rope, *(rope.values() if isinstance(rope, dict) else ())]
    for group in [group for group in groups if isinstance(group, dict)]:
        for name in _TURNS & group.keys():
            if type(group[name]) not in (int, float) or group[name] <= 0:
                return False
    return isinstance(rope, dict | None)


def check_limits(card: Card, config: dict[str, Any]) -> None:
    """Raises ModelError if sound or pictures are cut in another way than is done here."""
    vision, audio = config.get("vision_config") or {}, config.get("audio_config") or {}
    if card.sees and (
        vision.get("patch_size", 16) * vision.get("pooling_kernel_size", 3) != PATCH
        or vision.get("model_patch_size", PATCH) != PATCH
    ):
        raise ModelError(f"The model in “{card.folder.name}” takes pictures in a way that Earshot does not know.")
    if card.family == "gemma4_unified":
        odd = any(audio.get(name, 640) != 640 for name in ("audio_samples_per_token", "audio_embed_dim"))
    else:
        given = spectrum(card.folder)
        odd = any(given.get(name, usual) != usual for name, usual in _SPECTRUM.items())
    if card.hears and odd:
        raise ModelError(f"The model in “{card.folder.name}” takes sound in a way that Earshot does not know.")


def spectrum(folder: Path) -> dict[str, Any]:
    """How an audio tower wants its spectrogram, as the checkpoint's processor is set.  Raises ModelError."""
    file = folder / "processor_config.json"
    found = (read_json(file) if file.is_file() else {}).get("feature_extractor") or {}
    if not isinstance(found, dict):
        raise ModelError(f"The file {file.name} of the model in “{folder.name}” is damaged.")
    return found


def _leaves(content: object) -> Iterator[object]:
    waiting = [content]
    while waiting:
        match waiting.pop():
            case dict() as names:
                waiting += names.values()
            case list() as items:
                waiting += items
            case leaf:
                yield leaf


def check_tokenizer(folder: Path) -> None:
    """Raises ModelError for a tokenizer of another kind, or with numbers that would fill the memory."""
    damaged = ModelError(f"The tokenizer of the model in “{folder.name}” is damaged.")
    kind = read_json(folder / "tokenizer_config.json").get("tokenizer_class")
    if not isinstance(kind, str | None) or (kind not in _TOKENIZERS and not str(kind).startswith("Gemma")):
        raise ModelError(f"The tokenizer of the model in “{folder.name}” is of a kind that Earshot does not know.")
    content = read_json(folder / "tokenizer.json")
    model, added = content.get("model"), content.get("added_tokens") or []
    if not isinstance(model, dict) or not isinstance(added, list):
        raise damaged
    vocabulary = model.get("vocab") or {}
    known = list(vocabulary.values()) if isinstance(vocabulary, dict) else list(range(len(vocabulary)))
    extra = [token.get("id") if isinstance(token, dict) else None for token in added]
    if any(type(number) is not int or not 0 <= number < _MOST_TOKENS for number in [*known, *extra]):
        raise damaged
    if any(_ENDLESS.search(str(leaf)) for leaf in _patterns(content)):
        raise ModelError(f"The tokenizer of the model in “{folder.name}” could search without end.")
    if len(set(known)) != len(known) or len(set(extra)) != len(extra):
        raise damaged


def _patterns(content: dict[str, Any]) -> Iterator[object]:
    """The regular expressions of a tokenizer, wherever they stand; its vocabulary is not searched."""
    waiting: list[object] = [content.get(name) for name in ("normalizer", "pre_tokenizer", "post_processor", "decoder")]
    while waiting:
        match waiting.pop():
            case dict() as names:
                if "Regex" in names:
                    yield names["Regex"]
                waiting += names.values()
            case list() as items:
                waiting += items
            case _:
                pass


def check_marks(card: Card, marks: Iterable[object], rows: int) -> None:
    """Raises ModelError for a mark that is no row of the vocabulary."""
    if any(type(mark) is not int or not 0 <= mark < rows for mark in marks):
        raise ModelError(f"The config.json of the model in “{card.folder.name}” names marks that it does not have.")


def check_prompt(card: Card, ids: Sequence[int], hole: int | None, rows: int) -> None:
    """Raises ModelError if a rendered prompt does not have its one place for what is heard or seen."""
    if not ids or max(ids) >= rows or (hole is not None and list(ids).count(hole) != 1):
        raise ModelError(f"The chat template of the model in “{card.folder.name}” does not fit its tokenizer.")


def check_numbers(arrays: Iterable[tuple[str, Any]], folder: Path) -> None:
    """Raises ModelError if a weight is no number; (name, mx.array) as a model has them.  Thinking lane."""
    import mlx.core as mx

    for name, array in arrays:
        if not mx.issubdtype(array.dtype, mx.floating):
            continue
        flat, bound = array.reshape(-1), name.endswith(_BOUNDS)
        for start in range(0, flat.size, _FINITE_AT_ONCE):
            piece = flat[start : start + _FINITE_AT_ONCE]
            if not mx.all(~mx.isnan(piece) if bound else mx.isfinite(piece)).item():
                raise ModelError(
                    f"The weights of the model in “{folder.name}” are damaged: some are no numbers.",
                    "Get the model again.",
                )
