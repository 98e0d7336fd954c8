"""Sound as it is kept: 16 bit, and the model hears exactly what is on disk."""

from __future__ import annotations

import numpy as np
import pytest

from earshot.domain.sound import FRAME, RATE, as_recorded, seconds
from fakes import noise

EVERY_SAMPLE = (np.arange(-32768, 32768) / 32768).astype(np.float32)


def test_what_was_recorded_once_is_heard_again_unchanged() -> None:
    np.testing.assert_array_equal(as_recorded(EVERY_SAMPLE), EVERY_SAMPLE)


def test_recorded_sound_is_one_of_65536_values_and_close_to_what_was_said() -> None:
    said = noise(1.0, 0.99)
    kept = as_recorded(said)
    assert kept.dtype == np.float32
    np.testing.assert_array_equal(kept * 32768, np.round(kept * 32768))
    assert np.abs(kept - said).max() <= 1 / 32768


def test_too_loud_sound_is_clipped_and_does_not_wrap_around() -> None:
    kept = as_recorded(np.array([-3.0, -1.0, 1.0, 3.0], np.float32))
    assert kept[:2] == pytest.approx(-1.0, abs=1e-4)
    assert kept[2:] == pytest.approx(1.0, abs=1e-4)
    assert kept.max() < 1.0


def test_recording_leaves_the_callers_sound_alone() -> None:
    said = np.array([0.1234567], np.float32)
    as_recorded(said)
    assert said[0] == np.float32(0.1234567)


def test_a_second_is_sixteen_thousand_samples_and_25_frames() -> None:
    assert seconds(np.zeros(RATE, np.float32)) == 1.0
    assert RATE / FRAME == 25
