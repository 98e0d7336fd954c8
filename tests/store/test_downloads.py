"""Forty seeded downloads under faults; three hundred by `python -m tests.store.downloads --count 300`."""

from __future__ import annotations

import pytest
from tests.store.downloads import many

SIZE = 2 * 1024 * 1024


@pytest.mark.parametrize("first", [1, *(pytest.param(first, marks=pytest.mark.slow) for first in (11, 21, 31))])
def test_whatever_happens_on_the_way_it_ends_whole_and_nothing_comes_twice(first: int) -> None:
    books = many(range(first, first + 10), SIZE)
    assert books.attempts >= 20 and sum(books.faults.values()) >= 5
    assert books.twice == 0
