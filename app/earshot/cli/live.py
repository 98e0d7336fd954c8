"""A take on a terminal: settled words plain, tentative ones pale and underlined, redrawn in place."""

from __future__ import annotations

import shutil
import sys

from earshot.domain.transcript import Words
from earshot.domain.words import gap, lines_of, text_of, words_of

WIDTH, LEAST, INDENT = 76, 16, "  "
"""Columns of a line at most, and where a terminal is narrower than anything can be read in."""
PALE, USUAL = "\x1b[2;4m", "\x1b[0m"
"""Pale and underlined, never by colour alone."""


def wrapped(text: str) -> str:
    return "\n".join(INDENT + text_of(line) for line in _lines(text))


def _lines(text: str) -> list[list[str]]:
    """A letter of Chinese, Japanese or Korean is two columns wide; no word is longer than a line."""
    columns = shutil.get_terminal_size().columns - len(INDENT) - 1
    width = max(LEAST, min(WIDTH, columns))
    pieces = (word[at : at + width] for word in words_of(text) for at in range(0, len(word), width))
    return lines_of(pieces, width, 2.0)


class Live:
    """The take on a terminal, redrawn in place; in a pipe only the final text.

    What has left the screen cannot be drawn over, so of a long take only the last lines are shown while it is spoken.
    """

    def __init__(self, terminal: bool) -> None:
        self._terminal, self._lines = terminal, 0

    def words(self, words: Words) -> None:
        if not self._terminal:
            return
        lines, pale = _lines(words.text), len(words_of(words.tentative))
        shown = list[str]()
        for line in reversed(lines):
            shown.insert(0, INDENT + _paled(line, min(pale, len(line))))
            pale = max(0, pale - len(line))
        shown = shown[-max(1, shutil.get_terminal_size().lines - 2) :]
        self._erase()
        print("\n".join(shown), flush=True)
        self._lines = max(1, len(shown))

    def done(self, text: str) -> None:
        self._erase()
        print(wrapped(text))

    def clear(self) -> None:
        """Makes room for a sentence; the next words stand below it."""
        self._erase()
        sys.stdout.flush()

    def _erase(self) -> None:
        if self._lines:
            sys.stdout.write(f"\x1b[{self._lines}F\x1b[J")
        self._lines = 0


def _paled(line: list[str], count: int) -> str:
    """A line of which the last `count` words are tentative."""
    sure, pale = text_of(line[: len(line) - count]), text_of(line[len(line) - count :])
    return sure + gap(sure, pale) + f"{PALE}{pale}{USUAL}" if pale else sure
