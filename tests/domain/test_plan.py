"""How far the work on a file is, and how long the rest will take."""

from __future__ import annotations

from pathlib import Path

import pytest

from earshot.domain.plan import Contents, Going, Order, Rates, about, estimate, is_long

FILM = Contents(Path("film.mp4"), "video", 100.0, sound=True)
SILENT = Contents(Path("film.mp4"), "video", 100.0)
SOUND = Contents(Path("talk.wav"), "sound", 100.0, sound=True)


@pytest.mark.parametrize(
    ("contents", "order", "seconds"),
    [
        (FILM, Order.SPEECH_FIRST, 10.0 + 50.0),
        (FILM, Order.PICTURES_ONLY, 50.0),
        (FILM, Order.SPEECH_ONLY, 10.0),
        (SILENT, Order.SPEECH_ONLY, 50.0),
        (SOUND, Order.PICTURES_ONLY, 10.0),
        (Contents(Path("a.png"), "picture"), Order.SPEECH_FIRST, 0.5),
    ],
)
def test_an_estimate_counts_what_is_wanted_and_what_there_is(contents: Contents, order: Order, seconds: float) -> None:
    assert estimate(contents, order, Rates(0.1, 0.5)) == pytest.approx(seconds)
    assert estimate(contents, order, Rates()) is None, "nothing was measured"


def test_one_rate_gives_an_idea_of_the_other() -> None:
    assert estimate(SILENT, Order.SPEECH_FIRST, Rates(hear=0.2)) == pytest.approx(60.0)


def test_time_left_follows_what_is_measured() -> None:
    going = Going(FILM, Order.SPEECH_FIRST, Rates(), now=50.0)
    assert going.share == 0.0 and going.left is None
    going.hear(50.0, 60.0)
    assert going.left == pytest.approx(50 * 0.2 + 100 * 0.6), "ten seconds for half of the sound; frames are a guess"
    going.hear(100.0, 70.0)
    assert going.share == pytest.approx(0.25)
    going.look(50, 100, 120.0)
    assert going.left == pytest.approx(50.0) and going.rates == Rates(0.2, 1.0)
    going.look(100, 100, 170.0)
    assert going.share == 1.0 and going.left == 0.0


def test_somebody_is_asked_before_long_work_only() -> None:
    assert is_long(Contents(Path("film.mp4"), "video", 1800.0), Order.SPEECH_FIRST, Rates())
    assert is_long(FILM, Order.SPEECH_FIRST, Rates(look=4.0))
    assert not is_long(FILM, Order.SPEECH_ONLY, Rates(hear=0.1, look=4.0))


def test_lengths_of_time_are_said_as_people_do() -> None:
    assert [about(seconds) for seconds in (3, 42, 200)] == ["a few seconds", "about 40 s", "about 3 min"]
