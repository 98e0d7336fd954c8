"""A take on a terminal: settled words plain, tentative ones pale and underlined, redrawn in place."""

from __future__ import annotations

import re
import sys
import textwrap

from earshot.domain.transcript import Words

WIDTH = 78


def wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="  ")


class Live:
    """The take on a terminal, redrawn in place; in a pipe only the final text."""

    def __init__(self, terminal: bool) -> None:
        self._terminal, self._lines = terminal, 0

    def words(self, words: Words) -> None:
        if not self._terminal:
            return
        pale = words.tentative.split()
        shown = wrapped(words.text)
        if pale:
            shown = _paled(shown, len(pale))
        self._erase()
        print(shown, flush=True)
        self._lines = shown.count("\n") + 1

    def done(self, text: str) -> None:
        self._erase()
        print(wrapped(text))

    def _erase(self) -> None:
        if self._lines:
            sys.stdout.write(f"\x1b[{self._lines}F\x1b[J")
        self._lines = 0


def _paled(shown: str, count: int) -> str:
    """The last `count` words pale and underlined, never by colour alone."""
    for word in list(re.finditer(r"\S+", shown))[: -count - 1 : -1]:
        shown = f"{shown[: word.start()]}\x1b[2;4m{word.group()}\x1b[0m{shown[word.end() :]}"
    return shown
