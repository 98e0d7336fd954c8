"""Pictures are sized and cut as mlx-vlm's own processor does it; exact pixels are compared in tests/parity."""

from __future__ import annotations

import numpy as np
import pytest

from earshot.engine.patches import PATCH, patches, size_within

SHAPES = [(240, 320), (480, 640), (720, 1280), (1280, 720), (100, 100), (48, 2000), (2000, 40), (37, 53), (1, 1)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("budget", [20, 70, 280])
def test_a_picture_fits_its_budget_in_whole_patches(shape: tuple[int, int], budget: int) -> None:
    height, width = size_within(*shape, budget)
    assert height % PATCH == 0 == width % PATCH
    assert 0 < (height // PATCH) * (width // PATCH) <= budget


@pytest.mark.parametrize("shape", [s for s in SHAPES if min(s) > 1])
@pytest.mark.parametrize("budget", [70, 280])
def test_patches_equal_the_librarys(shape: tuple[int, int], budget: int) -> None:
    from mlx_vlm.models.gemma4_unified.processing_gemma4_unified import Gemma4UnifiedImageProcessor

    pixels = np.random.default_rng(3).integers(0, 255, (*shape, 3), dtype=np.uint8)
    found, _ = Gemma4UnifiedImageProcessor(max_soft_tokens=budget).preprocess(pixels)
    count = found["num_soft_tokens_per_image"][0]
    ours, places = patches(pixels, budget)
    assert len(ours) == count
    assert np.abs(ours / 255 - found["pixel_values"][0][:count]).max() * 255 < 2.01
    assert (places == found["image_position_ids"][0][:count]).all()
