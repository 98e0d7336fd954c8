"""Words that settle while somebody speaks: a word is settled once two readings in a row agree on it.

The rule is LocalAgreement-2 (Liu et al. 2020; Macháček et al. 2023), by text, without case and punctuation.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher


def plain(word: str) -> str:
    """A word as it is compared: no case, no punctuation."""
    kept = "".join(c for c in word if not unicodedata.category(c).startswith("P"))
    return (kept or word).casefold()


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
        return " ".join(part for part in (self.settled, self.tentative) if part)


@dataclass
class Agreement:
    """Follows the readings of a take, window by window."""

    closed: list[str] = field(default_factory=list)
    """Final words of windows that are done."""
    replaced: int = 0
    """Settled words that a final reading changed."""
    _settled: list[str] = field(default_factory=list)
    _last: list[str] = field(default_factory=list)
    """What the last reading had behind the settled words."""

    def read(self, text: str) -> Words:
        """Takes a reading of the open window; settled words never change here."""
        behind = self._behind(text.split())
        agreed = common(behind, self._last)
        self._settled += behind[:agreed]
        self._last = behind[agreed:]
        return self._show(self._last)

    def _behind(self, words: list[str]) -> list[str]:
        """The words of a reading that come after what is settled, found by text: a reading may gain or lose words."""
        settled, found = [plain(word) for word in self._settled], [plain(word) for word in words]
        if found[: len(settled)] == settled:
            return words[len(settled) :]
        blocks = SequenceMatcher(None, settled, found, autojunk=False).get_matching_blocks()
        last = max((block for block in blocks if block.size), key=lambda block: block.a, default=None)
        if last is None:
            return words[len(settled) :]
        return words[last.b + len(settled) - last.a :]

    def close(self, text: str) -> Words:
        """Takes the final reading of the window, which decides."""
        words = text.split()
        settled = [plain(word) for word in self._settled]
        kept = SequenceMatcher(None, settled, [plain(word) for word in words], autojunk=False).get_matching_blocks()
        self.replaced += len(settled) - sum(block.size for block in kept)
        self.closed += words
        self._settled, self._last = [], []
        return self._show([])

    def shorten(self, count: int) -> None:
        """The last window loses its last words: the next one heard them better."""
        del self.closed[len(self.closed) - count :]
        self.replaced += count

    def _show(self, tentative: list[str]) -> Words:
        return Words(" ".join(self.closed + self._settled), " ".join(tentative))
