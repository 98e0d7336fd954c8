"""Sounds in which nobody speaks, a minute of each: (n,) float32 at 16 kHz."""

from __future__ import annotations

import numpy as np

from earshot.domain.sound import RATE, Sound

SECONDS = 60.0
NAMES = ("silence", "white noise", "hum", "clicks", "music")


def noise(name: str, seconds: float = SECONDS, seed: int = 1) -> Sound:
    """One of `NAMES`."""
    rng, count = np.random.default_rng(seed), round(seconds * RATE)
    at = np.arange(count) / RATE
    match name:
        case "silence":
            sound = np.zeros(count)
        case "white noise":
            sound = 0.05 * rng.standard_normal(count)
        case "hum":
            sound = sum(0.1 / n * np.sin(2 * np.pi * 50 * n * at + n) for n in range(1, 8))
        case "clicks":
            sound = np.zeros(count)
            for place in rng.integers(0, count - 64, round(3 * seconds)):
                sound[place : place + 64] += rng.uniform(0.1, 0.8) * np.exp(-np.arange(64) / 8.0)
        case "music":
            sound = 0.3 * _chords(at, rng)
        case _:
            raise ValueError(name)
    return np.clip(sound, -1.0, 1.0).astype(np.float32)


def _chords(at: Sound, rng: np.random.Generator) -> Sound:
    """Three tones with overtones, struck anew every half second."""
    out, roots = np.zeros(len(at)), 220.0 * 2.0 ** (np.array([0, 3, 5, 7, 10]) / 12)
    for start in range(0, len(at), RATE // 2):
        here = at[start : start + RATE // 2] - at[start]
        for step in (0, 4, 7):
            hertz = rng.choice(roots) * 2.0 ** (step / 12)
            for overtone in (1, 2, 3):
                out[start : start + len(here)] += np.sin(2 * np.pi * hertz * overtone * here) / overtone / 6
        out[start : start + len(here)] *= np.exp(-3.0 * here)
    return out
