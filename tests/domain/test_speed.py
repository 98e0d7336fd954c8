"""Speed and time left."""

from __future__ import annotations

import pytest

from earshot.domain.speed import Speed


def test_nothing_is_said_before_something_is_known() -> None:
    speed = Speed()
    assert speed.now == 0.0 and speed.left(100) is None
    speed.mark(1.0, 0)
    speed.mark(1.1, 50)
    assert speed.now == pytest.approx(500) and speed.left(100) is None, "a tenth of a second is a guess"


def test_the_last_seconds_count() -> None:
    speed = Speed()
    for second in range(20):
        speed.mark(second, 1000 * min(second, 10))
    assert speed.now == 0.0 and speed.left(10) is None, "it stands still"
    for second in range(20, 40):
        speed.mark(second, 10_000 + 500 * (second - 19))
    assert speed.now == pytest.approx(500) and speed.left(1000) == pytest.approx(2.0)


def test_a_file_that_begins_anew_makes_no_speed_below_zero() -> None:
    speed = Speed()
    speed.mark(0.0, 5000)
    speed.mark(1.0, 100)
    speed.mark(2.0, 300)
    assert speed.now == pytest.approx(200)
