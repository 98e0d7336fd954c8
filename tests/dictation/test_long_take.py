"""The measurement of long takes, on short ones."""

from __future__ import annotations

import pytest
from tests.dictation import voices
from tests.dictation.joins import Faults, Lap, judged
from tests.dictation.long_take import Minute, Result, measured
from tests.dictation.voices import Speech

from earshot.cli.desk import Taken
from earshot.cli.notes import Notes
from earshot.domain.take_events import TakeFinished


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
        return Result([], [], taken, [Minute(one, 30.0, 8, 1.0) for one in megabytes])

    assert result(100, *[200] * 12, *[220] * 12).growth("megabytes") == pytest.approx(
        0.1 * 20 / 20 * 200 / 200, abs=0.02
    )
    assert result(*[200] * 30).growth("megabytes") == 0.0


def test_words_doubled_and_lost_at_a_join_are_counted() -> None:
    words = ["send", "the", "red", "paper", "to", "the", "blue", "office"]
    ends = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]

    def joined(left: str, right: str, heard: str = "red paper to the blue office") -> Faults:
        sides = [text.split() for text in ("send the red paper", heard, left, right)]
        return judged(Lap(2.5, 4.0, *sides), words, ends)

    assert joined("send the red paper", "to the blue office") == Faults((), ())
    assert joined("send the red", "to the blue office") == Faults(("paper",), ())
    assert joined("send the red paper", "paper to the blue office") == Faults((), ("paper",))
    assert joined("send the red pa", "paper to the blue office") == Faults((), ("pa",)), "a piece of it counts too"
    assert joined("send red paper", "to the blue office") == Faults((), ()), "another join's affair"
    stammer = "red paper to to the blue office"
    assert joined("send the red paper", "to to the blue office", stammer) == Faults((), (), ("to",)), "no join did that"
    assert joined("send the red paper", "paper to to the blue office", stammer) == Faults((), ("paper",), ("to",))
