"""Scaling pictures to the very bytes transformers' processors get from torchvision. No MLX here.

Antialiased bicubic, first across and then down, each in whole numbers: weights of 16 bit, sums rounded back to 8.
Flat surfaces make this matter: the model normalises every patch, so one grey level of difference in a flat one is
loud.  Kernel: Keys 1981, a = -0.5, widened by the scale; the fixed point is that of PyTorch's 8-bit resampling.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

_REACH = 2.0
"""Half the width of the kernel, in pixels of the coarser picture."""
_MOST_BITS = 22


def scaled(pixels: npt.NDArray[np.uint8], height: int, width: int) -> npt.NDArray[np.uint8]:
    """(h, w, 3) uint8 -> (height, width, 3) uint8."""
    if pixels.shape[1] != width:
        pixels = _along(pixels.transpose(1, 0, 2), width).transpose(1, 0, 2)
    if pixels.shape[0] != height:
        pixels = _along(pixels, height)
    return np.ascontiguousarray(pixels)


def _along(pixels: npt.NDArray[np.uint8], size: int) -> npt.NDArray[np.uint8]:
    """Scales the first axis to `size`."""
    starts, weights = _weights(pixels.shape[0], size)
    bits = _bits(float(weights.max()))
    whole = np.trunc(weights * (1 << bits) + np.where(weights < 0, -0.5, 0.5)).astype(np.int32)
    rows = np.ascontiguousarray(pixels).reshape(pixels.shape[0], -1)
    total = np.full((size, rows.shape[1]), 1 << (bits - 1), np.int32)
    for step in range(whole.shape[1]):
        # A start plus a step past the edge has weight zero.
        total += whole[:, step, None] * rows[np.minimum(starts + step, len(rows) - 1)]
    made = np.clip(total >> bits, 0, 255).astype(np.uint8)
    return made.reshape(size, *pixels.shape[1:])


def _weights(before: int, after: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """For every new pixel the first old one it is made of, and the (after, n) shares of those that follow."""
    scale = before / after
    wide = max(scale, 1.0)
    reach = _REACH * wide
    centre = scale * (np.arange(after) + 0.5)
    starts = np.maximum((centre - reach + 0.5).astype(np.int64), 0)
    most = math.ceil(reach) * 2 + 1
    counts = np.minimum(np.minimum((centre + reach + 0.5).astype(np.int64), before) - starts, most)
    steps = np.arange(most)
    shares = _kernel((steps + starts[:, None] - centre[:, None] + 0.5) / wide)
    shares[steps >= counts[:, None]] = 0.0
    return starts, shares / shares.sum(1, keepdims=True)


def _kernel(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    x = np.abs(x)
    near, far = (1.5 * x - 2.5) * x * x + 1, ((-0.5 * x + 2.5) * x - 4) * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


def _bits(largest: float) -> int:
    """Binary places that keep the largest weight within 16 bit."""
    for bits in range(_MOST_BITS):
        if int(0.5 + largest * (1 << (bits + 1))) >= 1 << 15:
            return bits
    return _MOST_BITS
