"""Pictures as the model takes them: sized within a budget of tokens and cut into 48 x 48 patches. No MLX here.

Sizes, order and pixels are those of transformers' Gemma4Unified image processor (5.23).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from earshot.domain.errors import CannotError
from earshot.engine.scaling import scaled

PATCH = 48
"""Usual side of a patch in pixels; a patch is one token."""


def size_within(height: int, width: int, budget: int, side: int = PATCH) -> tuple[int, int]:
    """The largest (height, width) in whole patches of `side` pixels that keeps the shape within `budget` patches."""
    factor = math.sqrt(budget * side * side / (height * width))
    down, across = math.floor(factor * height / side), math.floor(factor * width / side)
    if down == 0:
        return side, side * min(max(1, width // height), budget)
    if across == 0:
        return side * min(max(1, height // width), budget), side
    return down * side, across * side


def fitted(pixels: npt.NDArray[np.uint8], budget: int, side: int = PATCH) -> npt.NDArray[np.uint8]:
    """(h, w, 3) uint8, scaled to `size_within` by antialiased bicubic interpolation."""
    height, width = size_within(pixels.shape[0], pixels.shape[1], budget, side)
    if pixels.shape[:2] == (height, width):
        return pixels
    return scaled(pixels, height, width)


def check_places(count: int, known: int) -> None:
    """Raises CannotError for a picture with more places in a row than the model knows."""
    if count > known:
        raise CannotError("The picture is too long and narrow for this model.", "Cut it to a squarer shape.")


def patches(
    pixels: npt.NDArray[np.uint8], budget: int, side: int = PATCH
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """(n, side * side * 3) uint8 patches, row by row, and their (n, 2) places as (x, y)."""
    small = fitted(pixels, budget, side)
    down, across = small.shape[0] // side, small.shape[1] // side
    cut = small.reshape(down, side, across, side, 3).transpose(0, 2, 1, 3, 4).reshape(down * across, -1)
    places = np.stack(np.meshgrid(np.arange(across), np.arange(down)), -1).reshape(-1, 2)
    return cut, places.astype(np.int32)
