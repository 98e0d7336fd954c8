"""Which moments of a clip are looked at."""

from __future__ import annotations

import itertools

import pytest

from earshot.domain.clip import FEWEST_FRAMES, mark, moments


def test_one_moment_a_second_in_the_middle_of_each() -> None:
    assert moments(6.0, 60) == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]


@pytest.mark.parametrize("duration", [0.04, 1.0, 2.5])
def test_even_a_short_clip_is_looked_at_often_enough_to_see_movement(duration: float) -> None:
    found = moments(duration, 60)
    assert len(found) == FEWEST_FRAMES
    assert len(set(found)) == FEWEST_FRAMES


@pytest.mark.parametrize("duration", [0.5, 8.0, 31.9, 61.0, 7200.0])
@pytest.mark.parametrize("most", [1, 8, 32])
def test_a_long_clip_is_spread_evenly_over_as_many_frames_as_fit(duration: float, most: int) -> None:
    found = moments(duration, most)
    assert len(found) <= most
    assert all(0 < moment < duration for moment in found)
    steps = {round(later - moment, 6) for moment, later in itertools.pairwise(found)}
    assert len(steps) <= 1
    assert found[0] == pytest.approx(duration - found[-1])


@pytest.mark.parametrize(
    ("seconds", "read"), [(0.0, "00:00"), (0.99, "00:00"), (61.5, "01:01"), (3599.9, "59:59"), (7325.0, "122:05")]
)
def test_time_marks_are_minutes_and_seconds(seconds: float, read: str) -> None:
    assert mark(seconds) == read
