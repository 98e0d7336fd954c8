"""How long words let wait, by hand-made screens."""

from __future__ import annotations

import pytest

from earshot.domain.lag import Lag, lags
from earshot.domain.transcript import Words

ENDS = [("Send", 1.0), ("the", 1.5), ("the", 1.8), ("report.", 2.5)]


def test_a_word_counts_from_when_it_is_first_there_and_from_when_it_is_sure() -> None:
    shown = [
        (1.25, Words("", "send")),
        (2.0, Words("send", "the the")),
        (3.0, Words("send the the", "report")),
        (4.0, Words("Send the the report.", "")),
    ]
    found = lags(ENDS, shown)
    assert [lag.appeared for lag in found] == pytest.approx([0.25, 0.5, 0.2, 0.5])
    assert [lag.settled for lag in found] == pytest.approx([1.0, 1.5, 1.2, 1.5])


def test_a_wrong_word_on_the_screen_is_not_the_word() -> None:
    shown = [(2.0, Words("", "send a the")), (3.0, Words("send the the report", ""))]
    found = lags(ENDS, shown)
    assert [lag.appeared for lag in found] == pytest.approx([1.0, 0.5, 1.2, 0.5]), "one “the” of two was there"
    assert lags(ENDS, [(3.0, Words("send", ""))]) == [Lag(2.0, 2.0)], "what never came is left out"
