"""Attention in slices: however long a clip is, no more than a fixed number of scores exists at once.

Where MLX has no fused kernel (on a CPU, and for heads of 512 anywhere) every layer writes out queries x keys scores:
for a frame behind four thousand positions that is more than all else the pass needs.  A slice of the queries sees
exactly what it saw before, so nothing changes but the memory.
"""

from __future__ import annotations

from typing import Any

import mlx.core as mx
from mlx_vlm.models.gemma4 import language

from earshot.engine.cache import WholeCache

MOST_SCORES = 1 << 18
"""1 MB of float32: a window of dictation takes a few slices."""

_library = language.scaled_dot_product_attention


def sliced(
    queries: mx.array, keys: mx.array, values: mx.array, cache: Any, scale: float, mask: Any, sinks: Any = None
) -> mx.array:
    """The library's attention for (1, heads, n, d) queries; mlx-vlm's own caches are passed on as they are."""
    heads, count, length = queries.shape[1], queries.shape[2], keys.shape[2]
    most = max(1, MOST_SCORES // (heads * length))
    if not isinstance(cache, WholeCache) or count <= most:
        return _library(queries, keys, values, cache=cache, scale=scale, mask=mask, sinks=sinks)
    pieces = []
    for start in range(0, count, most):
        end = min(count, start + most)
        seen = length - count + end if isinstance(mask, str) else length  # "causal" ends with the last query
        part = mask if mask is None or isinstance(mask, str) else mask[..., start:end, :]
        pieces.append(
            _library(
                queries[:, :, start:end], keys[:, :, :seen], values[:, :, :seen],
                cache=cache, scale=scale, mask=part, sinks=sinks,
            )
        )  # fmt: skip
        if mx.default_device().type is mx.DeviceType.cpu:
            mx.eval(pieces[-1])  # or MLX makes room for all slices before the first one is done
    return mx.concatenate(pieces, axis=2)


def slice_all() -> None:
    """From now on the models of this process attend in slices; done once, before one is loaded."""
    language.scaled_dot_product_attention = sliced
