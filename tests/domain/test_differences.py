"""What an edit changed: to the letter both ways, and in the words a person would name."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.domain.differences import Change, Differences, Same, Verdict

TEXTS = st.lists(st.sampled_from(["a", "the", "report", "um", " ", "\n", "- ", ".", "two", "  "]), max_size=30).map(
    "".join
)


@given(TEXTS | st.text(max_size=40), TEXTS | st.text(max_size=40))
def test_all_accepted_is_the_edit_and_all_rejected_is_what_was_there(before: str, after: str) -> None:
    found = Differences.between(before, after)
    assert found.text == after
    assert found.all_decided(Verdict.ACCEPTED).text == after
    assert found.all_decided(Verdict.REJECTED).text == before
    assert not any(isinstance(a, Same) and isinstance(b, Same) for a, b in pairwise(found.pieces))


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("um send the the report", "send the report", [("um ", ""), ("the ", "")]),
        ("send a report", "mail the report", [("send a", "mail the")]),
        ("call the office", "Call the office.", [("call", "Call"), ("office", "office.")]),
        ("", "new", [("", "new")]),
        ("gone", "", [("gone", "")]),
        ("as it was", "as it was", []),
        ("嗯我们明天开开会", "我们明天开会。", [("嗯", ""), ("开会", "会。")]),
        ("one two", "- one\n- two", [("", "- "), ("", "\n- ")]),
    ],
)
def test_changes_are_those_a_person_would_name(before: str, after: str, changes: list[tuple[str, str]]) -> None:
    found = [(p.before, p.after) for p in Differences.between(before, after).pieces if isinstance(p, Change)]
    if before == "one two":  # white space may fall to either side
        assert [old.strip() for old, _ in found] == ["", ""]
    else:
        assert found == changes


def test_changes_are_judged_one_by_one_and_a_verdict_can_be_taken_back() -> None:
    found = Differences.between("um send the the report", "send the report")
    first = found.next()
    assert first == 0
    one = found.decided(first, Verdict.REJECTED)
    assert one.text == "um send the report"
    assert one.next(first) == one.previous(first) == one.open[0] != first
    assert one.decided(first, Verdict.OPEN) == found
    done = one.all_decided(Verdict.ACCEPTED)
    assert done.text == "um send the report" and done.open == () and done.next() is done.previous(5) is None


def test_long_texts_are_compared_at_once() -> None:
    words = [f"word{number % 700}" for number in range(6000)]
    fewer = [word for number, word in enumerate(words) if number % 9]
    found = Differences.between(" ".join(words), " ".join(fewer))
    assert found.all_decided(Verdict.REJECTED).text == " ".join(words)
