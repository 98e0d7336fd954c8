"""The measurement of long takes, on short ones."""

from __future__ import annotations

import pytest
from tests.dictation import voices
from tests.dictation.joins import judged
from tests.dictation.long_take import Minute, Result, measured
from tests.dictation.voices import Speech

from earshot.cli.desk import Taken
from earshot.cli.notes import Notes
from earshot.domain.events import TakeFinished
from earshot.domain.reading import Part
from earshot.domain.sound import RATE


@pytest.mark.skipif(not voices.installed(), reason="libespeak-ng and libflite are not installed")
def test_a_take_that_is_made_while_it_is_heard_comes_out_whole() -> None:
    speech = Speech(20.0, seed=4)
    found = measured(speech, speed=4.0)
    assert speech.sentences > 2 and found.taken.notes.samples == [speech.count]
    assert found.taken.finishes == 1 and found.taken.notes.windows >= 2
    assert found.word_error < 0.4 and found.taken.notes.changed == 0


def test_memory_and_work_are_compared_at_both_ends() -> None:
    def result(*megabytes: float) -> Result:
        taken = Taken(TakeFinished("", 0.0), 1, (), 0.0, 0.0, 0.0, Notes())
        return Result([], [], taken, [Minute(one, 8, 1.0) for one in megabytes])

    assert result(100, *[200] * 12, *[220] * 12).growth("megabytes") == pytest.approx(
        0.1 * 20 / 20 * 200 / 200, abs=0.02
    )
    assert result(*[200] * 30).growth("megabytes") == 0.0


def test_words_doubled_and_lost_at_a_join_are_counted() -> None:
    words = ["send", "the", "red", "paper", "to", "the", "blue", "office"]
    ends = [round(at * RATE) for at in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)]

    def joined(left: str, right: str) -> tuple[int, int, int]:
        parts = [Part(0.0, 4.5, (), (), left), Part(3.3, 8.0, (), (), right)]
        found = judged(parts, words, ends)
        return found.joins, found.doubled, found.lost

    assert joined("send the red paper", "to the blue office") == (1, 0, 0)
    assert joined("send the red paper", "red paper to the blue office") == (1, 2, 0)
    assert joined("send the red", "to the blue office") == (1, 0, 1)
    assert joined("send red paper", "to the blue office") == (1, 0, 0), "lost elsewhere"
