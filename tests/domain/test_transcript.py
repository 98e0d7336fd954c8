"""Words that settle: what readings agree on for a while stays, whatever its case and punctuation."""

from __future__ import annotations

import pytest

from earshot.domain.transcript import SETTLING_SECONDS, Agreement, Words, common, plain


class Window:
    """An agreement whose readings come far enough apart for words to settle between two of them."""

    def __init__(self) -> None:
        self.agreement, self.heard = Agreement(), 0.0

    def read(self, text: str, after: float = SETTLING_SECONDS) -> Words:
        self.heard += after
        return self.agreement.read(text, self.heard)

    def close(self, text: str, more: bool = False) -> Words:
        return self.agreement.close(text, more)

    @property
    def replaced(self) -> int:
        return self.agreement.replaced


def test_the_first_reading_is_all_tentative() -> None:
    assert Window().read("send the report") == Words("", "send the report")


def test_a_word_is_settled_once_readings_have_agreed_on_it_for_two_seconds_of_sound() -> None:
    agreement = Window()
    agreement.read("send the rep")
    assert agreement.read("send the report on") == Words("send the", "report on")
    assert agreement.read("send the report on monday") == Words("send the report on", "monday")


def test_readings_close_together_settle_nothing() -> None:
    agreement = Window()
    for _ in range(6):
        assert agreement.read("send the report", after=0.3) == Words("", "send the report")
    assert agreement.read("send the report", after=0.6).settled == "send the report"


def test_one_reading_that_heard_another_word_in_between_keeps_it_from_settling() -> None:
    agreement = Window()
    agreement.read("red book")
    agreement.read("read book", after=1.0)
    assert agreement.read("red book", after=1.0) == Words("", "red book")
    assert agreement.read("red book on", after=1.9).settled == ""
    assert agreement.read("red book on", after=0.2).settled == "red book"


def test_case_and_punctuation_do_not_keep_words_from_settling() -> None:
    agreement = Window()
    agreement.read("hello world")
    assert agreement.read("Hello, World. How") == Words("Hello, World.", "How")


def test_settled_words_never_change_while_the_window_is_open() -> None:
    agreement = Window()
    agreement.read("a red circle")
    agreement.read("a red circle moves")
    assert agreement.read("the blue square moves left").settled == "a red circle moves"


def test_a_shorter_reading_takes_no_settled_word_back() -> None:
    agreement = Window()
    agreement.read("one two three")
    agreement.read("one two three")
    assert agreement.read("one") == Words("one two three", "")
    assert agreement.read("") == Words("one two three", "")


def test_the_final_reading_decides() -> None:
    agreement = Window()
    agreement.read("send the rapport")
    agreement.read("send the rapport")
    assert agreement.close("Send the report.") == Words("Send the report.", "")


def test_words_of_closed_windows_stand_before_the_open_one() -> None:
    agreement = Window()
    agreement.close("First window.")
    agreement.read("second win")
    shown = agreement.read("second window")
    assert shown == Words("First window. second", "window")
    assert shown.text == "First window. second window"
    assert agreement.close("Second window.").text == "First window. Second window."


def test_readings_of_one_window_do_not_settle_words_of_the_next() -> None:
    agreement = Window()
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
    agreement = Window()
    agreement.read(settled)
    agreement.read(settled)
    agreement.close(final)
    assert agreement.replaced == replaced


@pytest.mark.parametrize(
    ("instead", "replaced"), [("c d e f", 0), ("x c d e", 0), ("d e f g", 1), ("e f g h", 2), ("a b e e c d", 2)]
)
def test_words_that_two_windows_heard_count_only_if_the_second_heard_others(instead: str, replaced: int) -> None:
    agreement = Agreement()
    agreement.close("a b c d")
    agreement.shorten(2, instead.split())
    assert agreement.closed == ["a", "b"] and agreement.replaced == replaced


def test_replaced_words_add_up_over_the_windows() -> None:
    agreement = Window()
    for _ in range(2):
        agreement.read("a b")
        agreement.read("a b")
        agreement.close("a c")
    assert agreement.replaced == 2


def test_words_behind_the_place_where_a_window_is_cut_belong_to_the_next_one() -> None:
    agreement = Window()
    agreement.read("one two three four")
    agreement.read("one two three four five six")
    assert agreement.close("one too", more=True) == Words("one too three four", "five six")
    assert agreement.replaced == 1
    agreement.heard = 0.0
    assert agreement.read("three four five") == Words("one too three four", "five")
    assert agreement.close("three four five six").text == "one too three four five six"
    assert agreement.replaced == 1


def test_a_window_that_is_cut_behind_its_settled_words_leaves_tentative_ones() -> None:
    agreement = Window()
    agreement.read("one two")
    agreement.read("one two three four")
    assert agreement.close("one two three", more=True) == Words("one two three", "four")


def test_a_window_without_words_hands_all_of_them_on() -> None:
    agreement = Window()
    agreement.read("one two")
    agreement.read("one two three")
    assert agreement.close("", more=True) == Words("one two", "three")
    assert agreement.replaced == 0


def test_tentative_words_may_change_freely() -> None:
    agreement = Window()
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
    agreement = Window()
    agreement.read("send the report on")
    agreement.read("send the report on")
    for _ in range(2):
        words = agreement.read("please send the report on monday")
    assert words.settled == "send the report on monday"
    assert words.tentative == ""


def test_a_word_that_is_lost_in_front_does_not_swallow_a_new_one() -> None:
    agreement = Window()
    agreement.read("please send the report")
    agreement.read("please send the report")
    for _ in range(2):
        words = agreement.read("send the report on monday")
    assert words.settled == "please send the report on monday"


def test_letters_settle_where_a_script_puts_no_spaces() -> None:
    agreement = Window()
    agreement.read("今天我们开")
    assert agreement.read("今天，我们开会") == Words("今天，我们开", "会")
    assert agreement.read("今天，我们开会讨 report").text == "今天，我们开会讨 report"
    assert agreement.close("今天，我们开会讨论 report。") == Words("今天，我们开会讨论 report。", "")
    assert agreement.replaced == 0
