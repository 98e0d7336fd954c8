"""Many channels become one, as loud as whoever speaks and without a click."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from earshot.domain.mixing import Mixer
from fakes import noise

Samples = npt.NDArray[np.float32]


def mixed(*channels: Samples, block: int = 960) -> Samples:
    data = np.stack(channels, axis=1)
    mixer = Mixer(data.shape[1])
    return np.concatenate([mixer.mix(data[start : start + block]) for start in range(0, len(data), block)])


def tone(seconds: float, loudness: float = 0.5, phase: float = 0.0) -> Samples:
    return (loudness * np.sin(2 * np.pi * 200 * np.arange(round(seconds * 48_000)) / 48_000 + phase)).astype(np.float32)


def test_one_channel_stays_as_it_is() -> None:
    np.testing.assert_array_equal(mixed(noise(1.0)), noise(1.0))


def test_two_alike_stay_as_they_are_to_the_last_bit() -> None:
    sound = noise(1.0)
    np.testing.assert_array_equal(mixed(sound, sound), sound)


def test_a_channel_without_a_microphone_does_not_halve_the_other() -> None:
    sound, hiss = noise(1.0), noise(1.0, 0.0002, 2)
    np.testing.assert_allclose(mixed(sound, np.zeros_like(sound)), sound, atol=1e-7)
    np.testing.assert_allclose(mixed(hiss, sound), sound, atol=1e-7)


def test_two_at_full_scale_do_not_clip() -> None:
    full = np.sign(noise(1.0)).astype(np.float32)
    assert np.abs(mixed(full, full, full)).max() == pytest.approx(1.0)


def test_different_channels_are_averaged() -> None:
    one, two = noise(1.0, seed=1), noise(1.0, seed=2)
    np.testing.assert_allclose(mixed(one, two), (one + two) / 2, atol=1e-6)


def test_a_channel_that_joins_later_does_not_click() -> None:
    """No step between two samples is larger than the tones themselves make."""
    one, late = tone(1.0, phase=1.0), tone(1.0, phase=2.0)
    late[: len(late) // 2] = 0.0
    late[len(late) // 2 :] *= np.linspace(0.0, 1.0, len(late) - len(late) // 2, dtype=np.float32)
    sound = mixed(one, late)
    assert np.abs(np.diff(sound)).max() < 1.05 * np.abs(np.diff(one)).max()
    np.testing.assert_allclose(sound[-1000:], ((one + late) / 2)[-1000:], atol=1e-6)


def test_silence_is_silence() -> None:
    assert not mixed(np.zeros(4800, np.float32), np.zeros(4800, np.float32)).any()


def test_an_empty_block_is_nothing() -> None:
    assert len(Mixer(2).mix(np.zeros((0, 2), np.float32))) == 0
