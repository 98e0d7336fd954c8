"""The catalogue as values: found by any of its names, and advised by memory with a reason."""

from __future__ import annotations

import pytest

from earshot.domain.catalogue import GIB, Offer, advise, find

LARGE = Offer("large", "The Large", "someone/large-model", suits_gb=16)
SMALL = Offer("small", "The Small", "someone/small-model", suits_gb=8)
NEVER = Offer("never", "Never First", "someone/never")
ALL = (SMALL, NEVER, LARGE)


@pytest.mark.parametrize("name", ["large", "LARGE", " The large ", "someone/Large-Model"])
def test_found_by_name_title_or_repository(name: str) -> None:
    assert find(ALL, name) is LARGE


@pytest.mark.parametrize("name", ["", " ", "larger", "someone"])
def test_not_found_by_less(name: str) -> None:
    assert find(ALL, name) is None


@pytest.mark.parametrize(
    ("gigabytes", "offer"), [(64, LARGE), (16, LARGE), (15.3, LARGE), (14, SMALL), (8, SMALL), (7.7, SMALL), (4, None)]
)
def test_the_largest_that_suits_is_advised_with_numbers(gigabytes: float, offer: Offer | None) -> None:
    advice = advise(ALL, int(gigabytes * GIB))
    assert advice.offer is offer
    assert f"{gigabytes:.0f} GB" in advice.reason and advice.reason.endswith(".")
    assert (offer or SMALL).title in advice.reason


def test_a_catalogue_that_says_nothing_advises_nothing() -> None:
    assert advise([NEVER], 64 * GIB).offer is None
