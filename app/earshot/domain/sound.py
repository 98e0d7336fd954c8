"""Sound as it crosses every port: mono, 16 kHz, float32 in [-1, 1], owned by whoever receives it."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Sound: TypeAlias = npt.NDArray[np.float32]
"""(n,) samples."""

RATE = 16_000
"""Samples a second."""

FRAME = 640
"""Samples the model takes as one token: 40 ms."""


def seconds(sound: Sound) -> float:
    """How long it lasts."""
    return len(sound) / RATE


def as_recorded(sound: Sound) -> Sound:
    """Rounded to 16 bit, as every take is kept: the model hears exactly what is on disk."""
    return (np.clip(np.round(sound * 32768.0), -32768.0, 32767.0) / 32768.0).astype(np.float32)
