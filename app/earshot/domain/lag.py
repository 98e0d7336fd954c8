"""How long words of a live take let wait for themselves: from a word's end to the screen, and until it is settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earshot.domain.transcript import Words, plain
from earshot.domain.words import words_of


@dataclass(frozen=True)
class Lag:
    """One word; seconds after its end.  Below 0 where its end is known only about."""

    appeared: float
    settled: float


def lags(ends: Sequence[tuple[str, float | None]], shown: Iterable[tuple[float, Words]]) -> list[Lag]:
    """Of every word that came out at last.

    `ends` are the words of the final text with the moments of their ends, as far as known; `shown` what stood on the
    screen and since when, in order; all moments on one clock.
    """
    final = [plain(word) for word, _ in ends]
    appeared: list[float | None] = [None] * len(final)
    settled: list[float | None] = [None] * len(final)
    for at, words in shown:
        sure = [plain(word) for word in words_of(words.settled)]
        for column, found in ((settled, sure), (appeared, sure + [plain(word) for word in words_of(words.tentative)])):
            for place in _placed(found, final):
                column[place] = at if column[place] is None else column[place]
    return [
        Lag(first - end, last - end)
        for (_, end), first, last in zip(ends, appeared, settled, strict=True)
        if end is not None and first is not None and last is not None
    ]


def _placed(found: Sequence[str], final: Sequence[str]) -> list[int]:
    """The words of the final text that are there already: all of `found` against the best beginning of it."""
    same = 0
    while same < min(len(found), len(final)) and found[same] == final[same]:
        same += 1
    left, right = found[same:], final[same : same + 2 * (len(found) - same) + 8]
    costs = [list(range(len(right) + 1))]
    for i, one in enumerate(left, start=1):
        row = [i]
        for j, other in enumerate(right, start=1):
            row.append(min(costs[-1][j] + 1, row[-1] + 1, costs[-1][j - 1] + (one != other)))
        costs.append(row)
    i, j = len(left), min(range(len(right) + 1), key=lambda end: costs[len(left)][end])
    places = list(range(same))
    while i and j:
        if costs[i][j] == costs[i - 1][j - 1] + (left[i - 1] != right[j - 1]):
            i, j = i - 1, j - 1
            if left[i] == right[j]:
                places.append(same + j)
        elif costs[i][j] == costs[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return places
