"""What an edit changed, word by word, each change to be taken or refused by itself.  Pure code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum
from itertools import takewhile
from typing import TypeAlias

from earshot.domain.words import words_of


class Verdict(Enum):
    """What the user said about a change."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Same:
    """Text that both have."""

    text: str


@dataclass(frozen=True)
class Change:
    """`before` stood where `after` stands now; one of them may be empty."""

    before: str
    after: str
    verdict: Verdict = Verdict.OPEN

    @property
    def text(self) -> str:
        """What counts: the edit, until it is rejected."""
        return self.before if self.verdict is Verdict.REJECTED else self.after


Piece: TypeAlias = Same | Change


@dataclass(frozen=True)
class Differences:
    """A text before and after an edit: all accepted it is the edit, all rejected what was there, to the letter."""

    pieces: tuple[Piece, ...] = ()

    @classmethod
    def between(cls, before: str, after: str) -> Differences:
        """Changes are whole words; such that stand side by side are one."""
        return cls(tuple(_joined(_pieces(before, after))))

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def open(self) -> tuple[int, ...]:
        """Places of the changes nobody has said anything about, in order."""
        return tuple(
            n for n, piece in enumerate(self.pieces) if isinstance(piece, Change) and piece.verdict is Verdict.OPEN
        )

    def next(self, after: int = -1) -> int | None:
        """The next open change behind this place, or from the beginning again; None if there is none."""
        return next((n for n in self.open if n > after), next(iter(self.open), None))

    def previous(self, before: int) -> int | None:
        """The open change before this place, or the last one; None if there is none."""
        return next((n for n in reversed(self.open) if n < before), next(reversed(self.open), None))

    def decided(self, place: int, verdict: Verdict) -> Differences:
        """With a verdict about the change at `place`; OPEN takes one back."""
        piece = self.pieces[place]
        assert isinstance(piece, Change), "only a change is judged"
        return Differences((*self.pieces[:place], replace(piece, verdict=verdict), *self.pieces[place + 1 :]))

    def all_decided(self, verdict: Verdict) -> Differences:
        """With this verdict about every change that is open."""
        found = self
        for place in self.open:
            found = found.decided(place, verdict)
        return found


def _pieces(before: str, after: str) -> Iterator[Piece]:
    """What lies between words that both have, and those words."""
    said, meant = _placed(before), _placed(after)
    same = SequenceMatcher(None, [word for word, _ in said], [word for word, _ in meant], autojunk=False)
    at, now = 0, 0
    for block in same.get_matching_blocks():
        pairs = zip(said[block.a : block.a + block.size], meant[block.b : block.b + block.size], strict=True)
        for (word, here), (_, there) in pairs:
            yield from _gap(before[at:here], after[now:there])
            yield Same(word)
            at, now = here + len(word), there + len(word)
    yield from _gap(before[at:], after[now:])


def _placed(text: str) -> list[tuple[str, int]]:
    """Words without the space behind them, and where they begin."""
    found, at = list[tuple[str, int]](), 0
    for word in map(str.rstrip, words_of(text)):
        at = text.index(word, at)
        found.append((word, at))
        at += len(word)
    return found


def _gap(before: str, after: str) -> Iterator[Piece]:
    """White space that both begin or end with belongs to neither."""
    start = _blanks(before, after)
    yield Same(before[:start])
    before, after = before[start:], after[start:]
    end = _blanks(before[::-1], after[::-1])
    yield Change(before[: len(before) - end], after[: len(after) - end])
    yield Same(before[len(before) - end :])


def _blanks(one: str, other: str) -> int:
    """How many characters of white space both begin with."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1] and pair[0].isspace(), pairs))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of a kind as one, empty ones left out; changes with one space between them are one change."""
    held: list[Piece] = []
    for piece in pieces:
        if piece == Same("") or piece == Change("", ""):
            continue
        last = held[-1] if held else None
        if isinstance(piece, Same) and isinstance(last, Same):
            held[-1] = Same(last.text + piece.text)
        elif isinstance(piece, Change) and (first := _replaced_before(held)) and piece.before and piece.after:
            held[-2:] = [Change(f"{first.before} {piece.before}", f"{first.after} {piece.after}")]
        else:
            held.append(piece)
    yield from held


def _replaced_before(held: list[Piece]) -> Change | None:
    """The change of words into others that one space is left of."""
    if len(held) < 2 or held[-1] != Same(" "):
        return None
    first = held[-2]
    return first if isinstance(first, Change) and first.before and first.after else None
