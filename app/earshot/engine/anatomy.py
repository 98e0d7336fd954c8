"""What a checkpoint is made of, read from its config and the headers of its weights; no MLX and no tensor is read.

A config says what a model was built with, the headers say what is still there: text-only conversions keep the
description of towers that they left out.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earshot.domain.fit import Needs
from earshot.engine.weights import NUMBER_BYTES, head_of, weight_files

WINDOW_TOKENS = 1400
"""Prompt, half a minute of sound and what was said in it."""
FRAME_MARKS = 10
"""Tokens around the frame of a clip: its time and two marks."""
TOLD_TOKENS = 500
"""A request and a description."""
WIDEST_PASS = 97
"""Tokens whose scores are computed at once: a draft and the token before it."""
_SHARE = 0.1
_HALF = {"F16", "BF16"}


@dataclass(frozen=True)
class Tensor:
    """One entry of a header."""

    dtype: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    @property
    def bytes(self) -> int:
        return self.size * NUMBER_BYTES[self.dtype]


@dataclass(frozen=True)
class Anatomy:
    """A checkpoint's config and all of its tensors by name."""

    config: dict[str, Any]
    tensors: dict[str, Tensor]

    def has(self, *modules: str) -> bool:
        """True if each of the modules has weights, under whatever prefix."""
        return all(any(f".{name}".find(f".{module}.") >= 0 for name in self.tensors) for module in modules)

    @property
    def hears(self) -> bool:
        towers = ["audio_tower"] if self.config.get("model_type") == "gemma4" else []
        return bool(self.config.get("audio_config")) and self.has("embed_audio", *towers)

    @property
    def sees(self) -> bool:
        own = "vision_tower" if self.config.get("model_type") == "gemma4" else "vision_embedder"
        return bool(self.config.get("vision_config")) and self.has("embed_vision", own)

    @property
    def bits(self) -> tuple[int, ...]:
        """Bits of a weight as it is stored, every width that at least a tenth of the weights have, smallest first."""
        counts: Counter[int] = Counter()
        for name, tensor in self.tensors.items():
            module = name.removesuffix(".weight")
            if module == name and not name.endswith(("gate_up_proj", "down_proj")):
                continue
            if f"{module}.scales" in self.tensors:
                width = self._quantised(module)
                counts[width] += tensor.size * 32 // width
            else:
                counts[8 * NUMBER_BYTES[tensor.dtype]] += tensor.size
        return tuple(sorted(width for width, count in counts.items() if count >= _SHARE * counts.total()))

    def _quantised(self, module: str) -> int:
        settings = self.config.get("quantization") or self.config.get("quantization_config") or {}
        tail = module.removeprefix("model.").removeprefix("language_model.").removeprefix("model.")
        for path, own in settings.items():
            if isinstance(own, dict) and path.endswith(tail):
                return int(own.get("bits", settings.get("bits", 4)))
        return int(settings.get("bits", 4))

    def weight_bytes(self, *, widened: bool = False) -> int:
        """Bytes of all tensors in memory; `widened` where 16 bits are computed in 32, as on a CPU."""
        return sum(part.bytes * (2 if widened and part.dtype in _HALF else 1) for part in self.tensors.values())

    def token_bytes(self) -> int:
        """Bytes of keys and values that one token leaves in the cache, at 16 bits."""
        text = self.config["text_config"]
        layers = int(text["num_hidden_layers"]) - int(text.get("num_kv_shared_layers") or 0)
        total = 0
        for kind in text["layer_types"][:layers]:
            heads, size = int(text["num_key_value_heads"]), int(text["head_dim"])
            if kind == "full_attention":
                size = int(text.get("global_head_dim") or size)
                if text.get("attention_k_eq_v"):
                    heads = int(text.get("num_global_key_value_heads") or heads)
            total += 2 * 2 * heads * size
        return total

    def needs(self, frames: int, frame_tokens: int, *, widened: bool = False) -> Needs:
        """What its use takes: weights, the caches of an ear and of eyes that watch `frames` in one conversation, and
        room to compute in; `widened` as in `weight_bytes`, for the caches too."""
        tokens = WINDOW_TOKENS + (frames * (frame_tokens + FRAME_MARKS) + TOLD_TOKENS if self.sees else 0)
        scores = WIDEST_PASS * int(self.config["text_config"].get("vocab_size", 262_144)) * 4
        cache = tokens * self.token_bytes() * (2 if widened else 1)
        return Needs(self.weight_bytes(widened=widened), cache, 4 * scores)


def anatomy(folder: Path, config: dict[str, Any]) -> Anatomy:
    """Reads the heads of files that were checked before (see `checkpoint.inspect`); `config` is complete."""
    tensors: dict[str, Tensor] = {}
    for file in weight_files(folder):
        for name, entry in head_of(file)[0].items():
            tensors[name] = Tensor(str(entry["dtype"]), tuple(entry["shape"]))
    return Anatomy(config, tensors)
