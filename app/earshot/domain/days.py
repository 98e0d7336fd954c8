"""How many words were said on each of the last days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from earshot.domain.entry import Condition, Entry


def words_by_day(entries: Iterable[Entry], now: float, zone: tzinfo, days: int = 14) -> tuple[int, ...]:
    """Words of takes that were not cancelled, the oldest day first and the day of `now` last, days as in `zone`."""
    today = datetime.fromtimestamp(now, zone).date()
    said: Counter[object] = Counter()
    for entry in entries:
        if entry.condition is not Condition.CANCELLED:
            said[datetime.fromtimestamp(entry.begun_at, zone).date()] += entry.words
    return tuple(said[today - timedelta(days=back)] for back in reversed(range(days)))
