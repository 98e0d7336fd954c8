"""The two short sounds of a take: it may be spoken, and it is over.  Pure: our own sine tones."""

from __future__ import annotations

import numpy as np

from earshot.domain.sound import Sound

CUE_RATE = 48_000
LOUDNESS = 0.12
"""Of full scale: heard beside a voice, never louder than one."""
_NOTE_SECONDS, _EDGE_SECONDS = 0.06, 0.012
BEGIN, END = (659.26, 880.0), (880.0, 587.33)
"""Hertz: a step up says that it listens, a step down that it has ended."""


def tone(notes: tuple[float, ...]) -> Sound:
    """(n,) float32 at `CUE_RATE`: one note after another, each with soft edges so that nothing clicks."""
    moments = np.arange(round(_NOTE_SECONDS * CUE_RATE)) / CUE_RATE
    edge = np.clip(np.minimum(moments, _NOTE_SECONDS - moments) / _EDGE_SECONDS, 0.0, 1.0)
    shape = LOUDNESS * np.sin(np.pi / 2 * edge) ** 2
    return np.concatenate([shape * np.sin(2 * np.pi * note * moments) for note in notes]).astype(np.float32)
