"""One take: what is said comes out once, window by window, and settles as it goes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from earshot.domain.events import Event, Noticed, Stepped, TextHeard
from earshot.domain.reading import REST, Alarm, Reading
from earshot.domain.sound import RATE, Sound
from earshot.domain.transcript import Words
from earshot.session.pace import Ease, Pace
from earshot.session.take import FEED, SLOW, SLOW_SECONDS, Hints, Take
from fakes import Clock, FakeEars, ids, loud, noise, reading, silence

DOUBT = Alarm("loop", "The model repeated itself.")
TWO_WINDOWS = np.concatenate([noise(7.0), silence(0.6), noise(3.0, seed=1)])


def hear(ears: FakeEars, *sounds: Sound, clock: Clock | None = None) -> tuple[Take, list[Event]]:
    """A take that has heard these blocks."""
    take = Take(ears, loud, 30.0, clock or Clock(), Hints("English"))
    return take, [event for sound in sounds for event in take.push(sound)]


def shown(events: list[Event]) -> list[Words]:
    return [event.words for event in events if isinstance(event, TextHeard)]


def test_a_short_take_is_one_window_with_all_of_its_sound() -> None:
    ears, sound = FakeEars(["Hello world."]), noise(2.0)
    take, events = hear(ears, sound[:700], sound[700:])
    assert shown(events) == []
    assert shown(list(take.finish())) == [Words("Hello world.", "")]
    assert take.text == "Hello world."
    (window,) = ears.windows
    assert window.language == "English"
    assert window.context == ""
    np.testing.assert_array_equal(np.concatenate(window.sound), sound)
    (part,) = take.parts
    assert (part.start_s, part.end_s) == (0.0, 2.0)
    assert part.generated_ids == ids("Hello world.")


@pytest.mark.parametrize("size", [640, 1000, 16_000, len(TWO_WINDOWS)])
def test_a_long_take_is_heard_without_loss_or_doubling(size: int) -> None:
    ears = FakeEars(["First window.", "Second window."])
    take, events = hear(ears, *[TWO_WINDOWS[start : start + size] for start in range(0, len(TWO_WINDOWS), size)])
    events += take.finish()
    heard = [np.concatenate(window.sound)[: window.closed_at] for window in ears.windows]
    np.testing.assert_array_equal(np.concatenate(heard), TWO_WINDOWS)
    first, second = take.parts
    assert first.start_s == 0.0
    assert first.end_s == second.start_s == len(heard[0]) / RATE
    assert second.end_s == pytest.approx(len(TWO_WINDOWS) / RATE)
    assert take.text == "First window. Second window."
    assert shown(events)[-1] == Words("First window. Second window.", "")


def test_windows_of_a_script_without_spaces_follow_one_another_without_one() -> None:
    take, events = hear(FakeEars(["今天早上。", "我们开会。"]), TWO_WINDOWS)
    events += take.finish()
    assert take.text == "今天早上。我们开会。"
    assert shown(events)[-1] == Words("今天早上。我们开会。", "")


def test_the_next_window_knows_what_was_said_before() -> None:
    ears = FakeEars(["First window.", "Second window."])
    take, _ = hear(ears, TWO_WINDOWS)
    list(take.finish())
    assert [window.context for window in ears.windows] == ["", "First window."]


def test_a_doubtful_window_is_read_again_in_halves_without_context() -> None:
    ears = FakeEars(["First window.", reading("la la la", DOUBT), "second", "window."])
    take, _ = hear(ears, np.concatenate([TWO_WINDOWS, noise(4.0), silence(0.6)]))
    list(take.finish())
    assert [window.context for window in ears.windows] == ["", "First window.", "", ""]
    assert take.text == "First window. second window."
    assert take.alarms == ()
    assert len(take.parts) == 3
    assert take.parts[1].end_s == take.parts[2].start_s


def test_if_one_half_is_well_that_half_counts() -> None:
    ears = FakeEars([reading("la la la", DOUBT), "first half", reading("la la", DOUBT), "Second window."])
    take, _ = hear(ears, TWO_WINDOWS)
    list(take.finish())
    assert take.text == "first half la la Second window."
    assert [part.alarms for part in take.parts] == [(), (DOUBT,), ()]


def test_a_window_that_stays_doubtful_is_marked_and_not_handed_on_as_context() -> None:
    ears = FakeEars([reading("la la la", DOUBT), reading("la la", DOUBT), reading("la la", DOUBT), "Second window."])
    take, _ = hear(ears, TWO_WINDOWS)
    list(take.finish())
    assert ears.windows[-1].context == ""
    assert take.text == "la la la Second window."
    assert take.alarms == (DOUBT,)
    assert take.parts[0].alarms == (DOUBT,)


def test_an_answer_instead_of_a_transcript_is_read_again() -> None:
    ears = FakeEars(["Sure, here is what they said: buy milk", "buy", "milk"])
    take, _ = hear(ears, noise(3.0))
    list(take.finish())
    assert take.text == "buy milk"


def test_a_window_with_far_too_few_words_is_marked() -> None:
    ears = FakeEars(["three words only", "two words", "one"])
    take, _ = hear(ears, noise(12.0))
    list(take.finish())
    assert [alarm.kind for alarm in take.alarms] == ["incomplete"]


GONE_BACK = "please call the office tomorrow morning and please call the office tomorrow morning"


def test_a_model_that_goes_back_to_what_it_wrote_is_read_again() -> None:
    ears = FakeEars([GONE_BACK, "please call the office", "tomorrow morning and stop"])
    take, _ = hear(ears, noise(3.0))
    list(take.finish())
    assert take.text == "please call the office tomorrow morning and stop"
    assert take.alarms == ()


def test_what_was_really_said_twice_stands_twice_and_is_not_marked() -> None:
    ears = FakeEars(
        [GONE_BACK, "please call the office tomorrow morning", "and please call the office tomorrow morning"]
    )
    take, _ = hear(ears, noise(3.0))
    list(take.finish())
    assert take.text == GONE_BACK
    assert take.alarms == ()


def test_a_repetition_that_reads_otherwise_each_time_is_marked() -> None:
    other = "call the office now call the office now"
    ears = FakeEars([GONE_BACK, other, other])
    take, _ = hear(ears, noise(3.0))
    list(take.finish())
    assert take.text == GONE_BACK
    assert [alarm.kind for alarm in take.alarms] == ["repeated"]


BEGIN, END = "please call the office tomorrow", "morning and send the letter"
SAID = f"{BEGIN} {END}"


def test_words_that_an_earlier_reading_had_and_the_last_one_has_not_are_read_again() -> None:
    ears = FakeEars(["please call the letter", BEGIN, END], [f"{BEGIN} morning and"], streams=True)
    take, events = hear(ears, noise(4.5))
    assert shown(events) == [], "of a file only what is done is shown"
    list(take.finish())
    assert take.text == SAID
    assert take.alarms == ()


def test_while_somebody_speaks_it_is_shown_too() -> None:
    take = Take(FakeEars([SAID], [BEGIN], streams=True), loud, 30.0, Clock(), pace=Pace(Ease()))
    assert shown(list(take.push(noise(4.5)))) == [Words("", BEGIN)]


def test_an_earlier_reading_that_no_second_one_bears_out_changes_nothing() -> None:
    ears = FakeEars(["please call the letter", "please call", "the letter"], [SAID], streams=True)
    take, _ = hear(ears, noise(4.5))
    list(take.finish())
    assert take.text == "please call the letter"
    assert take.alarms == ()


@pytest.mark.parametrize(("live", "checks"), [(True, 1), (False, 3)])
def test_a_slow_computer_keeps_up_with_who_speaks(live: bool, checks: int) -> None:
    clock = Clock()

    def cost() -> None:
        clock.now += 1.5

    ears = FakeEars(["First window."], cost=cost, streams=True)
    take = Take(ears, loud, 30.0, clock, pace=Pace(Ease()) if live else None)
    list(take.push(noise(11.0)))
    assert len(ears.windows[0].drafts) == checks


@pytest.mark.parametrize("size", [640, 1000, 16_000, len(TWO_WINDOWS)])
def test_what_is_read_for_comparison_depends_on_the_sound_alone(size: int) -> None:
    ears = FakeEars(["First window.", "Second window."], streams=True)
    take, _ = hear(ears, *[TWO_WINDOWS[start : start + size] for start in range(0, len(TWO_WINDOWS), size)])
    list(take.finish())
    assert [len(window.drafts) for window in ears.windows] == [3, 2]


def test_a_cut_through_speech_doubles_and_loses_no_word() -> None:
    first = " ".join(f"w{number}" for number in range(56))
    ears = FakeEars([f"{first} please send the rep", "the report on monday and " + first])
    take, events = hear(ears, noise(45.0))
    events += take.finish()
    assert take.text == f"{first} please send the report on monday and {first}"
    assert take.parts[1].start_s < take.parts[0].end_s
    assert shown(events)[-1].text == take.text


def test_a_cut_through_speech_doubles_no_word_of_the_translation() -> None:
    said, told = (" ".join(f"{letter}{number}" for number in range(56)) for letter in "wt")
    first = replace(reading(f"{said} please send the"), translation=f"{told} bitte senden Sie den")
    ears = FakeEars([first, replace(reading("send the report"), translation="senden Sie den Bericht")])
    take, _ = hear(ears, noise(32.0))
    list(take.finish())
    assert take.text == f"{said} please send the report"
    assert " ".join(part.translation for part in take.parts) == f"{told} bitte senden Sie den Bericht"


def test_after_a_long_pause_nothing_is_context() -> None:
    ears = FakeEars(["First window.", "Second window."])
    take, _ = hear(ears, np.concatenate([noise(2.0), silence(8.0), noise(2.0)]))
    list(take.finish())
    assert [window.context for window in ears.windows] == ["", ""]
    assert take.parts[1].start_s == pytest.approx(9.8, abs=0.1)


def test_a_click_is_never_read_and_silence_says_so() -> None:
    ears = FakeEars(["ghost"])
    take, _ = hear(ears, np.concatenate([silence(1.0), noise(0.1), silence(1.0)]))
    list(take.finish())
    assert take.text == ""
    assert [alarm.kind for alarm in take.alarms] == ["no-speech"]
    assert all(window.closed_at is None for window in ears.windows)


def test_the_stretches_of_speech_are_told() -> None:
    take, _ = hear(FakeEars(["a b"]), np.concatenate([silence(1.0), noise(1.0), silence(1.0), noise(0.5)]))
    list(take.finish())
    (part,) = take.parts
    assert np.allclose(np.array(part.speech), [(1.0, 2.0), (3.0, 3.5)], atol=0.1)


def test_windows_in_which_nothing_was_said_leave_no_gap_in_the_text() -> None:
    ears = FakeEars(["", "Second window."])
    take, _ = hear(ears, TWO_WINDOWS)
    list(take.finish())
    assert take.text == "Second window."


def test_the_model_is_fed_in_steps_that_leave_room_for_something_urgent() -> None:
    ears = FakeEars()
    _, events = hear(ears, noise(5.0))
    assert max(len(piece) for piece in ears.windows[0].sound) <= FEED
    assert events == [Stepped()] * len(ears.windows[0].sound)


def test_words_settle_while_somebody_speaks() -> None:
    ears = FakeEars(["Send the report."], ["send the rep", "send the report on"])
    take, _ = hear(ears, noise(1.0))
    assert shown(list(take.read())) == [Words("", "send the rep")]
    list(take.push(noise(2.2)))
    assert shown(list(take.read())) == [Words("send the", "report on")]
    assert shown(list(take.finish())) == [Words("Send the report.", "")]
    assert take.replaced == 0


def test_each_reading_is_the_draft_of_the_next_and_a_new_window_begins_without_one() -> None:
    ears = FakeEars(["one two three.", "x"], ["one", "one two"])
    take, _ = hear(ears, noise(1.0))
    list(take.read())
    list(take.push(noise(1.0)))
    list(take.read())
    list(take.push(TWO_WINDOWS))
    list(take.finish())
    assert ears.windows[0].drafts == [(), ids("one"), ids("one two")]
    assert ears.windows[1].drafts == [()]


def test_nothing_is_read_before_anything_was_said() -> None:
    take, _ = hear(FakeEars())
    assert not take.worth_reading()
    assert list(take.finish()) == []
    assert take.text == ""
    assert [alarm.kind for alarm in take.alarms] == ["no-speech"]


def test_a_reading_is_worth_while_once_enough_is_new() -> None:
    take, _ = hear(FakeEars(), noise(0.4))
    assert not take.worth_reading()
    list(take.push(noise(0.4)))
    assert take.worth_reading()
    list(take.read())
    assert not take.worth_reading()


def test_after_a_slow_reading_the_next_one_waits() -> None:
    clock = Clock(100.0)

    def cost() -> None:
        clock.now += 1.5

    take, _ = hear(FakeEars(cost=cost), noise(1.0), clock=clock)
    list(take.read())
    list(take.push(noise(1.0)))
    assert not take.worth_reading()
    clock.now += REST * 1.5 - 0.1
    assert not take.worth_reading()
    clock.now += 0.2
    assert take.worth_reading()


def test_words_of_a_closed_window_are_not_shown_a_second_time_while_nobody_speaks() -> None:
    """Blocks of a frame each: the pause closes the window and nothing lies behind it yet."""
    ears = FakeEars(["First window."], ["First window."] * 3)
    take = Take(ears, loud, 30.0, Clock())
    for start in range(0, len(TWO_WINDOWS), 640):
        list(take.push(TWO_WINDOWS[start : start + 640]))
        if take.parts:
            break
    assert not take.worth_reading()
    assert take.text == "First window."
    assert {words.text for words in shown(list(take.finish()))} <= {"First window."}


class Hurried(FakeEars):
    """Makes out one word before it is hurried."""

    def read(
        self, draft: Sequence[int] = (), hurry: Callable[[], bool] = lambda: False
    ) -> Generator[None, None, Reading]:
        whole = yield from super().read(draft)
        return replace(whole, ids=whole.ids[:1]) if hurry() else whole


def test_a_reading_is_broken_off_when_the_speaker_ends_and_stays_a_draft() -> None:
    ears = Hurried(["one two three."], ["one two", "three four"])
    take, _ = hear(ears, noise(1.0))
    list(take.read())
    list(take.push(noise(1.0)))
    assert shown(list(take.read(hurry=lambda: True))) == []
    assert shown(list(take.finish())) == [Words("one two three.", "")]
    assert ears.windows[0].drafts[2] == (*ids("three four")[:1], *ids("one two")[1:])


@pytest.mark.parametrize("samples", [1, 639, 640, 641, 30_001])
def test_an_empty_take_lasts_as_long_as_it_was_to_the_sample(samples: int) -> None:
    take, _ = hear(FakeEars(), np.zeros(samples, np.float32))
    list(take.finish())
    (part,) = take.parts
    assert (part.start_s, part.end_s) == (0.0, samples / RATE)


@pytest.mark.parametrize(("cost", "told", "readings"), [(SLOW_SECONDS + 1, [Noticed(SLOW)], 2), (SLOW_SECONDS, [], 4)])
def test_where_readings_cost_too_much_words_come_at_the_end_and_it_is_said_once(
    cost: float, told: list[Noticed], readings: int
) -> None:
    clock = Clock()

    def takes_long() -> None:
        clock.now += cost

    ears = FakeEars(["All of it."], ["all", "all of", "all of it", "all of it"], takes_long)
    take, events = hear(ears, noise(1.0), clock=clock)
    for _ in range(4):
        events += take.read() if take.worth_reading() else ()
        clock.now += 60.0
        events += take.push(noise(1.0))
    assert [event for event in events if isinstance(event, Noticed)] == told
    assert len(ears.windows[0].drafts) == readings
    assert shown(list(take.finish()))[-1] == Words("All of it.", "")
