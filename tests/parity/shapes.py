"""Small checkpoints with random weights, made anew from a seed: the same here and where the references are made.

No PyTorch and no MLX here: weights are numpy arrays under the names transformers saves them by.
"""

from __future__ import annotations

import json
import shutil
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from earshot import paths

HIDDEN, INNER, WORDS = 64, 96, 1266
HEADS, KEY_HEADS, HEAD, FULL_HEAD = 4, 2, 16, 32
SEEN = 32
"""Width of the visual embedder."""
PLACES = 1120
MARKS = {
    "boi_token_id": 8, "image_token_id": 9, "eoi_token_id": 10, "boa_token_id": 11, "audio_token_id": 12,
    "eoa_token_index": 13, "video_token_id": 14,
}  # fmt: skip
"""Ids of the marks in the pocket model's tokenizer, which all of these use."""

Weights = dict[str, np.ndarray]


@dataclass(frozen=True)
class Shape:
    """What is special about a checkpoint; `kinds` has a letter a layer, s(liding) or f(ull)."""

    name: str
    kinds: str = "sfsfs"
    window: int = 24
    cap: float | None = 30.0
    keys_are_values: bool = True
    full_heads: int = 1
    overlay: str | None = "vision"
    tied: bool = True
    shared: int = 0


SHAPES = {
    shape.name: shape
    for shape in (
        Shape("usual"),
        Shape("apart", keys_are_values=False, full_heads=KEY_HEADS, cap=None),
        Shape("two-heads", kinds="ssfssf", full_heads=2, window=100),
        Shape("causal", overlay=None),
        Shape("own-head", tied=False),
        Shape("shared", kinds="sfsfsf", shared=2, keys_are_values=False, full_heads=KEY_HEADS, window=40),
    )
}


def config(shape: Shape) -> dict[str, Any]:
    """config.json as transformers writes it: sizes of full layers in `per_layer_config` and nowhere else."""
    kinds = ["sliding_attention" if letter == "s" else "full_attention" for letter in shape.kinds]
    own = {"head_dim": FULL_HEAD, "num_key_value_heads": shape.full_heads}
    return {
        "architectures": ["Gemma4UnifiedForConditionalGeneration"],
        "model_type": "gemma4_unified",
        "dtype": "float32",
        "text_config": {
            "model_type": "gemma4_unified_text", "vocab_size": WORDS, "hidden_size": HIDDEN,
            "intermediate_size": INNER, "num_hidden_layers": len(kinds), "layer_types": kinds,
            "num_attention_heads": HEADS, "num_key_value_heads": KEY_HEADS, "head_dim": HEAD,
            "per_layer_config": {str(n): own for n, kind in enumerate(kinds) if kind == "full_attention"},
            "attention_k_eq_v": shape.keys_are_values, "sliding_window": shape.window,
            "final_logit_softcapping": shape.cap, "use_bidirectional_attention": shape.overlay,
            "num_kv_shared_layers": shape.shared, "use_double_wide_mlp": bool(shape.shared),
            "tie_word_embeddings": shape.tied,
        },
        "vision_config": {
            "model_type": "gemma4_unified_vision", "mm_embed_dim": SEEN, "mm_posemb_size": PLACES,
            "output_proj_dims": SEEN,
        },
        "audio_config": {"model_type": "gemma4_unified_audio", "audio_embed_dim": 640},
        "tie_word_embeddings": shape.tied,
        **MARKS,
    }  # fmt: skip


def weights(shape: Shape) -> Weights:
    """Every weight, float32; norms and the scalars of layers are far from one, so that a forgotten one shows."""
    rng = np.random.default_rng(zlib.crc32(shape.name.encode()))

    def linear(out: int, into: int) -> np.ndarray:
        return rng.normal(0, into**-0.5, (out, into))

    def norm(size: int) -> np.ndarray:
        return rng.uniform(0.5, 1.5, size)

    found: dict[str, np.ndarray] = {"model.language_model.embed_tokens.weight": rng.normal(0, 0.4, (WORDS, HIDDEN))}
    for number, letter in enumerate(shape.kinds):
        head, heads = (HEAD, KEY_HEADS) if letter == "s" else (FULL_HEAD, shape.full_heads)
        here, shared = f"model.language_model.layers.{number}", number >= len(shape.kinds) - shape.shared
        inner = INNER * (2 if shared else 1)
        found[f"{here}.self_attn.q_proj.weight"] = linear(HEADS * head, HIDDEN)
        found[f"{here}.self_attn.q_norm.weight"] = norm(head)
        if not shared:
            found[f"{here}.self_attn.k_proj.weight"] = linear(heads * head, HIDDEN)
            found[f"{here}.self_attn.k_norm.weight"] = norm(head)
            if letter == "s" or not shape.keys_are_values:
                found[f"{here}.self_attn.v_proj.weight"] = linear(heads * head, HIDDEN)
        found[f"{here}.self_attn.o_proj.weight"] = linear(HIDDEN, HEADS * head)
        found[f"{here}.mlp.gate_proj.weight"] = linear(inner, HIDDEN)
        found[f"{here}.mlp.up_proj.weight"] = linear(inner, HIDDEN)
        found[f"{here}.mlp.down_proj.weight"] = linear(HIDDEN, inner)
        for name, much in (("input", 1), ("post_attention", 5), ("pre_feedforward", 1), ("post_feedforward", 5)):
            found[f"{here}.{name}_layernorm.weight"] = norm(HIDDEN) * much
        found[f"{here}.layer_scalar"] = rng.uniform(0.6, 1.4, 1)
    found["model.language_model.norm.weight"] = norm(HIDDEN)
    found["model.embed_audio.embedding_projection.weight"] = linear(HIDDEN, 640) * 5
    found["model.embed_vision.embedding_projection.weight"] = linear(HIDDEN, SEEN) * 5
    for name, size in (("patch_ln1", 6912), ("patch_ln2", SEEN), ("pos_norm", SEEN)):
        found[f"model.vision_embedder.{name}.weight"] = norm(size)
        found[f"model.vision_embedder.{name}.bias"] = rng.normal(0, 0.3, size)
    found["model.vision_embedder.patch_dense.weight"] = linear(SEEN, 6912)
    found["model.vision_embedder.patch_dense.bias"] = rng.normal(0, 0.3, SEEN)
    found["model.vision_embedder.pos_embedding"] = rng.normal(0, 0.5, (PLACES, 2, SEEN))
    if not shape.tied:
        found["lm_head.weight"] = rng.normal(0, 0.5, (WORDS, HIDDEN))
    return {name: value.astype(np.float32) for name, value in found.items()}


def write(shape: Shape, folder: Path, *, picture_tokens: int = 280) -> Path:
    """The checkpoint as a folder that transformers and Earshot both open, with the pocket model's tokenizer."""
    folder.mkdir(parents=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        shutil.copy(paths.POCKET / name, folder)
    processor = json.loads((paths.POCKET / "processor_config.json").read_text())
    processor["image_processor"]["max_soft_tokens"] = picture_tokens
    (folder / "processor_config.json").write_text(json.dumps(processor))
    (folder / "config.json").write_text(json.dumps(config(shape)))
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": [1], "pad_token_id": 0}))
    save_file(weights(shape), folder / "model.safetensors", {"format": "pt"})
    return folder
