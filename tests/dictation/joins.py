"""Words where two windows lap over each other: `python -m tests.dictation.joins --count 200`.

Synthetic speech with hardly a pause is cut at full windows, which are short here: nearly every longer one has a pause
somewhere, at which nothing laps.  A word is lost if a window had it and the joined text has it no more, or less often;
it is doubled if the joined text has it, or a piece of it, once more than it was said.  Where one window by itself has
it as often nothing was doubled by joining: the model stammered, which is counted apart.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from tests.dictation.voices import Speech

from earshot import parts, paths
from earshot.domain.reading import Part
from earshot.domain.sound import RATE, as_recorded
from earshot.domain.transcript import plain
from earshot.session.take import Hints, Take

AROUND_SECONDS = 4.0
"""Speech on either side of a lap that is looked at."""
BESIDE_SECONDS = 0.3
"""So near to the lap a word's end belongs to it."""
AROUND_WORDS = 14
NEAR_WORDS = 4
"""So far from the join a doubled word stands."""


@dataclass(frozen=True)
class Lap:
    """Two windows before and after they were joined; seconds of the take that both heard."""

    begin: float
    end: float
    left: list[str]
    right: list[str]
    joined_left: list[str]
    joined_right: list[str]


class Followed(Take):
    """A take that keeps what its joins did."""

    laps: list[Lap]

    def _lap(self, found: list[Part]) -> None:
        last = self.parts[-1]
        left, right = last.text.split(), found[0].text.split()
        super()._lap(found)
        joined = self.parts[-1].text.split(), found[0].text.split()
        self.laps.append(Lap(found[0].start_s, last.end_s, left, right, *joined))


@dataclass(frozen=True)
class Faults:
    """Of one join."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    stammered: tuple[str, ...] = ()
    """Doubled within one of the windows."""


def judged(lap: Lap, words: Sequence[str], ends: Sequence[float]) -> Faults:
    """`words` were said, and ended at these seconds of the take."""
    near = [n for n, at in enumerate(ends) if lap.begin - AROUND_SECONDS <= at <= lap.end + AROUND_SECONDS]
    said = [plain(words[n]) for n in near]
    heard_twice = {i for i, n in enumerate(near) if lap.begin - BESIDE_SECONDS <= ends[n] <= lap.end + BESIDE_SECONDS}
    left, right = _tail(lap.joined_left), _head(lap.joined_right)
    there = _found(said, _tail(lap.left)) | _found(said, _head(lap.right))
    gone = there & _missing(said, left + right) & heard_twice
    had = _tail(lap.left), _head(lap.right)
    lost = sorted(n for n in gone if (left + right).count(said[n]) < max(words.count(said[n]) for words in had))
    twice = _doubled(said, left, right)
    alone = [word for word in twice if _times(word, left + right) <= max(_times(word, w) for w in had)]
    doubled = tuple(word for word in twice if word not in alone)
    return Faults(tuple(said[i] for i in lost), doubled, tuple(alone))


def _tail(words: Sequence[str]) -> list[str]:
    return [plain(word) for word in words[-AROUND_WORDS:]]


def _head(words: Sequence[str]) -> list[str]:
    return [plain(word) for word in words[:AROUND_WORDS]]


def _found(said: list[str], written: list[str]) -> set[int]:
    """Which of the words said are there, in order."""
    blocks = SequenceMatcher(None, said, written, autojunk=False).get_matching_blocks()
    return {block.a + n for block in blocks for n in range(block.size)}


def _missing(said: list[str], written: list[str]) -> set[int]:
    """Which of them have nothing in their place; a word that the other window heard as another one has."""
    codes = SequenceMatcher(None, said, written, autojunk=False).get_opcodes()
    return {n for _, a, b, c, d in codes if b - a > d - c for n in range(a, b)}


def _times(word: str, written: list[str]) -> int:
    return sum(_piece(word, other) for other in written)


def _doubled(said: list[str], left: list[str], right: list[str]) -> list[str]:
    """Words within `NEAR_WORDS` words of the join that nobody said, and that are a neighbour or a piece of one."""
    written, found = left + right, list[str]()
    blocks = [b for b in SequenceMatcher(None, said, written, autojunk=False).get_matching_blocks() if b.size]
    for one, other in pairwise(blocks):
        surplus = (other.b - one.b - one.size) - (other.a - one.a - one.size)
        extra = range(one.b + one.size, other.b)
        if surplus <= 0 or not any(abs(place - len(left)) <= NEAR_WORDS for place in extra):
            continue
        for place in extra:
            beside = written[max(0, place - NEAR_WORDS) : place] + written[place + 1 : place + 1 + NEAR_WORDS]
            if any(_piece(written[place], word) for word in beside) and surplus > 0:
                found.append(written[place])
                surplus -= 1
    return found


def _piece(one: str, other: str) -> bool:
    return one == other or other.startswith(one) or other.endswith(one)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--window", type=float, default=8.0, help="seconds that a window holds (8)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path, default=paths.POCKET)
    options = parser.parse_args()
    world, loaded = parts.world(), parts.Minds().load(options.model)
    speech = Speech(60.0 * options.count, options.seed, (0.0, 0.05), exact=True)
    take = Followed(loaded.ears(), world.sounds.detector(), options.window, lambda: 0.0, Hints("English"))
    take.laps = []
    for sentence in speech.said():
        for _ in take.push(as_recorded(sentence.sound)):
            pass
        if len(take.laps) >= options.count:
            break
    ends = [end / RATE for end in speech.ends]
    faults = [judged(lap, speech.words, ends) for lap in take.laps]
    lost, doubled, stammered = (
        [word for one in faults for word in getattr(one, name)] for name in ("lost", "doubled", "stammered")
    )
    minutes = speech.count / RATE / 60
    print(f"{len(faults)} joins in {minutes:.1f} minutes: {len(doubled)} words doubled, {len(lost)} lost; "
          f"{len(stammered)} doubled within one window")  # fmt: skip
    for lap, one in zip(take.laps, faults, strict=True):
        if one.lost or one.doubled or one.stammered:
            print(f"  lost {list(one.lost)}, doubled {list(one.doubled)}, within one window {list(one.stammered)}:")
            print(f"    … {' '.join(lap.left[-8:])}")
            joined = [*lap.joined_left[-8:], "|", *lap.joined_right[:8]]
            print(f"    and {' '.join(lap.right[:8])} … became … {' '.join(joined)} …")
    return 1 if lost or doubled else 0


if __name__ == "__main__":
    sys.exit(main())
