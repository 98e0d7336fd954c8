"""The real detector: speech is found where it is, loud or soft, and nothing else is taken for speech."""

from __future__ import annotations

import numpy as np
import pytest
from tests.speech import spoken

from earshot.audio.voice import Detector
from earshot.domain.sound import FRAME, RATE, Sound, as_recorded
from earshot.domain.voice import Gate

SENTENCES = spoken()[:12]
LEAD = 23_456
"""Samples of silence in front of a sentence, and no multiple of anything."""
AWAY_SECONDS = 0.2
SECONDS = 20
CLOCK = np.arange(SECONDS * RATE) / RATE
HISS = np.random.default_rng(1).normal(0.0, 0.1, SECONDS * RATE)
NO_SPEECH = {
    "white noise": HISS,
    "soft noise": HISS / 100,
    "hum": 0.3 * np.sin(2 * np.pi * 50 * CLOCK) + 0.1 * np.sin(2 * np.pi * 150 * CLOCK),
    "soft hum": 0.003 * np.sin(2 * np.pi * 60 * CLOCK),
    "clicks": np.where(np.arange(SECONDS * RATE) % (RATE // 2) < 16, 0.8, 0.0) * np.sign(HISS),
    "digital silence": np.zeros(SECONDS * RATE),
}


def speech(sound: Sound) -> tuple[float, float, float]:
    """Where the first speech begins and the last ends, and how much there is of it, in seconds."""
    gate = Gate(Detector())
    found = np.concatenate([heard.speech for heard in (gate.push(sound), gate.flush())])
    places = np.flatnonzero(found)
    if not len(places):
        return 0.0, 0.0, 0.0
    return places[0] * FRAME / RATE, (places[-1] + 1) * FRAME / RATE, len(places) * FRAME / RATE


def truth(sound: Sound) -> tuple[float, float]:
    """Where a clean recording is less than 35 dB below its loudest 10 ms, in seconds."""
    size = RATE // 100
    power = np.square(sound[: len(sound) // size * size]).reshape(-1, size).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 10**-3.5)
    return loud[0] / 100, (loud[-1] + 1) / 100


@pytest.mark.parametrize("level_db", [0.0, -50.0])
def test_speech_is_found_where_it_is_at_full_scale_and_50_db_below(level_db: float) -> None:
    for take in SENTENCES:
        sound = take.sound()
        begin, end = truth(sound)
        gain = 10 ** (level_db / 20) / np.abs(sound).max()
        heard = as_recorded(np.pad(sound * gain, (LEAD, RATE)).astype(np.float32))
        found_begin, found_end, much = speech(heard)
        assert found_begin - LEAD / RATE == pytest.approx(begin, abs=AWAY_SECONDS), take.path.name
        assert found_end - LEAD / RATE == pytest.approx(end, abs=AWAY_SECONDS), take.path.name
        assert much > 0.6 * (end - begin), take.path.name


@pytest.mark.parametrize("name", NO_SPEECH)
def test_what_is_no_speech_is_never_taken_for_it(name: str) -> None:
    assert speech(NO_SPEECH[name].astype(np.float32)) == (0.0, 0.0, 0.0)
