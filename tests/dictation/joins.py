"""What became of the words where two windows lap over each other: doubled ones, lost ones, beside the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from earshot.domain.reading import Part
from earshot.domain.sound import RATE
from earshot.domain.transcript import plain

BESIDE = 0.3
"""Seconds on either side of what is heard twice that belong to the join."""
LONGEST = 4
"""Words in a row that can be doubled."""


@dataclass(frozen=True)
class Judged:
    """Over all joins of a take."""

    joins: int
    doubled: int
    """Words that stand twice over a join and were said once."""
    lost: int
    """Words said in the seconds that are heard twice, and missing in the text."""
    words: int
    """Said there."""
    elsewhere: float
    """Share of the words that is missing everywhere else: what the model does not hear at all."""

    @property
    def sentence(self) -> str:
        share = self.lost / max(1, self.words)
        return (
            f"{self.joins} joins: {self.doubled} words doubled, {self.lost} of {self.words} missing at them"
            f" ({share:.1%}; elsewhere {self.elsewhere:.1%})"
        )


def judged(parts: Sequence[Part], words: Sequence[str], ends: Sequence[int]) -> Judged:
    """`words` were said, and ended at these samples; parts are windows in order, the later one's lap taken out."""
    texts = [part for part in parts if part.text]
    said, written = [plain(word) for word in words], [plain(w) for part in texts for w in part.text.split()]
    missing = _missing(said, written)
    laps = [(b.start_s, a.end_s, a) for a, b in pairwise(parts) if b.start_s < a.end_s]
    there, doubled = set[int](), 0
    for begin, end, left in laps:
        there |= {n for n, at in enumerate(ends) if begin - BESIDE <= at / RATE <= end + BESIDE}
        place = sum(len(part.text.split()) for part in texts[: texts.index(left) + 1]) if left in texts else 0
        doubled += _doubled(written, place, said)
    rest = len(said) - len(there)
    return Judged(len(laps), doubled, len(missing & there), len(there), len(missing - there) / max(1, rest))


def _doubled(written: Sequence[str], place: int, said: Sequence[str]) -> int:
    """Words that stand on both sides of a join although nobody says them twice in a row."""
    for count in range(LONGEST, 0, -1):
        left, right = list(written[max(0, place - count) : place]), list(written[place : place + count])
        twice = left + right
        if left and left == right and not any(list(said[n : n + 2 * count]) == twice for n in range(len(said))):
            return count
    return 0


def _missing(said: Sequence[str], written: Sequence[str]) -> set[int]:
    """Words without any counterpart; a word heard as another one is not missing."""
    missing: set[int] = set()
    for kind, a, b, c, d in SequenceMatcher(None, said, written, autojunk=False).get_opcodes():
        if kind in ("delete", "replace"):
            missing |= set(range(a + (d - c), b)) if b - a > d - c else set()
    return missing
