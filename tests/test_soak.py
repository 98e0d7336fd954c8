"""Long runs, by `make soak`: many streamed takes, an hour of sound, one window open and shut for long."""

from __future__ import annotations

import random
import resource
import sys

import numpy as np
import pytest
from tests.speech import spoken

from earshot.audio.voice import Detector
from earshot.domain.sound import RATE
from earshot.domain.steps import result
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.listening import Listening
from earshot.engine.mind import Mind
from earshot.session.take import Hints, Take

pytestmark = pytest.mark.slow


def test_three_hundred_streamed_takes_equal_takes_read_at_once(pocket_checkpoint: Checkpoint) -> None:
    takes = [take.sound() for take in spoken()]
    for number in range(300):
        rng = random.Random(1000 + number)
        sound = rng.choice(takes)
        start = rng.randrange(len(sound) // 3)
        sound = sound[start : start + rng.randint(RATE, 30 * RATE)]
        ears, whole = Listening(pocket_checkpoint), Listening(pocket_checkpoint)
        ears.open("English")
        place, draft = 0, ()
        while place < len(sound):
            size = rng.choice([rng.randint(1, 700), rng.randint(1, 9_000), rng.randint(1, 60_000)])
            ears.feed(sound[place : place + size])
            place += size
            if rng.random() < 0.3:
                draft = result(ears.read(draft)).ids
        whole.open("English")
        whole.feed(sound)
        assert result(ears.close(draft)).ids == result(whole.close()).ids, number


def test_an_hour_of_sound_takes_no_more_memory_than_ten_minutes(pocket: Mind) -> None:
    sentences = [take.sound() for take in spoken()[:24]]
    rng = random.Random(3)
    take = Take(pocket.ears(), Detector(), pocket.card.cut_seconds, lambda: 0.0, Hints("English"))
    peaks, seconds = [], 0.0
    while seconds < 3600:
        sound = np.concatenate([rng.choice(sentences), np.zeros(rng.randint(0, RATE), np.float32)])
        for _ in take.push(sound):
            pass
        seconds += len(sound) / RATE
        if not peaks or seconds > 600 * len(peaks):
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    for _ in take.finish():
        pass
    assert take.parts[-1].end_s == pytest.approx(seconds, abs=1.0)
    unit = 1 if sys.platform == "darwin" else 1024
    assert (peaks[-1] - peaks[1]) * unit < 100e6, peaks
