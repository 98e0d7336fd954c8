"""Other mouths from the same voice: its formants are moved unevenly, its pitch and its timing stay.

Two natural voices are too few to learn vowels from: a model learns the two speakers.  The envelope of every short
spectrum (by its low cepstrum) is read at places that a random, smooth map of frequencies gives, and tilted.
"""

from __future__ import annotations

import random

import numpy as np
from speak import RATE

SIZE, HOP = 512, 128
LIFTER = 36
"""Quefrencies kept, in samples: below the period of a voice of 440 Hz."""
KNOTS = np.array([0.0, 400, 900, 1500, 2200, 3000, 4200, 6000, 8000])
"""Between these pitches, in hertz, the map is straight."""


def another_mouth(x: np.ndarray, rng: random.Random, depth: float = 1.0) -> np.ndarray:
    """(n,) samples at 16 kHz as another speaker would have said them; `depth` 0 changes nothing."""
    whole = rng.uniform(-0.12, 0.12) * depth
    moved = KNOTS * np.exp(whole + np.array([rng.gauss(0, 0.06 * depth) for _ in KNOTS]))
    moved = np.maximum.accumulate(np.minimum(moved, RATE / 2))
    gains = np.array([rng.gauss(0, 4.0 * depth) for _ in KNOTS]) / 8.686  # decibels to natural logarithms
    pitches = np.fft.rfftfreq(SIZE, 1 / RATE)
    places = np.interp(pitches, KNOTS, moved) * SIZE / RATE
    window = np.hanning(SIZE + 1)[:-1].astype(np.float32)
    padded = np.pad(x.astype(np.float32), (SIZE, SIZE + HOP))
    frames = np.lib.stride_tricks.sliding_window_view(padded, SIZE)[::HOP] * window
    spectra = np.fft.rfft(frames)
    cepstra = np.fft.irfft(np.log(np.abs(spectra) + 1e-5))
    cepstra[:, LIFTER : SIZE - LIFTER] = 0
    envelope = np.fft.rfft(cepstra).real
    low = np.minimum(places.astype(int), SIZE // 2 - 1)
    part = places - low
    other = envelope[:, low] * (1 - part) + envelope[:, low + 1] * part
    spectra *= np.exp(np.clip(other - envelope + np.interp(pitches, KNOTS, gains), -4, 4))
    pieces = np.fft.irfft(spectra).astype(np.float32) * window
    out = np.zeros(HOP * (len(pieces) - 1) + SIZE, np.float32)
    for start in range(SIZE // HOP):
        some = pieces[start :: SIZE // HOP]
        out[start * HOP : start * HOP + some.size] += some.ravel()
    out = out[SIZE : SIZE + len(x)] / 1.5  # four windows squared add up to so much
    peak = np.abs(out).max() + 1e-9
    return out * (np.abs(x).max() / peak)
