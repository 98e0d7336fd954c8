"""What spoils speech: tone, rooms, clipping, noise. Numpy alone, so that figures can be made without PyTorch."""

from __future__ import annotations

import random

import numpy as np
from speak import RATE


def dirty(x: np.ndarray, rng: random.Random, nr: np.random.RandomState) -> np.ndarray:
    """Tone, room and clipping of one stretch of speech."""
    if rng.random() < 0.25:
        taps = nr.randn(rng.choice([3, 5, 9, 17]))
        taps *= 0.6 / len(taps) ** 0.5
        taps[0] = 1.0
        x = np.convolve(x, taps / np.abs(taps).sum())[: len(x)]
    if rng.random() < 0.06:
        count = int(RATE * rng.uniform(0.03, 0.2))
        echo = nr.randn(count) * np.exp(-np.arange(count) / (count / 5))
        echo[0] = rng.uniform(4, 9)
        echo /= np.abs(echo).sum() ** 0.7
        size = 1 << (len(x) + count - 1).bit_length()
        x = np.fft.irfft(np.fft.rfft(x, size) * np.fft.rfft(echo, size), size)[: len(x)]
    if rng.random() < 0.04:
        top = np.abs(x).max() * rng.uniform(0.3, 0.9)
        x = np.clip(x, -top, top)
    return x.astype(np.float32)


def noise(count: int, level: float, rng: random.Random, nr: np.random.RandomState) -> np.ndarray:
    """White, brownish or humming noise with the given root mean square."""
    x = nr.randn(count).astype(np.float32)
    choice = rng.random()
    if choice < 0.35:
        x = np.convolve(x, np.exp(-np.arange(24) / rng.uniform(1, 10)))[:count]
    elif choice < 0.45:
        hertz = rng.choice([50, 60, 100, 120, 440, rng.uniform(80, 2000)])
        x = np.sin(2 * np.pi * hertz * np.arange(count) / RATE) + 0.1 * x
    elif choice < 0.5:
        x = x * (nr.rand(count) < 0.001) * 20 + 0.02 * x
    return (x * (level / (np.sqrt(np.mean(x**2)) + 1e-9))).astype(np.float32)
