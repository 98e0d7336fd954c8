"""Words that settle: what two readings in a row agree on stays, whatever its case and punctuation."""

from __future__ import annotations

import pytest

from earshot.domain.transcript import Agreement, Words, common, plain


def test_the_first_reading_is_all_tentative() -> None:
    assert Agreement().read("send the report") == Words("", "send the report")


def test_a_word_is_settled_once_two_readings_agree_on_it() -> None:
    agreement = Agreement()
    agreement.read("send the rep")
    assert agreement.read("send the report on") == Words("send the", "report on")
    assert agreement.read("send the report on monday") == Words("send the report on", "monday")


def test_case_and_punctuation_do_not_keep_words_from_settling() -> None:
    agreement = Agreement()
    agreement.read("hello world")
    assert agreement.read("Hello, World. How") == Words("Hello, World.", "How")


def test_settled_words_never_change_while_the_window_is_open() -> None:
    agreement = Agreement()
    agreement.read("a red circle")
    agreement.read("a red circle moves")
    assert agreement.read("the blue square moves left").settled == "a red circle moves"


def test_a_shorter_reading_takes_no_settled_word_back() -> None:
    agreement = Agreement()
    agreement.read("one two three")
    agreement.read("one two three")
    assert agreement.read("one") == Words("one two three", "")
    assert agreement.read("") == Words("one two three", "")


def test_the_final_reading_decides() -> None:
    agreement = Agreement()
    agreement.read("send the rapport")
    agreement.read("send the rapport")
    assert agreement.close("Send the report.") == Words("Send the report.", "")


def test_words_of_closed_windows_stand_before_the_open_one() -> None:
    agreement = Agreement()
    agreement.close("First window.")
    agreement.read("second win")
    shown = agreement.read("second window")
    assert shown == Words("First window. second", "window")
    assert shown.text == "First window. second window"
    assert agreement.close("Second window.").text == "First window. Second window."


def test_readings_of_one_window_do_not_settle_words_of_the_next() -> None:
    agreement = Agreement()
    agreement.read("yes")
    agreement.close("yes")
    assert agreement.read("yes") == Words("yes", "yes")


@pytest.mark.parametrize(
    ("settled", "final", "replaced"),
    [
        ("a b c d", "a b c d", 0),
        ("a b c d", "A, b. C d!", 0),
        ("a b c d", "a b c d e", 0),
        ("a b c d", "a b c x", 1),
        ("a b c d", "a b c", 1),
        ("a b c d", "a x c d", 1),
        ("a b c d", "", 4),
    ],
    ids=["same", "case and punctuation", "more words", "last", "dropped", "in the middle", "all"],
)
def test_settled_words_that_the_final_reading_changed_are_counted(settled: str, final: str, replaced: int) -> None:
    agreement = Agreement()
    agreement.read(settled)
    agreement.read(settled)
    agreement.close(final)
    assert agreement.replaced == replaced


def test_replaced_words_add_up_over_the_windows() -> None:
    agreement = Agreement()
    for _ in range(2):
        agreement.read("a b")
        agreement.read("a b")
        agreement.close("a c")
    assert agreement.replaced == 2


def test_tentative_words_may_change_freely() -> None:
    agreement = Agreement()
    agreement.read("a b")
    agreement.close("x y")
    assert agreement.replaced == 0


@pytest.mark.parametrize(
    ("word", "compared"),
    [("Hello,", "hello"), ("don't", "dont"), ("“Straße”", "strasse"), ("—", "—"), ("$5", "$5"), ("3.5", "35")],
)
def test_words_are_compared_without_case_and_punctuation(word: str, compared: str) -> None:
    assert plain(word) == compared


def test_common_words_are_counted_from_the_start() -> None:
    assert common(["A", "b", "c"], ["a", "B.", "x", "c"]) == 2
    assert common([], ["a"]) == 0


def test_a_word_that_turns_up_in_front_does_not_double_what_is_settled() -> None:
    agreement = Agreement()
    agreement.read("send the report on")
    agreement.read("send the report on")
    for _ in range(2):
        words = agreement.read("please send the report on monday")
    assert words.settled == "send the report on monday"
    assert words.tentative == ""


def test_a_word_that_is_lost_in_front_does_not_swallow_a_new_one() -> None:
    agreement = Agreement()
    agreement.read("please send the report")
    agreement.read("please send the report")
    for _ in range(2):
        words = agreement.read("send the report on monday")
    assert words.settled == "please send the report on monday"
