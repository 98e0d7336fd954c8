"""Summaries: of what is said and seen, long texts by pieces."""

from __future__ import annotations

from pathlib import Path

import pytest

from earshot.domain.errors import CannotError, EarshotError
from earshot.domain.events import FileRead, Stepped, Summing, TextEdited
from earshot.domain.reading import Alarm, pieces
from earshot.session import summing
from fakes import FakeClips, FakeEars, FakeEyes, FakeMind, FakePen, FakeSounds, card, noise, silence

CLIP, TALK = Path("clip.mp4"), Path("talk.wav")


def test_a_short_text_is_summarised_at_once() -> None:
    pen = FakePen("In short.")
    events = [event for event in summing.summarise(FakeMind(pen=pen), "a text") if event != Stepped()]
    assert events == [Summing(1, 1), TextEdited("a text", "In short.")]
    assert pen.tasks == ["summarise a text"]


def test_a_long_text_is_summarised_by_pieces_and_then_as_a_whole() -> None:
    pen, text = FakePen("In short."), "word " * 5000
    *_, last = summing.summarise(FakeMind(pen=pen), text)
    assert last == TextEdited(text, "In short.")
    assert len(pen.tasks) == 4
    assert pen.tasks[-1] == "summarise In short.\n\nIn short.\n\nIn short."


def test_pieces_hold_every_word_and_none_is_too_long() -> None:
    text = "\n".join(f"line {number} with some words" for number in range(400)) + "\n" + "long " * 3000
    found = pieces(text, 1000)
    assert " ".join(found).split() == text.split()
    assert max(map(len, found)) <= 1000


def test_a_clip_is_summarised_from_what_is_said_and_seen_in_the_order_of_its_time() -> None:
    pen = FakePen("In short.")
    mind = FakeMind(FakeEars(["Hello.", "Bye."]), FakeEyes("it moves"), pen)
    sound = [noise(2.0), silence(30.0), noise(2.0)]
    *_, read = summing.summarise_file(CLIP, FakeSounds({CLIP: sound}), FakeClips(lasts=40.0), mind)
    assert isinstance(read, FileRead)
    assert read.summary == "In short."
    assert pen.tasks == [
        "summarise 00:00 (said) Hello.\n00:00 (seen) it moves\n00:13 (seen) it moves\n00:27 (seen) it moves\n"
        "00:31 (said) Bye."
    ]


def test_a_recording_is_summarised_from_what_is_said() -> None:
    pen = FakePen("In short.")
    mind = FakeMind(FakeEars(["Hello."]), pen=pen)
    *_, read = summing.summarise_file(TALK, FakeSounds({TALK: [noise(2.0)]}), FakeClips(), mind)
    assert isinstance(read, FileRead)
    assert (read.text, read.summary) == ("Hello.", "In short.")


def test_without_a_word_there_is_no_summary() -> None:
    with pytest.raises(EarshotError, match="nothing to summarise"):
        list(summing.summarise_file(TALK, FakeSounds({TALK: [silence(2.0)]}), FakeClips(), FakeMind()))


def test_a_summary_that_came_out_odd_is_none() -> None:
    mind = FakeMind(pen=OddPen())
    with pytest.raises(EarshotError, match="No summary"):
        list(summing.summarise(mind, "a text"))


def test_a_model_that_cannot_summarise_says_so_before_it_works() -> None:
    with pytest.raises(CannotError, match="cannot summarise"):
        next(summing.summarise_file(TALK, FakeSounds({}), FakeClips(), FakeMind(of=card(manners=("polish",)))))


class OddPen(FakePen):
    def summarise(self, text: str):  # type: ignore[no-untyped-def]
        from earshot.domain.reading import Edit

        yield
        return Edit(text, text, (), (), Alarm("loop", "It repeated itself."))
