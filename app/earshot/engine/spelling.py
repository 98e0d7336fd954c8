"""A checkpoint's config in the words that mlx-vlm knows: newer writers say the same in others.

The checkpoint's own folder is never written to: the library reads a folder of links beside a config of ours.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_WIDTHS = (("global_head_dim", "head_dim"), ("num_global_key_value_heads", "num_key_value_heads"))


def respelled(config: dict[str, Any]) -> dict[str, Any]:
    """The config of a Gemma 4 as its first files spelled it; what is there already stays.

    transformers 5.23 writes what full layers differ in layer by layer, and a text-only conversion of a model with
    towers may have no description of them, which mlx-vlm's class needs to be built and then drops.
    """
    text = dict(config["text_config"])
    own = text.get("per_layer_config") or {}
    kinds = text.get("layer_types") or []
    full: dict[str, Any] = next((own[key] for key in own if kinds and kinds[int(key)] == "full_attention"), {})
    for name, written in _WIDTHS:
        if text.get(name) is None and written in full:
            text[name] = full[written]
    whole = {**config, "text_config": text}
    if config.get("model_type") == "gemma4" and config.get("vision_config") is None:
        whole["vision_config"] = {}
    return whole


@contextmanager
def folder_for_the_library(config: dict[str, Any], weights: list[Path]) -> Iterator[Path]:
    """A folder for mlx-vlm's loader, gone afterwards: links to the weights, and the config respelled."""
    with tempfile.TemporaryDirectory(prefix="earshot-") as name:
        folder = Path(name)
        for file in weights:
            (folder / file.name).symlink_to(file.resolve())
        (folder / "config.json").write_text(json.dumps(respelled(config)), encoding="utf-8")
        yield folder
