"""When words are shown: as the machine can afford it, always, or never."""

from __future__ import annotations

import pytest
from test_live import PATIENCE, RAW, Desk, everybody_leaves, rows

from earshot import parts
from earshot.domain.events import Finished, Noticed, TextHeard, Waiting
from earshot.domain.health import from_json
from earshot.domain.take_events import TakeFinished
from earshot.session import jobs
from earshot.session.pace import LOOK_SECONDS, STRAINED, LiveWords, Pace
from fakes import Clock, FakeEars, FakeMind, loud, noise

__all__ = ["everybody_leaves"]  # a fixture that closes every desk


class FakeStrain:
    """A machine that is as hot as the test says."""

    def __init__(self, *, hot: bool = False) -> None:
        self.hot, self.asked = hot, 0

    def strained(self) -> bool:
        self.asked += 1
        return self.hot


def dictated(pace: Pace) -> tuple[list[str], list[str], bool]:
    """What is shown before the end of a take, what is told, and whether some words came only at its end."""
    released = [0.0]

    def blocks():  # type: ignore[no-untyped-def]
        for _ in range(3):
            yield noise(1.0)
            yield None
            yield None
        released[0] = 1.0

    mind = FakeMind(FakeEars(["One two three."], ["one", "one two", "one two three"]))
    shown, told, final_only = [], [], False
    for event in jobs.dictate(mind, loud, blocks(), lambda: released[0], pace=pace):
        match event:
            case TextHeard(words) if words.tentative:
                shown.append(words.text)
            case Noticed(sentence):
                told.append(sentence)
            case TakeFinished():
                assert event.text == "One two three."
                final_only = event.final_only
            case _:
                assert isinstance(event, Waiting) or event is not None
    return shown, told, final_only


@pytest.mark.parametrize(
    ("choice", "hot", "live", "told"),
    [
        (LiveWords.AUTO, False, True, []),
        (LiveWords.AUTO, True, False, [STRAINED]),
        (LiveWords.ALWAYS, True, True, []),
        (LiveWords.NEVER, False, False, []),
    ],
)
def test_words_are_live_as_chosen_and_as_the_machine_can(
    choice: LiveWords, hot: bool, live: bool, told: list[str]
) -> None:
    shown, notices, final_only = dictated(Pace(FakeStrain(hot=hot), choice))
    assert (bool(shown), notices, final_only) == (live, told, not live)


def test_it_is_told_once_and_again_only_after_the_machine_was_at_ease() -> None:
    strain, clock = FakeStrain(hot=True), Clock()
    pace = Pace(strain, clock=clock)
    assert dictated(pace)[1] == [STRAINED]
    assert dictated(pace)[1] == []
    assert strain.asked == 1, "it is not asked at every step"
    for hot, told in ((False, []), (True, [STRAINED])):
        strain.hot = hot
        clock.now += LOOK_SECONDS
        assert dictated(pace)[1] == told


def test_a_session_tells_it_once_and_the_card_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the real model: the words come when the take ends, all of them."""
    monkeypatch.setattr(parts, "Strain", lambda: FakeStrain(hot=True))
    desk, told = Desk(speed=3.0), []
    desk.open()
    for _ in range(2):
        take = desk.speaks()
        while not isinstance(event := desk.letters.get(timeout=PATIENCE).event, TakeFinished):
            told += [event.sentence] if isinstance(event, Noticed) else []
            assert not (isinstance(event, TextHeard) and event.words.tentative)
        assert event.text.startswith(RAW) and event.final_only
        desk.until(Finished, take)
    assert told == [STRAINED]
    desk.session.pace.choice = LiveWords.ALWAYS
    desk.until(TextHeard, desk.speaks())
    assert desk.session.close()
    assert [from_json(entry.health).final_only for entry in rows()[1:]] == [True, True]


def test_an_unknown_choice_is_what_the_machine_can_afford() -> None:
    assert LiveWords.named("sometimes") is LiveWords.AUTO
    assert LiveWords.named("never") is LiveWords.NEVER
