"""Attention in slices, and sliding layers that look no further back than they may, change nothing but the memory."""

from __future__ import annotations

import mlx.core as mx
import numpy as np
import pytest

from earshot.engine import attention
from earshot.engine.cache import Sight, WholeCache
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.reader import Reader


@pytest.mark.parametrize("window", [None, 40])
@pytest.mark.parametrize("together", [False, True])
def test_slices_see_what_the_whole_saw(window: int | None, together: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    mx.random.seed(3)
    cache = WholeCache(window, Sight.SLIDING)
    for count in (70, 33, 1, 50):
        cache.together = together and count > 1
        mask = cache.make_mask(count)
        keys, values = (mx.random.normal((1, 2, count, 16)) for _ in range(2))
        seen = cache.update_and_fetch(keys, values)
        queries = mx.random.normal((1, 4, count, 16))
        monkeypatch.setattr(attention, "MOST_SCORES", 1 << 19)
        whole = attention.sliced(queries, *seen, cache, 0.25, mask)
        monkeypatch.setattr(attention, "MOST_SCORES", 4 * 7 * cache.offset)
        np.testing.assert_allclose(np.array(attention.sliced(queries, *seen, cache, 0.25, mask)), np.array(whole),
                                   rtol=1e-4, atol=1e-5)  # fmt: skip


def test_a_sliding_layer_is_given_what_its_window_holds() -> None:
    cache = WholeCache(40)
    for count in (30, 30, 1, 100):
        mask = cache.make_mask(count)
        keys, _ = cache.update_and_fetch(*(mx.zeros((1, 2, count, 16)) for _ in range(2)))
        assert keys.shape[2] <= 39 + count
        assert mask is None or isinstance(mask, str) or mask.shape == (count, keys.shape[2])
    assert cache.keys is not None and cache.offset == 161, "all is kept, for going back"


def test_a_slice_needs_less_memory_than_the_whole(
    pocket_checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(pocket_checkpoint)
    for _ in reader.read_words([2, *range(300, 400)] * 30):
        pass
    extra = []
    for most in (1 << 30, 1 << 16):
        monkeypatch.setattr(attention, "MOST_SCORES", most)
        here = reader.position
        mx.clear_cache()
        held = mx.get_active_memory()
        mx.reset_peak_memory()
        reader.read(reader.words(list(range(300, 400))))
        extra.append(mx.get_peak_memory() - held)
        reader.trim_to(here)
    assert extra[1] < 0.6 * extra[0]


def test_one_slice_exists_at_a_time() -> None:
    cache, needed = WholeCache(None), []
    for length in (1000, 4000):
        queries = mx.random.normal((1, 8, 66, 64))
        keys, values = (mx.random.normal((1, 1, length, 64)) for _ in range(2))
        mx.eval(queries, keys, values)
        mx.clear_cache()
        held = mx.get_active_memory()
        mx.reset_peak_memory()
        mx.eval(attention.sliced(queries, keys, values, cache, 1.0, "causal"))
        needed.append(mx.get_peak_memory() - held)
    assert needed[1] < 1.1 * needed[0], needed
