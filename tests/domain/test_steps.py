"""Work in steps is run to its end, and ended where somebody stops it."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from earshot.domain.steps import result

CLOSED: list[str] = []


def counting() -> Generator[int, None, str]:
    try:
        yield 1
        yield 2
    finally:
        CLOSED.append("closed")
    return "three"


def test_what_the_steps_came_to_and_what_they_told() -> None:
    told: list[int] = []
    assert result(counting(), told.append) == "three"
    assert told == [1, 2]


def test_if_the_listener_stops_it_the_work_is_ended_there_and_then() -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    steps = counting()
    CLOSED.clear()
    with pytest.raises(KeyboardInterrupt):
        result(steps, stop)
    assert CLOSED == ["closed"]
