"""What counts as a word: what stands between spaces, and in scripts that put none, a letter with its marks.

So words settle, join and are told apart in Chinese, Japanese and Thai as they are in English.  Pure.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence

RUN_ON = (
    r"\u0e01-\u0e4e\u0e81-\u0edf\u1000-\u109f\u1780-\u17d3"  # Thai, Lao, Myanmar, Khmer
    r"\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\uff66-\uff9f"  # kana and bopomofo
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
"""Letters of scripts that put no spaces between words, as they stand in a class of a regular expression."""
LETTERS_A_WORD = 2
"""So many of those letters count as a word; in Chinese it is about that."""
_RUN_ON = re.compile(f"[{RUN_ON}]")
_DENSE = re.compile(rf"[{RUN_ON}\u3000-\u303f\uff01-\uff65]")
"""These, and full stops, commas and brackets that bring their own room."""
_UNEVEN = re.compile(rf"{_DENSE.pattern}|\s ")
"""What may need more or less than a space between two pieces."""
_STACKING = "\u1039\u17d2"
"""Signs that put the next letter under the last one."""
_OPENING = ("Ps", "Pi")


def runs_on(text: str) -> bool:
    """True if some of it is in a script that puts no spaces between words."""
    return _RUN_ON.search(text) is not None


def words_of(text: str) -> list[str]:
    """The words of a text, in order; punctuation stays with its word.

    A space is a part of the word before it only where nobody could tell: beside a letter that takes none by itself.
    """
    apart = text.split()
    if not apart or not _DENSE.search(text):
        return apart
    words: list[str] = []
    for letter in " ".join(apart):
        if not words or words[-1].endswith(" ") or _begins(letter, words[-1]):
            words.append(letter)
        else:
            words[-1] += letter
    return [
        word if _DENSE.search(word + following) else word.rstrip()
        for word, following in zip(words, [*words[1:], ""], strict=True)
    ]


def text_of(pieces: Iterable[str]) -> str:
    """Words, or texts one after another, as one text: a space between them where their scripts put one."""
    there = [piece for piece in pieces if piece]
    whole = " ".join(there)
    if not _UNEVEN.search(whole):
        return whole.strip()
    out: list[str] = []
    for piece in there:
        if out:
            out.append(gap(out[-1], piece))
        out.append(piece)
    return "".join(out).strip()


def gap(left: str, right: str) -> str:
    """What belongs between two pieces of text: a space, or nothing."""
    if not left or not right or left[-1].isspace():
        return ""
    edges = (left[-1], right[0], _letter(reversed(left)), _letter(right))
    return "" if any(_DENSE.match(c) for c in edges) else " "


def word_count(text: str) -> int:
    """How many words a text has for somebody who counts them; signs that stand alone are none."""
    return math.ceil(weight([word for word in words_of(text) if any(letter.isalnum() for letter in word)]))


def weight(words: Sequence[str]) -> float:
    """How many words these are, if letters of scripts without spaces count as pieces of one."""
    dense = sum(runs_on(word) for word in words)
    return len(words) - dense + dense / LETTERS_A_WORD


def lines_of(words: Iterable[str], longest: float, wide: float) -> list[list[str]]:
    """Words as lines with room for so many letters, of which one of Chinese, Japanese or Korean takes up `wide`."""
    lines: list[list[str]] = []
    for word in words:
        if lines and room(text_of((*lines[-1], word)), wide) <= longest:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def room(line: str, wide: float) -> float:
    """How much of a line a text takes, in letters; a mark above or below one takes nothing."""
    taking = (letter for letter in line if unicodedata.category(letter) not in ("Mn", "Me", "Cf"))
    return sum(wide if unicodedata.east_asian_width(letter) in "WF" else 1.0 for letter in taking)


def from_right(text: str) -> bool:
    """True if a text is written from right to left, as its first letter says."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def _begins(letter: str, word: str) -> bool:
    """True if a letter begins a word of its own behind this one."""
    kind = unicodedata.category(letter)
    if kind.startswith("M") or all(unicodedata.category(c) in _OPENING for c in word):
        return False
    if runs_on(letter):
        return word[-1] not in _STACKING
    return runs_on(word) and (letter.isalnum() or kind in _OPENING)


def _letter(text: Iterable[str]) -> str:
    """The first letter or digit, or sign that brings its own room."""
    return next((c for c in text if c.isalnum() or _DENSE.match(c)), "")
