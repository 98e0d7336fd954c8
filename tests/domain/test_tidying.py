"""The guess at a polished text."""

from __future__ import annotations

import pytest

from earshot.domain.tidying import tidied


@pytest.mark.parametrize(
    ("said", "guess"),
    [
        ("um please send the the report uh on monday", "please send the report on monday"),
        ("Um, send it. The, the report.", "send it. the report."),
        ("no no no never", "no never"),
        ("Ähm, das das geht.", "das geht."),
        ("nothing to do", "nothing to do"),
        ("um uh", ""),
        ("- - a", "- - a"),
    ],
)
def test_fillers_and_doubled_words_are_left_out(said: str, guess: str) -> None:
    assert tidied(said) == guess
