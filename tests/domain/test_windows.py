"""Windows: however sound arrives, it is cut at the same places, and nothing is lost or heard twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earshot.domain.sound import FRAME, RATE, Sound
from earshot.domain.windows import LATEST_CUT, Close, Cutter, Grow, loudness_db
from fakes import noise, silence


def blocks(take: Sound, sizes: list[int]) -> Iterator[Sound]:
    """The take in blocks of these sizes, over and over."""
    size, start = cycle(sizes), 0
    while start < len(take):
        step = next(size)
        yield take[start : start + step]
        start += step


def cut(take: Sound, longest: float, sizes: list[int]) -> list[Sound]:
    """The windows of a take, as an ear would hear them; the last one is what is still open at the end."""
    cutter, done, open_window = Cutter(longest), [], np.zeros(0, np.float32)
    for block in blocks(take, sizes):
        for step in cutter.push(block):
            match step:
                case Grow(sound):
                    open_window = np.concatenate([open_window, sound])
                case Close(at):
                    assert 0 < at <= len(open_window)
                    done.append(open_window[:at])
                    open_window = np.zeros(0, np.float32)
    assert cutter.start == sum(map(len, done))
    return [*done, open_window]


def spoken(seed: int, seconds: float) -> Sound:
    """Talk with pauses, as loud and as long as chance has it, over a quiet room."""
    chance, parts, so_far = np.random.default_rng(seed), [], 0.0
    while so_far < seconds:
        talk, pause = chance.uniform(0.5, 9.0), chance.uniform(0.05, 1.2)
        parts += [noise(talk, chance.uniform(0.05, 0.9), seed), noise(pause, 0.001, seed)]
        so_far += talk + pause
    return np.concatenate(parts)[: round(seconds * RATE)]


TAKE = spoken(seed=1, seconds=40.0)
TAKE_CUT = [len(window) for window in cut(TAKE, 10.0, [len(TAKE)])]


@given(st.lists(st.integers(100, 40_000), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None, database=None, derandomize=True)
def test_any_block_sizes_give_the_same_cuts(sizes: list[int]) -> None:
    assert [len(window) for window in cut(TAKE, 10.0, sizes)] == TAKE_CUT


@pytest.mark.parametrize("size", [FRAME - 1, FRAME, FRAME + 1, RATE])
def test_blocks_around_the_size_of_a_frame_give_the_same_cuts(size: int) -> None:
    assert len(TAKE_CUT) > 3
    assert [len(window) for window in cut(TAKE, 10.0, [size])] == TAKE_CUT


@pytest.mark.parametrize("longest", [2.0, 8.0, 30.0])
@pytest.mark.parametrize("seed", range(3))
def test_windows_cover_the_take_without_loss_or_doubling(seed: int, longest: float) -> None:
    take = spoken(seed, 65.0)
    windows = cut(take, longest, [1000, 17_000, 641])
    np.testing.assert_array_equal(np.concatenate(windows), take)


@pytest.mark.parametrize("longest", [2.0, 8.0, 30.0])
@pytest.mark.parametrize("seed", range(3))
def test_every_window_starts_on_a_frame_and_none_is_too_long(seed: int, longest: float) -> None:
    lengths = [len(window) for window in cut(spoken(seed, 65.0), longest, [RATE])]
    assert len(lengths) > 1
    assert all(length % FRAME == 0 for length in lengths[:-1])
    assert max(lengths) <= min(longest, LATEST_CUT) * RATE


@pytest.mark.parametrize("take", [silence(65), noise(65)], ids=["silence", "noise without a pause"])
def test_sound_without_any_pause_is_cut_late(take: Sound) -> None:
    lengths = [len(window) for window in cut(take, 30.0, [RATE])]
    assert sum(lengths) == len(take)
    assert all(6 * RATE <= length <= LATEST_CUT * RATE for length in lengths[:-1])
    assert len(lengths) < 65 / 6


def test_a_pause_after_six_seconds_closes_the_window_within_the_pause() -> None:
    take = np.concatenate([noise(7.0), silence(0.6), noise(3.0)])
    first, rest = cut(take, 30.0, [640])
    assert 7.4 * RATE <= len(first) <= 7.6 * RATE
    assert len(rest) == len(take) - len(first)


def test_a_pause_before_six_seconds_leaves_the_window_open() -> None:
    assert len(cut(np.concatenate([noise(4.0), silence(1.0), noise(4.0)]), 30.0, [640])) == 1


def test_a_breath_is_no_pause() -> None:
    assert len(cut(np.concatenate([noise(8.0), silence(0.3), noise(4.0)]), 30.0, [640])) == 1


def test_a_quiet_speaker_in_a_noisy_room_is_not_cut_at_every_word() -> None:
    """Ten decibels down is a soft word, not a pause."""
    assert len(cut(np.concatenate([noise(8.0), noise(1.0, 0.1), noise(4.0)]), 30.0, [640])) == 1


def test_speech_without_a_pause_is_cut_at_its_quietest_place() -> None:
    soft = noise(0.5, 0.15)
    first, rest = cut(np.concatenate([noise(15.0), soft, noise(20.0)]), 30.0, [RATE])
    assert 15.0 * RATE <= len(first) <= 15.5 * RATE
    assert len(rest) == round(35.5 * RATE) - len(first)


def test_a_quiet_place_at_the_very_beginning_is_not_where_a_full_window_is_cut() -> None:
    first, _ = cut(np.concatenate([noise(2.0), noise(0.5, 0.15), noise(30.0)]), 30.0, [RATE])
    assert len(first) > 6 * RATE


def test_of_equally_quiet_places_the_latest_is_taken() -> None:
    """Longer windows carry more."""
    take = np.full(30 * RATE, 0.25, np.float32)
    first, _ = cut(take, 30.0, [RATE])
    assert len(first) > 27 * RATE


def test_no_sound_gives_no_cut() -> None:
    assert Cutter(30.0).push(silence(0)) == []


@pytest.mark.parametrize(
    ("sound", "decibels"),
    [(silence(0), -120.0), (silence(1), -120.0), (np.ones(9, np.float32), 0.0), (np.full(9, 0.1, np.float32), -20.0)],
    ids=["nothing", "digital silence", "full scale", "a tenth"],
)
def test_loudness_is_told_in_decibels_of_full_scale(sound: Sound, decibels: float) -> None:
    assert loudness_db(sound) == pytest.approx(decibels, abs=0.01)
