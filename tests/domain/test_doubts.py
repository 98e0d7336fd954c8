"""What is odd about a text, and what only looks odd."""

import pytest

from earshot.domain.doubts import ANSWERED, ECHOED, INCOMPLETE, REPEATED, SKIPPED, doubts


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I cannot listen to audio.",
        "As an AI language model, I have no ears.",
        "Sure, here is the transcription: buy milk",
        "Here's the transcript you asked for.",
        "Transcription: buy milk",
        "The audio contains a man who speaks about milk.",
        "I can't hear anything in this recording.",
        "Transcribe the following speech segment in English",
    ],
)
def test_an_answer_is_no_transcript(text: str) -> None:
    assert doubts(text, 2.0) == (ANSWERED,)


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry I am late.",
        "Sure, I will send it tomorrow.",
        "Here is the report.",
        "The audio was bad.",
        "Please provide the numbers by Monday.",
        "",
    ],
)
def test_what_people_say_is_no_answer(text: str) -> None:
    assert doubts(text, 2.0) == ()


def test_a_text_that_repeats_its_context_is_an_echo() -> None:
    before = "and then we went to the office to sign it"
    assert doubts("went to the office to sign it.", 3.0, before) == (ECHOED,)
    assert doubts("Went to the office, to sign it and left", 3.0, before) == (ECHOED,)
    assert doubts("to sign it we took a pen", 3.0, before) == ()


def test_the_vocabulary_list_is_an_echo_unless_it_is_short() -> None:
    assert doubts("Ada, Grace, Hedy", 2.0, "", ["Ada", "Grace", "Hedy"]) == (ECHOED,)
    assert doubts("Ada", 1.0, "", ["Ada"]) == ()


def test_long_speech_with_few_words_is_incomplete() -> None:
    assert doubts("only three words", 10.0) == (INCOMPLETE,)
    assert doubts("only three words", 4.0) == ()
    assert doubts("", 20.0) == (INCOMPLETE,)
    assert doubts(" ".join(f"w{n}" for n in range(13)), 10.0) == ()


def test_scripts_without_spaces_count_by_characters() -> None:
    assert doubts("今日はとても良い天気ですねと彼は言いました本当に", 10.0) == ()
    assert doubts("今日はとても良い天気", 10.0) == (INCOMPLETE,)
    assert doubts("这个问题很重要，这个问题我们下次再说", 2.0) == ()
    assert doubts("我们明天早上九点开会讨论，我们明天早上九点开会讨论", 2.0) == (REPEATED,)
    assert doubts("我们开会", 2.0, checked=["我们明天早上九点开会"]) == (SKIPPED,)
    assert doubts("我们早上开会", 2.0, checked=["我们明天早上开会"]) == ()
    assert doubts("我们明天早上九点半见面吧", 3.0, context="他说我们明天早上九点半见面") == (ECHOED,)
    assert doubts("李雷来了", 2.0, vocabulary=["李雷"]) == ()


@pytest.mark.parametrize(
    "text",
    [
        "We meet on Monday at noon, and then we meet on Monday at noon",
        "bring a red, bring a red one",
        "and small and small and stop and small and small and stop",
    ],
)
def test_a_phrase_that_stands_twice(text: str) -> None:
    assert doubts(text, 6.0) == (REPEATED,)


@pytest.mark.parametrize(
    "text",
    [
        "no no no that is not it",
        "I think I think so too",
        "we meet on Monday and then we meet on Monday evening",
        "la la la",
    ],
)
def test_people_do_say_a_few_words_twice(text: str) -> None:
    assert doubts(text, 6.0) == ()


LONG = "one two three four five six seven eight nine ten"


@pytest.mark.parametrize(
    "text", ["one two three seven eight nine ten eleven", "one two eleven twelve thirteen fourteen"]
)
def test_words_that_were_read_before_are_gone(text: str) -> None:
    earlier = "one two three four five six seven eight"
    assert doubts(text, 6.0, checked=[earlier]) == (SKIPPED,)


@pytest.mark.parametrize(
    "text", [LONG, "One, two three for fife six seven ate nine ten", "two three four five six ten"]
)
def test_words_that_are_read_otherwise_are_not_gone(text: str) -> None:
    assert doubts(text, 6.0, checked=["one two three four five six"]) == ()
