"""One's own words: a file that anybody can write, and a text that comes out as its author spells it."""

from __future__ import annotations

import pytest

from earshot.domain.replacements import OwnWords, Rule, corrected, corrections, parse, scratches

FILE = """\
# names
Kubernetes
 Frau   Müller  # from accounts
C#

get hub -> GitHub
btw → by the way
um ->
"""


def rules(*lines: str) -> tuple[Rule, ...]:
    found = parse("\n".join(lines))
    assert not found.problems
    return corrections(found)


def test_a_file_is_terms_and_replacements() -> None:
    found = parse(FILE)
    assert found.terms == ("Kubernetes", "Frau Müller", "C#")
    assert found.rules == (Rule("get hub", "GitHub"), Rule("btw", "by the way"), Rule("um", ""))
    assert not found.problems


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing", "\ufeff"])
def test_an_empty_file_is_no_words(text: str) -> None:
    assert parse(text) == OwnWords()


def test_a_file_from_another_system_reads_the_same() -> None:
    assert parse("\ufeff" + FILE.replace("\n", "\r\n")) == parse(FILE)


@pytest.mark.parametrize(
    ("line", "about"),
    [
        ("-> nothing heard", "no words before the arrow"),
        ("... -> dots", "no words before the arrow"),
        ("a -> b -> c", "more than one arrow"),
        ("x" * 101, "longer than 100"),
        ("x -> " + "y" * 101, "longer than 100"),
        ("bell\a", "cannot be seen"),
        ("GET hub -> GitLab", "second replacement"),
    ],
)
def test_a_bad_line_is_one_sentence_and_the_rest_counts(line: str, about: str) -> None:
    found = parse(f"get hub -> GitHub\n{line}\nKubernetes")
    (problem,) = found.problems
    assert problem.line == 2 and about in problem.sentence and problem.sentence.startswith("Line 2 ")
    assert problem.sentence.endswith(".")
    assert found.terms == ("Kubernetes",) and found.rules == (Rule("get hub", "GitHub"),)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("look on get hub.", "look on GitHub."),
        ("Get  hub is down", "GitHub is down"),
        ("the get hubs", "the get hubs"),
        ("btw it rains", "by the way it rains"),
        ("Btw it rains", "By the way it rains"),
        ("BTW it rains", "BY THE WAY it rains"),
        ("um, we go", "we go"),
        ("Um, we go", "We go"),
        ("We um go", "We go"),
        ("We go, um, now", "We go, now"),
        ("We go um.", "We go."),
        ("Um", ""),
        ("Bonjour ! Um ça va ?", "Bonjour ! Ça va ?"),
        ("the umbrella", "the umbrella"),
        ("我把它放在get hub上了", "我把它放在GitHub上了"),
        ("请打开危信吧", "请打开微信吧"),
        ("打开危信 now", "打开微信 now"),
    ],
)
def test_words_are_replaced_whole_and_in_their_case(said: str, written: str) -> None:
    assert corrected(said, rules("get hub -> GitHub", "btw -> by the way", "um ->", "危信 -> 微信")) == written


def test_a_word_with_an_apostrophe_is_one_word() -> None:
    assert corrected("it's it", rules("it -> that")) == "it's that"


def test_the_longest_rule_wins_and_nothing_is_replaced_twice() -> None:
    found = rules("new york -> NYC", "new york times -> the Times", "nyc -> wrong")
    assert corrected("New York Times in new york", found) == "the Times in NYC"


def test_signs_in_a_rule_are_letters_like_any_other() -> None:
    found = rules("see++ -> C++", "a.b -> x")
    assert corrected("see++ and a.b and axb", found) == "C++ and x and axb"


def test_terms_with_capitals_of_their_own_are_spelled_right_and_everyday_words_left_alone() -> None:
    found = rules("macOS", "NASA", "May", "zebra")
    assert corrected("macos and nasa, may be Zebra", found) == "macOS and NASA, may be Zebra"


def test_a_rule_for_a_term_comes_before_the_term() -> None:
    assert corrected("github", rules("GitHub", "github -> the forge")) == "the forge"


def test_letters_made_of_two_signs_are_the_same_letters() -> None:
    assert corrected("u\u0308bung", rules("\u00fcbung -> Training")) == "Training"


@pytest.mark.parametrize("said", ["scratch that", "Scratch that.", "“Scratch that!”", " SCRATCH  THAT … "])
def test_scratch_that_is_understood(said: str) -> None:
    assert scratches(said)


@pytest.mark.parametrize("said", ["", "scratch", "please scratch that", "scratch that itch", "scratch, that is it"])
def test_a_sentence_about_scratching_is_a_sentence(said: str) -> None:
    assert not scratches(said)
