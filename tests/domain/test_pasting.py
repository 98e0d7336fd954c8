"""Blanks where words would run together, and the keys of each kind of program."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.domain.pasting import USUAL, pasting, spaced


@pytest.mark.parametrize(
    ("before", "text", "wanted"),
    [
        ("n", "and on", " and on"),
        (".", "And on", " And on"),
        (" ", "and on", "and on"),
        ("\n", "And on", "And on"),
        ("(", "and on", "and on"),
        ("n", ", and on", ", and on"),
        ("", " And on ", "And on"),
        (None, " And on\n", "And on"),
        ("好", "你好", "你好"),
        ("n", "naïve", " naïve"),
        ("n", " \n ", ""),
    ],
)
def test_a_blank_stands_where_words_would_run_together(before: str | None, text: str, wanted: str) -> None:
    assert spaced(text, before) == wanted


@given(st.text(max_size=20), st.none() | st.characters() | st.just(""))
def test_only_blanks_around_the_text_ever_change(text: str, before: str | None) -> None:
    put = spaced(text, before)
    assert put.strip(" \t\r\n") == text.strip(" \t\r\n") and not put.endswith(" ")
    assert not put.startswith("  ")


def test_terminals_paste_by_other_keys_and_old_ones_from_what_was_selected() -> None:
    assert pasting("Firefox") == USUAL and USUAL.selection == "CLIPBOARD"
    assert "Shift_L" in pasting("Gnome-terminal").modifiers
    assert pasting("XTerm").key == "Insert" and pasting("XTerm").selection == "PRIMARY"
