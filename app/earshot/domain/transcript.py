"""Words that settle while somebody speaks: a word is settled once readings have agreed on it for a while.

The rule is LocalAgreement (Liu et al. 2020; Macháček et al. 2023), by text, without case and punctuation, over a
stretch of sound in place of a number of readings (decision 0017).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import Match, SequenceMatcher

from earshot.domain.words import text_of, words_of


def plain(word: str) -> str:
    """A word as it is compared: no case, no punctuation, no space behind it."""
    kept = "".join(c for c in word.strip() if not unicodedata.category(c).startswith("P"))
    return (kept or word.strip()).casefold()


def common(left: list[str], right: list[str]) -> int:
    """How many words from the start two readings agree on."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if plain(one) != plain(other):
            break
        count += 1
    return count


def word_errors(said: Sequence[str], written: Sequence[str]) -> int:
    """Words to change, add or drop to get from one text to the other (Levenshtein)."""
    row = list(range(len(written) + 1))
    for i, word in enumerate(said, start=1):
        last, row[0] = row[0], i
        for j, other in enumerate(written, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1]


@dataclass(frozen=True)
class Words:
    """A take as it stands: what will stay while its window is open, and what may still change."""

    settled: str
    tentative: str

    @property
    def text(self) -> str:
        return text_of((self.settled, self.tentative))


SETTLING_SECONDS = 2.0
"""So much more must have been heard since a word was first read, and every reading since then have it."""


BESIDE_WORDS = 2
"""So many words more of the next window are looked through for those that the last one loses."""


@dataclass
class Agreement:
    """Follows the readings of a take, window by window."""

    closed: list[str] = field(default_factory=list)
    """Final words of windows that are done."""
    replaced: int = 0
    """Settled words that a final reading changed."""
    _closed: str = ""
    """The same as a text: it may be an hour long."""
    _settled: list[str] = field(default_factory=list)
    _last: list[str] = field(default_factory=list)
    """What the last reading had behind the settled words."""
    _readings: list[tuple[float, list[str]]] = field(default_factory=list)
    """Of the open window: how much was heard by then, in seconds, and what was read."""

    def read(self, text: str, heard: float) -> Words:
        """Takes a reading of the open window, of which `heard` seconds were heard; settled words never change here."""
        words = words_of(text)
        behind = self._behind(words)
        old = [number for number, (then, _) in enumerate(self._readings) if then <= heard - SETTLING_SECONDS]
        if old:
            del self._readings[: old[-1]]
            agreed = min(common(behind, self._behind(earlier)) for _, earlier in self._readings)
            self._settled += behind[:agreed]
            behind = behind[agreed:]
        self._readings.append((heard, words))
        self._last = behind
        return self._show()

    def _behind(self, words: list[str]) -> list[str]:
        """The words of a reading that come after what is settled, found by text: a reading may gain or lose words."""
        settled = self._settled
        if common(settled, words) == len(settled):
            return words[len(settled) :]
        return words[_place(settled, words, len(settled)) :]

    def close(self, text: str, more: bool = False) -> Words:
        """Takes the final reading of the window, which decides.

        `more` says that readings went on behind the place where the window is cut: the words they had there stay as
        they are and belong to the next window.
        """
        words = words_of(text)
        shown = [*self._settled, *self._last]
        place = _place(words, shown, len(words)) if more else len(shown)
        settled, left = self._settled[:place], self._settled[place:]
        self.replaced += len(settled) - sum(block.size for block in _same(settled, words))
        self.closed += words
        self._closed = text_of(self.closed)
        self._settled, self._last, self._readings = left, shown[max(place, len(settled)) + len(left) :], []
        return self._show()

    def shorten(self, count: int, instead: list[str]) -> None:
        """The last window loses its last words: the next one, which begins with `instead`, heard them better.

        What it heard alike stays as it was on the screen and counts as nothing new.
        """
        lost = self.closed[len(self.closed) - count :]
        del self.closed[len(self.closed) - count :]
        self._closed = text_of(self.closed)
        again = _same(lost, instead[: count + BESIDE_WORDS])
        self.replaced += count - sum(block.size for block in again)

    def _show(self) -> Words:
        return Words(text_of([self._closed, *self._settled]), text_of(self._last))


def _same(left: Sequence[str], right: Sequence[str]) -> list[Match]:
    """Stretches of words that two texts share, in order."""
    one, other = [plain(word) for word in left], [plain(word) for word in right]
    return [block for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks() if block.size]


def _place(words: Sequence[str], longer: Sequence[str], end: int) -> int:
    """Where in `longer` the first `end` words of `words` have come to their end: from the last words both share, one
    for one."""
    blocks = _same(words[:end], longer)
    return blocks[-1].b + end - blocks[-1].a if blocks else end
