"""The model's memory of what it has read: kept whole, so that it can always be trimmed back.

Google's masks, as vLLM and transformers' own helper have them (decision 0003): full layers are causal; sliding
layers are (causal or same picture) and within the window.  The libraries' defaults differ from that, and a plain
KVCache forgets the window when a single token is read.
"""

from __future__ import annotations

from typing import Any

import mlx.core as mx
from mlx_lm.models.cache import KVCache


class WholeCache(KVCache):
    """mlx-lm's KVCache, trimmable at any length, with the masks of one layer kind.

    `together` is True while the tokens of one picture are read: they all see each other.
    """

    def __init__(self, window: int | None) -> None:
        super().__init__()
        self.window = window
        self.together = False

    def make_mask(self, count: int, window_size: int | None = None, return_array: bool = False) -> Any:
        """None, "causal" or a (count, offset + count) boolean array, as mlx-vlm's models take it."""
        whole = self.offset + count
        bounded = self.window is not None and whole > self.window
        if not bounded and not (self.together and self.window is not None):
            return None if count == 1 else "causal"
        query = mx.arange(self.offset, whole)[:, None]
        key = mx.arange(whole)[None]
        seen = key <= query
        if self.together and self.window is not None:
            seen = seen | (key >= self.offset)
        if self.window is not None:
            seen = seen & (key > query - self.window)
        return seen


def caches_for(model: Any) -> list[WholeCache]:
    """One cache for every layer that keeps keys of its own: the last layers of E2B and E4B look into earlier ones'."""
    window = model.config.text_config.sliding_window
    own = model.layers[: model.language_model.model.first_kv_shared_layer_idx]
    return [WholeCache(window if layer.layer_type == "sliding_attention" else None) for layer in own]
