"""Two windows that lap over: nothing is said twice and nothing is lost."""

import random

import pytest

from earshot import paths
from earshot.domain.joining import join
from earshot.domain.words import text_of, words_of

WORDS = (paths.POCKET / "words.txt").read_text().split()
LAP = 1.2


def joined(left: str, right: str, expected: float = 3.0) -> str:
    before, behind = words_of(left), words_of(right)
    found = join(before, behind, expected)
    return text_of(before[: len(before) - found.left] + behind[found.right :])


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("please send the report", "send the report on monday", "please send the report on monday"),
        ("please send the rep", "the report on monday", "please send the report on monday"),
        ("please send the", "end the report on monday", "please send the report on monday"),
        ("we go on and on and on", "on and on until noon", "we go on and on and on until noon"),
        ("Please send the report.", "the report on Monday.", "Please send the report on Monday."),
        ("one two", "", "one two"),
        ("", "one two", "one two"),
        ("one two", "three four", "one two three four"),
        ("er sagte die Straßenbahn", "Straßenbahn kommt", "er sagte die Straßenbahn kommt"),
    ],
)
def test_joins(left: str, right: str, whole: str) -> None:
    assert joined(left, right) == whole


@pytest.mark.parametrize(
    ("left", "right", "expected", "whole"),
    [
        ("is four doctor give", "hour mark this four doctor yesterday", 3.7, "is four doctor yesterday"),
        ("on blue music zero", "old week zero night now", 2.3, "on blue music zero night now"),
        ("and letter wednesday", "eleven later wednesday show bad", 3.0, "and letter wednesday show bad"),
        ("hour twenty line they", "window team line eight this", 3.8, "hour twenty line eight this"),
        ("letter train my street", "the train white start ten", 3.4, "letter train white start ten"),
        ("it ready saturday year red", "you yellow red school", 2.8, "it ready saturday year red school"),
        ("they is was orange morning", "early was from orange morning big", 3.6, "they is was from orange morning big"),
        ("city new name now orange work", "new name now orange", 3.8, "city new name now orange work"),
    ],
)
def test_a_word_that_both_heard_joins_them_although_those_around_it_were_misheard_or_passed_over(
    left: str, right: str, expected: float, whole: str
) -> None:
    """Windows of the pocket model, cut through speech."""
    assert joined(left, right, expected) == whole


TEXTS = (
    "今天早上我们在办公室开会，讨论了下个月的计划。会议以后我给客户打电话，他说报告已经收到了，不过有两个数字需要再检查一次。下午我去银行办事，路上碰到了老朋友。",
    "昨日は友だちと駅の近くの新しい店でラーメンを食べました。とても混んでいて、三十分ぐらい待ちましたが、味は本当に良かったです。次の週末にもう一度行くつもりです。",
    "เมื่อวานนี้ฉันไปตลาดกับแม่เพื่อซื้อผักและผลไม้ แล้วเราก็กลับบ้านมาทำอาหารเย็นด้วยกัน วันนี้ฝนตกหนักมาก ฉันเลยอยู่บ้านอ่านหนังสือทั้งวัน",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("a_second", [5.0, 8.0, 11.0])
def test_cuts_through_speech_in_scripts_without_spaces_double_and_lose_nothing(text: str, a_second: float) -> None:
    """Wherever it is cut and however fast it is spoken; one letter beside either cut is misheard."""
    words, lap = words_of(text), round(LAP * a_second)
    for cut in range(20, len(words) - 20):
        left, right = [*words[: cut - 1], "口"], ["口", *words[cut - lap + 1 :]]
        assert joined(text_of(left), text_of(right), lap * 1.2) == text_of(words), cut


def spoken(rng: random.Random) -> list[tuple[str, float, float]]:
    """Words one after another with their beginnings and ends in seconds."""
    out, at = [], 0.0
    for _ in range(30):
        word = rng.choice(WORDS)
        lasts = 0.12 + 0.055 * len(word) * rng.uniform(0.8, 1.2)
        out.append((word, at, at + lasts))
        at += lasts + (rng.uniform(0.02, 0.1) if rng.random() < 0.3 else 0)
    return out


def test_two_hundred_cuts_through_speech_double_and_lose_nothing() -> None:
    rng, wrong = random.Random(5), []
    for _ in range(200):
        words = spoken(rng)
        cut = rng.uniform(words[10][1], words[20][1])
        left, right = [], []
        for word, start, end in words:
            if end <= cut:
                left.append(word)
            elif start < cut and (cut - start) > 0.4 * (end - start):  # cut short: half a word is heard
                left.append(word[: max(1, round(len(word) * (cut - start) / (end - start)))])
            if start >= cut - LAP:
                right.append(word)
            elif end > cut - LAP and (end - cut + LAP) > 0.4 * (end - start):
                right.append(word[-max(1, round(len(word) * (end - cut + LAP) / (end - start))) :])
        expected = LAP / ((words[-1][2]) / len(words))
        if joined(" ".join(left), " ".join(right), expected) != " ".join(word for word, _, _ in words):
            wrong.append((left[-6:], right[:6], [w for w, _, _ in words]))
    assert not wrong, wrong[:5]
