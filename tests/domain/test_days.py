"""Words on each of the last days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from earshot.domain.days import words_by_day
from earshot.domain.entry import Condition, Entry


def said(day: int, hour: int, text: str, condition: Condition = Condition.DONE) -> Entry:
    return Entry(1, datetime(2026, 11, day, hour, tzinfo=UTC).timestamp(), condition, raw=text)


def test_words_fall_on_the_day_of_the_users_own_clock() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp()
    takes = [said(21, 9, "one two"), said(20, 23, "three"), said(19, 10, "four five six"),
             said(21, 8, "dropped", Condition.CANCELLED), said(1, 1, "long ago")]  # fmt: skip
    assert words_by_day(takes, now, UTC, 3) == (3, 1, 2)
    assert words_by_day(takes, now, timezone(timedelta(hours=2)), 3) == (3, 0, 3)
    assert words_by_day([], now, UTC) == (0,) * 14
