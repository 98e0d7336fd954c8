"""A checkpoint with random weights, for measuring speed where no real one can be had.

The shape is Gemma 4 unified's, about 150 million parameters; config, tokenizer and template are the embedded
model's, and mlx-vlm's own class says which weights there are.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import mlx.core as mx
from mlx.utils import tree_flatten

HIDDEN, WIDE, HEADS, HEAD = 1024, 4096, 8, 128
KINDS = ["sliding_attention"] * 5 + ["full_attention"]
LAYERS = 10


def build(source: Path, folder: Path, seed: int = 1) -> Path:
    """Writes the checkpoint into `folder`, made after the small one in `source`; returns the folder."""
    from mlx_vlm.utils import get_model_and_args

    folder.mkdir(parents=True, exist_ok=True)
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    kinds = [*(KINDS * LAYERS)[: LAYERS - 1], KINDS[-1]]  # transformers has no other last layer
    full = {"head_dim": 2 * HEAD, "num_key_value_heads": 1}
    config["text_config"] |= {
        "hidden_size": HIDDEN, "intermediate_size": WIDE, "num_hidden_layers": LAYERS, "layer_types": kinds,
        "num_attention_heads": HEADS, "num_key_value_heads": 2, "head_dim": HEAD, "global_head_dim": 2 * HEAD,
        "num_global_key_value_heads": 1, "sliding_window": 512,
        "per_layer_config": {str(n): full for n, kind in enumerate(kinds) if kind == KINDS[-1]},
    }  # fmt: skip
    config["vision_config"] |= {"mm_embed_dim": 256, "output_proj_dims": 256}
    (folder / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
    for path in source.iterdir():
        if path.suffix in (".json", ".jinja") and path.name not in ("config.json", "earshot.json"):
            shutil.copy(path, folder)
    arch, _ = get_model_and_args(config=dict(config))
    settings = arch.ModelConfig.from_dict(config)
    for part in ("text", "vision", "audio"):
        kind = getattr(arch, f"{part.capitalize()}Config")
        setattr(settings, f"{part}_config", kind.from_dict(config[f"{part}_config"]))
    key = mx.random.key(seed)
    weights = {}
    for name, value in tree_flatten(arch.Model(settings).parameters()):
        key, own = mx.random.split(key)
        size = value.shape[-1] ** -0.5 if value.ndim > 1 else 0.0
        weights[name] = mx.random.normal(value.shape, mx.float32, 0.0, size, own) if size else mx.ones(value.shape)
    mx.save_safetensors(str(folder / "model.safetensors"), weights, {"format": "mlx"})
    return folder
