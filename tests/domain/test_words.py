"""What counts as a word: by spaces, and by letters where a script puts none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from earshot.domain.words import from_right, gap, lines_of, room, text_of, word_count, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Please  send it.", ["Please", "send", "it."]),
        ("", []),
        ("今天开会。", ["今", "天", "开", "会。"]),
        ("我用Mac电脑", ["我", "用", "Mac", "电", "脑"]),
        ("我用 Mac 写", ["我", "用 ", "Mac ", "写"]),
        ("2024年的「报告」", ["2024", "年", "的", "「报", "告」"]),
        ("ラーメン食べた", ["ラ", "ー", "メ", "ン", "食", "べ", "た"]),
        ("ไปบ้าน นะ", ["ไ", "ป", "บ้", "า", "น ", "น", "ะ"]),
        ("ភាសាខ្មែរ", ["ភា", "សា", "ខ្មែ", "រ"]),
        ("안녕 하세요", ["안녕", "하세요"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@example("「 a")
@given(st.text(st.sampled_from("ab1 \n.,。「」今天カーไบ้ន្ម안é😀'(“”"), max_size=30))
def test_words_are_the_text_again(text: str) -> None:
    assert text_of(words_of(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    ("left", "right", "between"),
    [
        ("one", "two", " "),
        ("end.", "Next", " "),
        ("", "two", ""),
        ("one ", "two", ""),
        ("今天", "开会", ""),
        ("今天。", "开会", ""),
        ("好,", "好", ""),
        ("OK。", "Next", ""),
        ("안녕", "하세요", " "),
    ],
)
def test_texts_are_put_together_as_their_script_does(left: str, right: str, between: str) -> None:
    assert gap(left, right) == between
    assert text_of((left, right)) == (left + between + right).strip()


def test_letters_of_scripts_without_spaces_count_as_pieces_of_words() -> None:
    assert word_count("今日はとても良い天気です") == 6
    assert word_count("two words 今日") == 3
    assert word_count("well — yes !") == 2


def test_lines_hold_what_has_room_in_them() -> None:
    found = [text_of(line) for line in lines_of(words_of("今天早上我们开会, then we went home"), 12, 2.0)]
    assert found == ["今天早上我们", "开会, then", "we went home"]
    assert all(room(line, 2.0) <= 12 for line in found)


def test_which_way_a_text_runs() -> None:
    assert from_right("… 12 שלום report") and from_right("مرحبا")
    assert not from_right("report שלום") and not from_right("今天") and not from_right("12 …")


@pytest.mark.parametrize(
    ("text", "takes"), [("ที่", 1), ("e\u0301t", 2), ("今天", 4), ("한국", 4), ("مَرْحَبًا", 5), ("go", 2)]
)
def test_marks_take_no_room_of_their_own(text: str, takes: int) -> None:
    assert room(text, 2.0) == takes
