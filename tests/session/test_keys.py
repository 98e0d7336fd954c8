"""One key, three styles: what a press of it does to a real session with a scripted microphone and model."""

from __future__ import annotations

import time
from collections.abc import Iterator
from queue import Empty

import pytest
from test_session import Desk

from earshot.domain.events import Finished
from earshot.domain.keys import CHORD_SECONDS, SHORT_SECONDS, Style
from earshot.domain.take_events import TakeBegan, TakeCancelled, TakeEnds, TakeFinished
from earshot.session.world import Letter
from fakes import noise

PATIENCE = 10.0
LONG = SHORT_SECONDS + 0.05


class Hand(Desk):
    """A session whose letters come one by one, as the screen gets them."""

    def next(self, *kinds: type) -> Letter:
        while True:
            letter = self._letters.get(timeout=PATIENCE)
            if isinstance(letter.event, kinds):
                return letter

    def quiet(self, kind: type) -> bool:
        """True if no such letter comes for a while."""
        until = time.monotonic() + 0.2
        while (left := until - time.monotonic()) > 0:
            try:
                if isinstance(self._letters.get(timeout=left).event, kind):
                    return False
            except Empty:
                pass
        return True

    def holds(self, seconds: float = 0.0) -> int:
        """The key goes down, stays so long, and comes up."""
        number = self.session.key_down()
        if seconds:
            time.sleep(seconds)
        self.session.key_up()
        return number


@pytest.fixture
def hand() -> Iterator[Hand]:
    hand = Hand()
    hand.open()
    yield hand
    assert hand.session.close()


def test_a_held_key_talks_while_it_is_down(hand: Hand) -> None:
    hand.session.use_key(Style.HOLD)
    take = hand.session.key_down()
    assert hand.next(TakeBegan).job == take
    hand.next_microphone().say(noise(1.0))
    hand.session.key_up()
    assert [hand.next(TakeEnds, TakeFinished, Finished).job for _ in range(3)] == [take] * 3


def test_a_toggling_key_begins_with_one_press_and_ends_with_the_next(hand: Hand) -> None:
    hand.session.use_key(Style.TOGGLE)
    take = hand.holds(LONG)
    assert hand.next(TakeBegan).job == take
    hand.next_microphone().say(noise(1.0))
    assert hand.quiet(TakeEnds), "it was let go long ago and the take goes on"
    end = hand.holds()
    assert hand.next(Finished).job == end, "a press that ends a take begins none"
    assert hand.next(TakeFinished).job == take


def test_a_hybrid_key_does_both(hand: Hand) -> None:
    hand.session.use_key(Style.HYBRID)
    tapped = hand.holds()
    assert hand.next(TakeBegan).job == tapped
    hand.next_microphone()
    assert hand.quiet(TakeEnds)
    hand.holds()
    assert hand.next(TakeEnds).job == tapped
    held = hand.holds(LONG)
    assert hand.next(TakeBegan).job == held
    assert hand.next(TakeEnds).job == held


def test_a_shortcut_with_the_key_in_it_is_no_take(hand: Hand) -> None:
    hand.session.use_key(Style.HOLD)
    take = hand.session.key_down()
    hand.session.other_key()
    hand.session.key_up()
    assert CHORD_SECONDS > 0.1
    assert hand.next(TakeBegan).job == take
    assert hand.next(TakeEnds, TakeCancelled).job == take
    assert hand.next(Finished).job == take


def test_a_menu_begins_and_ends_a_take_whatever_the_key_does(hand: Hand) -> None:
    take = hand.session.toggle()
    assert hand.next(TakeBegan).job == take
    hand.next_microphone().say(noise(1.0))
    hand.session.toggle()
    assert hand.next(TakeFinished).job == take


def test_a_key_whose_release_was_missed_is_seen_to_be_up(hand: Hand) -> None:
    hand.session.use_key(Style.HOLD)
    hand.session.look_at_key = lambda: False
    take = hand.session.key_down()
    hand.next_microphone().say(noise(1.0))
    assert hand.next(TakeEnds).job == take, "after a second somebody looks"
    hand.next(Finished)
