"""Windows: however sound arrives, it is cut at the same places, and nothing that is said is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earshot.domain.sound import FRAME, RATE, Sound
from earshot.domain.voice import Gate
from earshot.domain.windows import AGAIN_FRAMES, LATEST_CUT, Close, Cut, Cutter, Grow, Open, halves, loudness_db
from fakes import loud, noise, silence


@dataclass
class Window:
    start: int
    sound: list[Sound] = field(default_factory=list)
    end: int = -1

    def heard(self) -> Sound:
        return np.concatenate(self.sound)[: self.end - self.start]


def cut(take: Sound, longest: float, sizes: list[int]) -> list[Window]:
    """The windows of a take, as an ear would hear them."""
    gate, cutter, windows, at, number = Gate(loud), Cutter(longest), list[Window](), 0, 0

    def follow(steps: list[Cut]) -> None:
        for step in steps:
            match step:
                case Open(start):
                    assert not windows or windows[-1].end >= 0, "the last one is still open"
                    windows.append(Window(start))
                case Grow(sound, speech):
                    assert len(speech) == -(-len(sound) // FRAME)
                    windows[-1].sound.append(sound)
                case Close(length):
                    assert 0 < length <= sum(map(len, windows[-1].sound))
                    windows[-1].end = windows[-1].start + length

    while at < len(take):
        size = sizes[number % len(sizes)]
        follow(cutter.push(gate.push(take[at : at + size])))
        at, number = at + size, number + 1
    follow(cutter.push(gate.flush()))
    follow(cutter.finish())
    return windows


def spoken(seed: int, seconds: float) -> Sound:
    """Talk with pauses, as loud and as long as chance has it, over a quiet room."""
    chance, parts, so_far = np.random.default_rng(seed), [], 0.0
    while so_far < seconds:
        talk, pause = chance.uniform(0.5, 9.0), chance.uniform(0.05, 3.2)
        parts += [noise(talk, chance.uniform(0.05, 0.9), seed), noise(pause, 0.001, seed)]
        so_far += talk + pause
    return np.concatenate(parts)[: round(seconds * RATE)]


def shape(windows: list[Window]) -> list[tuple[int, int]]:
    return [(window.start, window.end) for window in windows]


TAKE = spoken(seed=1, seconds=40.0)
TAKE_CUT = shape(cut(TAKE, 10.0, [len(TAKE)]))


@given(st.lists(st.integers(100, 40_000), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None, database=None, derandomize=True)
def test_any_block_sizes_give_the_same_cuts(sizes: list[int]) -> None:
    assert shape(cut(TAKE, 10.0, sizes)) == TAKE_CUT


@pytest.mark.parametrize("size", [FRAME - 1, FRAME, FRAME + 1, RATE])
def test_blocks_around_the_size_of_a_frame_give_the_same_cuts(size: int) -> None:
    assert len(TAKE_CUT) > 3
    assert shape(cut(TAKE, 10.0, [size])) == TAKE_CUT


@pytest.mark.parametrize("longest", [2.0, 8.0, 30.0])
@pytest.mark.parametrize("seed", range(3))
def test_everything_that_is_said_is_in_a_window(seed: int, longest: float) -> None:
    take = spoken(seed, 65.0)
    again = np.zeros_like(take)
    for window in cut(take, longest, [1000, 17_000, 641]):
        again[window.start : window.end] = window.heard()
    wanted = Gate(loud)
    kept = np.concatenate([wanted.push(take).sound, wanted.flush().sound])
    np.testing.assert_array_equal(again, kept)


@pytest.mark.parametrize("longest", [2.0, 8.0, 30.0])
@pytest.mark.parametrize("seed", range(3))
def test_every_window_starts_on_a_frame_and_none_is_too_long(seed: int, longest: float) -> None:
    windows = cut(spoken(seed, 65.0), longest, [RATE])
    assert len(windows) > 1
    assert all(window.start % FRAME == 0 for window in windows)
    assert all((window.end - window.start) % FRAME == 0 for window in windows[:-1])
    assert max(window.end - window.start for window in windows) <= min(longest, LATEST_CUT) * RATE


def test_silence_has_no_windows() -> None:
    assert cut(noise(65, 0.001), 30.0, [RATE]) == []


def test_a_window_begins_shortly_before_speech_and_ends_in_the_pause_behind_it() -> None:
    (window,) = cut(np.concatenate([silence(5.0), noise(1.0), silence(5.0)]), 30.0, [RATE])
    assert 4.7 * RATE <= window.start <= 4.9 * RATE
    assert 7.5 * RATE <= window.end <= 8.2 * RATE


def test_speech_without_a_pause_is_cut_late_and_heard_again_around_the_cut() -> None:
    windows = cut(noise(65), 30.0, [RATE])
    assert all(6 * RATE <= window.end - window.start <= LATEST_CUT * RATE for window in windows[:-1])
    for one, next_one in pairwise(windows):
        assert one.end - next_one.start == AGAIN_FRAMES * FRAME
        np.testing.assert_array_equal(one.heard()[-AGAIN_FRAMES * FRAME :], next_one.heard()[: AGAIN_FRAMES * FRAME])


def test_a_full_window_with_a_breath_in_it_is_cut_in_the_breath_and_heard_once() -> None:
    first, second = cut(np.concatenate([noise(20.0), silence(0.3), noise(15.0)]), 30.0, [RATE])
    assert 20.0 * RATE <= first.end <= 20.3 * RATE
    assert second.start == first.end


def test_a_pause_after_six_seconds_closes_the_window_within_the_pause() -> None:
    first, second = cut(np.concatenate([noise(7.0), silence(0.6), noise(3.0)]), 30.0, [640])
    assert 7.4 * RATE <= first.end <= 7.6 * RATE
    assert 7.3 * RATE <= second.start <= 7.6 * RATE


def test_a_pause_before_six_seconds_leaves_the_window_open() -> None:
    assert len(cut(np.concatenate([noise(4.0), silence(1.0), noise(4.0)]), 30.0, [640])) == 1


def test_two_seconds_of_silence_close_any_window() -> None:
    assert len(cut(np.concatenate([noise(1.0), silence(2.5), noise(1.0)]), 30.0, [640])) == 2


def test_a_breath_is_no_pause() -> None:
    assert len(cut(np.concatenate([noise(8.0), silence(0.3), noise(4.0)]), 30.0, [640])) == 1


def test_speech_without_a_pause_is_cut_at_its_quietest_place() -> None:
    first, _ = cut(np.concatenate([noise(15.0), noise(0.5, 0.15), noise(20.0)]), 30.0, [RATE])
    assert 15.0 * RATE <= first.end <= 15.5 * RATE


def test_a_quiet_place_at_the_very_beginning_is_not_where_a_full_window_is_cut() -> None:
    first, *_ = cut(np.concatenate([noise(2.0), noise(0.5, 0.15), noise(30.0)]), 30.0, [RATE])
    assert first.end > 6 * RATE


def test_of_equally_quiet_places_the_latest_is_taken() -> None:
    """Longer windows carry more."""
    first, *_ = cut(np.full(30 * RATE, 0.25, np.float32), 30.0, [RATE])
    assert first.end > 27 * RATE


def test_halves_are_cut_where_it_is_quiet() -> None:
    sound = np.concatenate([noise(4.0), noise(0.4, 0.01), noise(3.6)])
    (start, middle), (again, end) = halves(sound, [True] * 200)
    assert (start, end) == (0, 200)
    assert middle == again
    assert 100 <= middle <= 110


def test_no_sound_gives_no_cut() -> None:
    assert Cutter(30.0).push(Gate(loud).push(silence(0))) == []
    assert Cutter(30.0).finish() == []


@pytest.mark.parametrize(
    ("sound", "decibels"),
    [(silence(0), -120.0), (silence(1), -120.0), (np.ones(9, np.float32), 0.0), (np.full(9, 0.1, np.float32), -20.0)],
    ids=["nothing", "digital silence", "full scale", "a tenth"],
)
def test_loudness_is_told_in_decibels_of_full_scale(sound: Sound, decibels: float) -> None:
    assert loudness_db(sound) == pytest.approx(decibels, abs=0.01)
