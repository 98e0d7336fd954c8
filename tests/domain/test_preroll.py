"""What came before the press, digital silence, and when a warm microphone is closed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.domain.preroll import ALWAYS, Before, Muteness, closes_at
from earshot.domain.sound import RATE
from fakes import noise

ROOM = 100


@given(st.lists(st.integers(0, 3 * ROOM), max_size=12))
def test_it_holds_the_last_samples_in_order_however_they_came(sizes: list[int]) -> None:
    before, all_of_it = Before(ROOM / RATE), np.arange(1, sum(sizes) + 1, dtype=np.float32)
    start = 0
    for size in sizes:
        before.push(all_of_it[start : start + size])
        start += size
    np.testing.assert_array_equal(before.take(), all_of_it[-ROOM:])
    assert len(before.take()) == 0


def test_what_was_taken_is_a_copy_and_nothing_of_it_stays() -> None:
    before = Before(ROOM / RATE)
    before.push(noise(1.0))
    sound = before.take()
    assert not before._twice.any()
    before.push(np.full(ROOM, 9.0, np.float32))
    assert not (sound == 9.0).any()


def test_after_clearing_nothing_of_the_sound_is_in_memory() -> None:
    before = Before(ROOM / RATE)
    before.push(noise(1.0))
    before.clear()
    assert len(before) == 0 and not before._twice.any()


def blocks(values: list[float], seconds: float) -> list[bool]:
    """Whether it is mute after blocks of one value each."""
    judge = Muteness(seconds=1.0)
    found = []
    for value in values:
        judge.push(np.full((480, 2), value, np.float32), seconds)
        found.append(judge.mute)
    return found


def test_digital_silence_is_mute_after_its_time_and_a_constant_too() -> None:
    assert blocks([0.0, 0.0, 0.0], 0.4) == [False, False, True]
    assert blocks([0.25, 0.25, 0.25], 0.4) == [False, False, True]


def test_the_last_bit_alone_is_no_sound_and_two_bits_are() -> None:
    rng = np.random.default_rng(1)
    for bits, mute in ((1, True), (2, False)):
        judge = Muteness(seconds=1.0)
        data = rng.choice([0.0, bits / 32768.0], (48_000, 1)).astype(np.float32)
        assert judge.push(data, 1.0) == mute == judge.mute


def test_a_change_is_told_once_each_way() -> None:
    judge, silent = Muteness(seconds=1.0), np.zeros((480, 1), np.float32)
    loud = noise(0.1)[:, None]
    assert [judge.push(data, 0.6) for data in (loud, silent, silent, silent, loud, loud)] == [
        False, False, True, False, True, False,
    ]  # fmt: skip


def test_a_quiet_room_is_not_mute() -> None:
    judge = Muteness(seconds=1.0)
    assert not judge.push(noise(10.0, loudness=0.0002)[:, None], 10.0)


@pytest.mark.parametrize(("keep", "until"), [(0.0, 100.0), (20.0, 120.0), (ALWAYS, ALWAYS), (-1.0, 100.0)])
def test_a_warm_microphone_is_closed_in_time(keep: float, until: float) -> None:
    assert closes_at(100.0, keep) == until
