"""Joining the texts of two windows of which the second hears the end of the first again.

A cut through speech leaves a truncated word on either side; both windows have the words between them.  The end of
the one is laid over the beginning of the other by alignment (Needleman and Wunsch 1970), word by word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from earshot.domain.transcript import plain

LONGEST, MOST = 12, 2.0
"""Words on either side that are looked at, or so many times those expected: nobody says more in what is heard twice."""
_SAME, _LIKE, _PIECE, _OTHER, _MISSING = 2.0, 1.2, 1.0, -1.0, -1.0
"""What a pair of words is worth: equal, alike, a piece of a word at the cut, different; and a word without one."""
_SAME_LONG, _LONG = 2.5, 4
"""Words of so many letters are seldom equal by chance, even where the words around them were misheard."""
_LEAST, _LEAST_SAME, _LEAST_LONG = 0.0, -0.5, -1.0
"""What a lap is worth at least; with a word that both have alike; with such a long one."""
_STRETCH = 0.45
"""Every word more or fewer than expected in the lap costs so much."""


@dataclass(frozen=True)
class Join:
    """How many words the left text loses at its end, and the right one at its beginning."""

    left: int
    right: int


def join(left: Sequence[str], right: Sequence[str], expected: float = 3.0) -> Join:
    """Where two texts lap over each other; `expected` is about how many words both have."""
    longest = max(LONGEST, round(MOST * expected))
    ends, starts = [plain(w) for w in left[-longest:]], [plain(w) for w in right[:longest]]
    best, lap = _LEAST_LONG, list[tuple[int, int]]()
    for first in range(len(ends)):
        worth, pairs = _aligned(ends[first:], starts)
        worth -= _STRETCH * abs(len(ends) - first - expected)
        same = [len(starts[j]) for i, j in pairs if starts[j] == ends[first + i]]
        least = _LEAST if not same else _LEAST_SAME if max(same) < _LONG else _LEAST_LONG
        if pairs and worth > max(best, least):
            best, lap = worth, [(first + i, j) for i, j in pairs]
    if not lap:
        return Join(0, 0)
    if lap[-1][1] == len(right) - 1:
        return Join(0, len(right))  # the right text ends within the lap
    # Away from the cut both hear well: the left text is good at the beginning of the lap, the right one at its end.
    # Where one of them passed over a word between two that both have, the other's counts.
    i, j = max(lap, key=lambda pair: (pair[0] - pair[1], -abs(lap.index(pair) - len(lap) // 2)))
    if len(lap) == 1 and len(ends[i]) > len(starts[j]):
        return Join(len(ends) - i - 1, j + 1)
    return Join(len(ends) - i, j)


def _aligned(left: list[str], right: list[str]) -> tuple[float, list[tuple[int, int]]]:
    """All of `left` against the best beginning of `right`: what that is worth, and the pairs that belong together."""
    worth = [[_MISSING * (i + j) for j in range(len(right) + 1)] for i in range(len(left) + 1)]
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            pair = worth[i][j] + _likeness(one, other, last=i == len(left) - 1, first=j == 0)
            worth[i + 1][j + 1] = max(pair, worth[i][j + 1] + _MISSING, worth[i + 1][j] + _MISSING)
    i = len(left)
    j = max(range(len(right) + 1), key=lambda end: worth[i][end])
    found, pairs = worth[i][j], []
    while i and j:
        likeness = _likeness(left[i - 1], right[j - 1], last=i == len(left), first=j == 1)
        if worth[i][j] == worth[i - 1][j - 1] + likeness:
            i, j = i - 1, j - 1
            if likeness > 0:
                pairs.append((i, j))
        elif worth[i][j] == worth[i - 1][j] + _MISSING:
            i -= 1
        else:
            j -= 1
    return found, pairs[::-1]


def _likeness(one: str, other: str, *, last: bool, first: bool) -> float:
    """`last` and `first` tell that the cut went through `one` or `other`, which may be a piece of a word."""
    if one == other:
        return _SAME_LONG if len(one) >= _LONG else _SAME
    if (last and other.startswith(one)) or (first and one.endswith(other)):
        return _PIECE
    if min(len(one), len(other)) >= 4 and SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.75:
        return _LIKE
    return _OTHER
