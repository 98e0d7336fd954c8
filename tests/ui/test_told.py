"""Lines of a clip: the word that is played is the one that is marked."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from earshot import paths
from earshot.domain.subtitles import TimedWord
from earshot.ui.describe.told import Line, Told
from earshot.ui.look.style import tokens


@pytest.mark.parametrize("words", [("send", "the", "report"), ("𠮷野家で", "会う", "😀", "ok"), ("שלום", "report")])
def test_the_word_that_is_played_is_marked(qtbot: QtBot, words: tuple[str, ...]) -> None:
    told = Told(tokens(paths.RESOURCES, dark=False))
    qtbot.addWidget(told)
    placed = tuple(TimedWord(word, float(number), number + 0.9) for number, word in enumerate(words))
    told.show_lines([Line(" ".join(words), 0.0, words=placed)])
    for number, word in enumerate(words):
        told.play(number + 0.5)
        assert told.marked == word
