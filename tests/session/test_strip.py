"""Live sound between the microphone and the recordings: moments become samples."""

from __future__ import annotations

import numpy as np
import pytest

from earshot.domain.sound import RATE
from earshot.session.strip import Strip


@pytest.fixture
def strip() -> Strip:
    """Opened at 10 s; blocks of 0.1 s that come at 10.1, 10.2, 10.3 s."""
    strip = Strip(10.0)
    for number in range(3):
        strip.push(np.full(RATE // 10, number, np.float32), 10.1 + 0.1 * number)
    return strip


def test_a_press_from_before_the_opening_has_everything(strip: Strip) -> None:
    assert strip.place(9.9) == strip.place(10.0) == 0


@pytest.mark.parametrize(("at", "sample"), [(10.05, 800), (10.1, 1600), (10.25, 4000), (10.29, 4640)])
def test_a_moment_is_a_sample_of_the_block_that_was_heard_then(strip: Strip, at: float, sample: int) -> None:
    assert strip.place(at) == pytest.approx(sample, abs=1)


def test_a_moment_whose_block_has_not_come_is_not_known_yet(strip: Strip) -> None:
    assert strip.place(10.31) is None
    strip.push(np.zeros(RATE // 10, np.float32), 10.4)
    assert strip.place(10.31) == pytest.approx(4960, abs=1)


def test_two_takes_that_meet_at_a_moment_share_no_sample_and_lose_none(strip: Strip) -> None:
    place = strip.place(10.17)
    assert place is not None
    both = np.concatenate([strip.between(0, place), strip.between(place, strip.count)])
    assert np.array_equal(both, np.repeat(np.arange(3, dtype=np.float32), RATE // 10))


def test_what_everybody_has_is_forgotten_and_the_count_goes_on(strip: Strip) -> None:
    strip.forget(2000)
    assert len(strip.between(0, 4800)) == 3200
    assert strip.count == 4800 and strip.place(10.25) == pytest.approx(4000, abs=1)
