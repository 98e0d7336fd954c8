"""The model's memory of what it has read: kept whole, so that it can always be trimmed back.

Google's masks, as vLLM and transformers' own helper have them (decision 0003): full layers are causal; sliding
layers are (causal or same picture) and within the window.  The libraries' defaults differ from that, and a plain
KVCache forgets the window when a single token is read.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

import mlx.core as mx
from mlx_lm.models.cache import KVCache


class Sight(Enum):
    """Which tokens of one picture see those after them."""

    NONE = "none"
    """None: everything is causal, as the config of a checkpoint may ask for."""
    SLIDING = "sliding"
    """Google's: on sliding layers, within the window."""
    EVERYWHERE = "everywhere"
    """The libraries' defaults: on all layers, and past the window; for comparisons only (decision 0003)."""


class WholeCache(KVCache):
    """mlx-lm's KVCache, trimmable at any length, with the masks of one layer kind.

    `together` is True while the tokens of one picture are read: they see each other as `sight` says.
    """

    def __init__(self, window: int | None, sight: Sight = Sight.SLIDING) -> None:
        super().__init__()
        self.window = window
        self.sight = sight
        self.together = False
        self._room = 0

    def make_room(self, tokens: int) -> None:
        """So many positions in all will be needed: they are taken at once, and nothing is copied on the way there."""
        self._room = tokens

    def update_and_fetch(self, keys: mx.array, values: mx.array) -> tuple[mx.array, mx.array]:
        """Keeps everything; gives back what the new ones may see: on a sliding layer, no more than the window."""
        first = self._first(self.offset)
        there = 0 if self.keys is None else self.keys.shape[2]
        grows = self.offset + keys.shape[2] > there
        self.step = max(KVCache.step, self._room - self.offset) if grows else KVCache.step
        whole_keys, whole_values = super().update_and_fetch(keys, values)
        return whole_keys[..., first:, :], whole_values[..., first:, :]

    def _first(self, offset: int) -> int:
        """The first position that a token at `offset` may see."""
        return 0 if self.window is None else max(0, offset + 1 - self.window)

    def make_mask(self, count: int, window_size: int | None = None, return_array: bool = False) -> Any:
        """None, "causal" or a (count, seen) boolean array, as mlx-vlm's models take it; seen as `update_and_fetch`."""
        whole, first = self.offset + count, self._first(self.offset)
        ahead = self.together and (
            self.sight is Sight.EVERYWHERE or (self.sight is Sight.SLIDING and self.window is not None)
        )
        bounded = self.window is not None and whole - first > self.window
        if not bounded and not ahead:
            return None if count == 1 else "causal"
        query = mx.arange(self.offset, whole)[:, None]
        key = mx.arange(first, whole)[None]
        within = key > query - self.window if self.window is not None else mx.array(True)
        if not ahead:
            return (key <= query) & within
        same = key >= self.offset
        if self.sight is Sight.EVERYWHERE:
            return ((key <= query) & within) | same
        return ((key <= query) | same) & within


def caches_for(model: Any, *, library_masks: bool = False) -> list[WholeCache]:
    """One cache for every layer that keeps keys of its own; layers that share those of an earlier one have none."""
    config = model.config.text_config
    sight = Sight.EVERYWHERE if library_masks else Sight.SLIDING
    if config.use_bidirectional_attention != "vision":
        sight = Sight.NONE
    own = len(model.layers) - (config.num_kv_shared_layers or 0)
    return [
        WholeCache(config.sliding_window if layer.layer_type == "sliding_attention" else None, sight)
        for layer in model.layers[:own]
    ]


def contents(caches: list[WholeCache]) -> list[tuple[mx.array, mx.array]]:
    """Keys and values of everything read, cache by cache; evaluated, and of no more than was read."""
    kept = [(c.keys[..., : c.offset, :], c.values[..., : c.offset, :]) for c in caches]
    kept = [(mx.contiguous(keys), mx.contiguous(values)) for keys, values in kept]
    mx.eval(kept)
    return kept
