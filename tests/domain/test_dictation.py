"""The dictation as stories: what a person does, what the devices do, and what is asked of the world."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from earshot.domain.dictation import deadline, step
from earshot.domain.errors import EarshotError, MicrophoneError, ModelError
from earshot.domain.keys import UNSEEN_SECONDS, Style
from earshot.domain.orders import (
    AskForModel,
    CloseMicrophone,
    Complain,
    Deliver,
    DropTake,
    EndRecording,
    KeepTake,
    LookAtKey,
    Notice,
    OpenMicrophone,
    Order,
    ReadTake,
    StartRecording,
    StopReading,
    TakeBack,
    Tell,
    Why,
)
from earshot.domain.signals import (
    Begin,
    Cancel,
    DeviceLost,
    DeviceReady,
    End,
    KeyDown,
    KeyHeld,
    KeyUp,
    Leave,
    ModelCame,
    ModelFailed,
    ModelWent,
    NotDelivered,
    NotRecorded,
    OtherKey,
    ReadingFailed,
    Recorded,
    Signal,
    Tick,
    Toggle,
    Transcribed,
    Undo,
)
from earshot.domain.taking import RULES, Model, Phase, Rules, Running, Shut, State

READY = State(model=Model.READY)
WARM = replace(READY, microphone=Running(1), streams=1)
"""As if the microphone had just been opened, for however long."""
HOLD = replace(RULES, style=Style.HOLD)
TOGGLE = replace(RULES, style=Style.TOGGLE)
GONE = MicrophoneError("It is gone.")
NO_MODEL = ModelError("It cannot be loaded.")


def told(state: State, *signals: Signal, rules: Rules = RULES) -> tuple[State, list[Order]]:
    orders: list[Order] = []
    for signal in signals:
        state, more = step(state, signal, rules)
        orders += more
    return state, orders


Story = tuple[str, Rules, State, Sequence[Signal], Sequence[Order]]

STORIES: list[Story] = [
    (
        "a key is held, a sentence is said, and the text is there",
        HOLD, READY,
        [KeyDown(1), DeviceReady(1.3, 1), KeyUp(4), Recorded(4.5, 1), Transcribed(4.7, 1, " Hello. "), Tick(25)],
        [
            OpenMicrophone(1), StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 4.4), Deliver(1, "Hello."),
            CloseMicrophone(1),
        ],
    ),
    (
        "a tap begins, a tap ends",
        RULES, WARM,
        [KeyDown(1), KeyUp(1.1), KeyDown(9), KeyUp(9.1)],
        [StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 9.4)],
    ),
    (
        "the same key held long ends when it is let go",
        RULES, WARM,
        [KeyDown(1), KeyUp(3)],
        [StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 3.4)],
    ),
    (
        "what was inserted just now is taken back, once",
        HOLD, WARM,
        [KeyDown(1), KeyUp(4), Recorded(4.5, 1), Transcribed(4.7, 1, "Hello."), Undo(9.6), Undo(9.65)],
        [StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 4.4), Deliver(1, "Hello."), TakeBack(1)],
    ),
    (
        "what was inserted a while ago stays",
        HOLD, WARM,
        [KeyDown(1), KeyUp(4), Recorded(4.5, 1), Transcribed(4.7, 1, "Hello."), Undo(9.8)],
        [StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 4.4), Deliver(1, "Hello.")],
    ),
    (
        "a cancel after an insertion is undone first, then the insertion",
        HOLD, WARM,
        [
            KeyDown(1), KeyUp(4), Recorded(4.5, 1), Transcribed(4.7, 1, "One."), KeyDown(5), Cancel(6),
            Recorded(6.1, 2), Undo(7), Undo(7.1),
        ],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 4.4), Deliver(1, "One."), StartRecording(2, 4.6),
            ReadTake(2, 2), EndRecording(2, 6), StopReading(2), Tell(Notice.CANCELLED), ReadTake(2, 3), TakeBack(1),
        ],
    ),
    (
        "begun and ended by name, whatever the key is for",
        TOGGLE, WARM,
        [Begin(1), Begin(2), End(3), End(3.1)],
        [StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 3.4)],
    ),
    (
        "a toggling key does not care how long it is held",
        TOGGLE, WARM,
        [KeyDown(1), KeyUp(5), KeyDown(8), KeyUp(8.1)],
        [StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 8.4)],
    ),
    (
        "let go before the microphone was ready: the take is what comes in its tail",
        HOLD, READY,
        [KeyDown(1), KeyUp(1.2), DeviceReady(2, 1), Recorded(2.5, 1)],
        [OpenMicrophone(1), StartRecording(1, 0.6), EndRecording(1, 2.4), ReadTake(1, 1)],
    ),
    (
        "pressed again before the microphone was ready: one take",
        HOLD, READY,
        [KeyDown(1), KeyUp(1.2), KeyDown(1.4), DeviceReady(2, 1), KeyUp(5)],
        [OpenMicrophone(1), StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 5.4)],
    ),
    (
        "begun twice: one take",
        HOLD, WARM,
        [KeyDown(1), KeyDown(1.5), KeyDown(1.6), KeyUp(4)],
        [StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 4.4)],
    ),
    (
        "begun again in the tail of the last take: the cut is at the press, nothing is doubled or lost",
        HOLD, WARM,
        [KeyDown(1), KeyUp(4), KeyDown(4.2), Recorded(4.3, 1), Transcribed(5, 1, "One."), KeyUp(6)],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 4.4), EndRecording(1, 4.2), StartRecording(2, 4.2),
            Deliver(1, "One."), ReadTake(2, 2), EndRecording(2, 6.4),
        ],
    ),
    (
        "cancelled, and not undone",
        RULES, WARM,
        [Toggle(1), Cancel(3), Recorded(3.1, 1), Tick(7.9), Tick(8), Undo(8.1)],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 3), StopReading(1), Tell(Notice.CANCELLED),
            DropTake(1),
        ],
    ),
    (
        "cancelled, and undone in time",
        RULES, WARM,
        [Toggle(1), Cancel(3), Recorded(3.1, 1), Undo(7.9), Transcribed(8.5, 1, "stale"), Transcribed(9, 2, "Kept.")],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 3), StopReading(1), Tell(Notice.CANCELLED),
            ReadTake(1, 2), Deliver(1, "Kept."),
        ],
    ),
    (
        "cancelled while the last words settle",
        RULES, WARM,
        [Toggle(1), Toggle(3), Recorded(3.5, 1), Cancel(3.6), Transcribed(3.7, 1, "Too late."), Tick(8.6)],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 3.4), StopReading(1), Tell(Notice.CANCELLED),
            DropTake(1),
        ],
    ),
    (
        "ended while the model is still being loaded",
        RULES, State(),
        [Toggle(1), DeviceReady(1.2, 1), Toggle(4), Recorded(4.5, 1), ModelCame(30), Transcribed(31, 1, "All of it.")],
        [
            AskForModel(), OpenMicrophone(1), StartRecording(1, 0.6), EndRecording(1, 4.4),
            Tell(Notice.WAITING_FOR_MODEL), CloseMicrophone(1), ReadTake(1, 1), Deliver(1, "All of it."),
        ],
    ),
    (
        "the model cannot be loaded: the take is kept",
        RULES, State(),
        [Toggle(1), DeviceReady(1.2, 1), Toggle(4), Recorded(4.5, 1), ModelFailed(5, NO_MODEL)],
        [
            AskForModel(), OpenMicrophone(1), StartRecording(1, 0.6), EndRecording(1, 4.4),
            Tell(Notice.WAITING_FOR_MODEL), Complain(NO_MODEL), KeepTake(1, Why.FAILED),
        ],
    ),
    (
        "another model in mid-take: the take goes on with the one that comes",
        RULES, WARM,
        [Toggle(1), ModelWent(2), Transcribed(2.1, 1, "stale"), ModelCame(3), Toggle(4), Recorded(4.5, 1),
         Transcribed(5, 2, "Whole.")],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), StopReading(1), AskForModel(), ReadTake(1, 2),
            EndRecording(1, 4.4), Deliver(1, "Whole."),
        ],
    ),
    (
        "the microphone is pulled out and another one carries the take on",
        RULES, WARM,
        [Toggle(1), DeviceLost(2, 1, GONE), DeviceReady(2.8, 2), DeviceLost(3, 1), Toggle(4)],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), CloseMicrophone(1), Tell(Notice.DEVICE_LOST), OpenMicrophone(2),
            Tell(Notice.DEVICE_BACK), EndRecording(1, 4.4),
        ],
    ),
    (
        "the microphone is pulled out and no other answers: what was heard is read",
        RULES, WARM,
        [Toggle(1), DeviceLost(2, 1, GONE), Tick(7.5), Recorded(7.6, 1), Transcribed(8, 1, "So far.")],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), CloseMicrophone(1), Tell(Notice.DEVICE_LOST), OpenMicrophone(2),
            CloseMicrophone(2), Tell(Notice.NO_DEVICE), EndRecording(1, 7), Deliver(1, "So far."),
        ],
    ),
    (
        "ended while the microphone is gone: no tail is waited for",
        RULES, WARM,
        [Toggle(1), DeviceLost(2, 1), Toggle(3)],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), CloseMicrophone(1), Tell(Notice.DEVICE_LOST), OpenMicrophone(2),
            EndRecording(1, 3),
        ],
    ),
    (
        "the microphone goes in the tail: the take ends there",
        RULES, WARM,
        [Toggle(1), Toggle(3), DeviceLost(3.1, 1)],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 3.4), CloseMicrophone(1), EndRecording(1, 3.1),
        ],
    ),
    (
        "no microphone at all",
        HOLD, READY,
        [KeyDown(1), DeviceLost(1.1, 1, GONE), KeyUp(2), Tick(60)],
        [OpenMicrophone(1), CloseMicrophone(1), Complain(GONE)],
    ),
    (
        "a microphone that never begins",
        HOLD, READY,
        [KeyDown(1), Tick(6.1), DeviceReady(6.2, 1), KeyUp(7)],
        [
            OpenMicrophone(1), CloseMicrophone(1), Tell(Notice.NO_DEVICE),
        ],
    ),
    (
        "cancelled before the microphone was ready: no take",
        RULES, READY,
        [Toggle(1), Cancel(1.5), DeviceReady(2, 1), Tick(22)],
        [OpenMicrophone(1), CloseMicrophone(1)],
    ),
    (
        "the disk is full in mid-take: what was written is read",
        RULES, WARM,
        [Toggle(1), NotRecorded(3, 1, NO_MODEL), Toggle(3.5), Transcribed(4, 1, "Up to here.")],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), Complain(NO_MODEL), StartRecording(2, 3.1),
            Deliver(1, "Up to here."), ReadTake(2, 2),
        ],
    ),
    (
        "a recording that does not answer is not waited for",
        RULES, WARM,
        [Toggle(1), ModelWent(1.5), Toggle(3), ModelCame(4), Tick(5.5), Transcribed(6, 2, "There.")],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), StopReading(1), AskForModel(), EndRecording(1, 3.4), ReadTake(1, 2),
            Deliver(1, "There."),
        ],
    ),
    (
        "a reading that breaks off in mid-take is done once more when the take is whole",
        RULES, WARM,
        [Toggle(1), ReadingFailed(2, 1, NO_MODEL), Toggle(3), Recorded(3.5, 1), ReadingFailed(4, 2, NO_MODEL)],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 3.4), ReadTake(1, 2), Complain(NO_MODEL),
            KeepTake(1, Why.FAILED),
        ],
    ),
    (
        "a reading that ends before its take counts for nothing",
        RULES, WARM,
        [Toggle(1), Transcribed(2, 1, "Half."), Toggle(3), Recorded(3.5, 1), Transcribed(4, 2, "Whole.")],
        [StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 3.4), ReadTake(1, 2), Deliver(1, "Whole.")],
    ),
    (
        "undone when no model would come: it is asked for once more",
        RULES, replace(WARM, model=Model.ABSENT),
        [Toggle(1), Cancel(3), Recorded(3.1, 1), ModelFailed(4, NO_MODEL), Undo(5), ModelCame(6)],
        [
            AskForModel(), StartRecording(1, 0.6), EndRecording(1, 3), Tell(Notice.CANCELLED), Complain(NO_MODEL),
            AskForModel(), ReadTake(1, 1),
        ],
    ),
    (
        "nothing was said",
        RULES, WARM,
        [Toggle(1), Toggle(3), Recorded(3.5, 1), Transcribed(4, 1, "  ")],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 3.4), Tell(Notice.NO_SPEECH),
            KeepTake(1, Why.SILENT),
        ],
    ),
    (
        "scratch that takes back the last text, once",
        RULES, replace(WARM, delivered=7, started=7),
        [
            Toggle(1), Toggle(3), Recorded(3.5, 8), Transcribed(4, 1, "Scratch that."),
            Toggle(11), Toggle(13), Recorded(13.5, 9), Transcribed(14, 2, "Scratch that."),
        ],
        [
            StartRecording(8, 0.6), ReadTake(8, 1), EndRecording(8, 3.4), TakeBack(7), KeepTake(8, Why.SCRATCH),
            StartRecording(9, 10.6), ReadTake(9, 2), EndRecording(9, 13.4), Tell(Notice.NOTHING_TO_SCRATCH),
            KeepTake(9, Why.SCRATCH),
        ],
    ),
    (
        "what could not be inserted cannot be taken back",
        RULES, replace(WARM, delivered=7, started=7),
        [NotDelivered(0, 7, GONE), Toggle(1), Toggle(3), Recorded(3.5, 8), Transcribed(4, 1, "Scratch that.")],
        [
            Complain(GONE), StartRecording(8, 0.6), ReadTake(8, 1), EndRecording(8, 3.4),
            Tell(Notice.NOTHING_TO_SCRATCH), KeepTake(8, Why.SCRATCH),
        ],
    ),
    (
        "a shortcut of another program is no take",
        HOLD, WARM,
        [KeyDown(1), OtherKey(1.1), KeyUp(1.2)],
        [StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 1.1), StopReading(1), Tell(Notice.CANCELLED)],
    ),
    (
        "another key while speaking is none of our business",
        HOLD, WARM,
        [KeyDown(1), OtherKey(2), KeyUp(3)],
        [StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 3.4)],
    ),
    (
        "the program ends in mid-take",
        RULES, WARM,
        [Toggle(1), Leave(3), Recorded(3.1, 1), Toggle(4), Tick(99)],
        [
            StartRecording(1, 0.6), ReadTake(1, 1), EndRecording(1, 3), StopReading(1), KeepTake(1, Why.LEFT),
            CloseMicrophone(1),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "state", "signals", "orders"), [s[1:] for s in STORIES], ids=[s[0] for s in STORIES])
def test_story(rules: Rules, state: State, signals: Sequence[Signal], orders: Sequence[Order]) -> None:
    """Looks at the key have a test of their own."""
    assert [order for order in told(state, *signals, rules=rules)[1] if order != LookAtKey()] == list(orders)


def test_a_release_that_nobody_told_is_found_by_looking() -> None:
    signals = [KeyDown(1), Tick(1.9), Tick(2), KeyHeld(2.1), Tick(3), Tick(3.1), KeyUp(3.2), Tick(9)]
    assert told(WARM, *signals, rules=HOLD)[1] == [
        StartRecording(1, 0.6), ReadTake(1, 1), LookAtKey(), LookAtKey(), EndRecording(1, 3.6),
    ]  # fmt: skip


@pytest.mark.parametrize("style", [Style.TOGGLE, Style.HYBRID])
def test_a_key_that_was_tapped_is_not_looked_at(style: Style) -> None:
    _, orders = told(WARM, KeyDown(1), KeyUp(1.1), *map(Tick, range(2, 60)), rules=replace(RULES, style=style))
    assert LookAtKey() not in orders


@pytest.mark.parametrize("style", [Style.TOGGLE, Style.HYBRID])
def test_a_press_after_a_missed_release_ends_the_take(style: Style) -> None:
    _, orders = told(WARM, KeyDown(1), KeyDown(9), KeyUp(9.1), rules=replace(RULES, style=style))
    assert [order for order in orders if order != LookAtKey()][2:] == [EndRecording(1, 9.4)]


def test_a_key_that_is_stuck_ends_its_take() -> None:
    _, orders = told(WARM, KeyDown(1), *(Tick(1.0 + second) for second in range(1, 400)), rules=HOLD)
    assert orders.count(LookAtKey()) in (UNSEEN_SECONDS - 1, UNSEEN_SECONDS)
    assert EndRecording(1, 1 + UNSEEN_SECONDS + 0.4) in orders and Tell(Notice.KEY_LOST) in orders


def test_a_key_that_is_seen_down_may_be_held_for_long() -> None:
    held: list[Signal] = [KeyDown(1)]
    for second in range(2, 1000):
        held += [Tick(second), KeyHeld(second)]
    assert not [order for order in told(WARM, *held, rules=HOLD)[1] if isinstance(order, EndRecording)]


def test_a_take_has_a_greatest_length() -> None:
    _, orders = told(WARM, Toggle(1), Tick(3600.9), Tick(3601))
    assert orders[-2:] == [Tell(Notice.TOO_LONG), EndRecording(1, 3601.4)]


def test_after_a_long_sleep_everything_happens_in_its_order_and_one_look_is_enough() -> None:
    _, orders = told(WARM, KeyDown(1), Tick(100_000), rules=HOLD)
    assert [type(order) for order in orders] == [
        StartRecording, ReadTake, LookAtKey, Tell, EndRecording, CloseMicrophone,
    ]  # fmt: skip


@pytest.mark.parametrize(("warm", "closed_at"), [(0.0, 4.5), (20.0, 24.5), (math.inf, None)])
def test_the_microphone_stays_warm_for_as_long_as_was_chosen(warm: float, closed_at: float | None) -> None:
    rules = replace(RULES, warm=warm)
    state, _ = told(WARM, Toggle(1), Toggle(3), Recorded(4.5, 1), Transcribed(4.6, 1, "x"), Tick(4.6), rules=rules)
    assert isinstance(state.microphone, Shut if warm == 0 else Running)
    state, orders = told(state, Tick(1e6), rules=rules)
    assert isinstance(state.microphone, Shut) == (closed_at is not None)
    assert orders == ([CloseMicrophone(1)] if warm == 20.0 else [])


def test_a_take_is_not_begun_before_the_first_sample() -> None:
    state, orders = told(READY, Toggle(1))
    assert orders == [OpenMicrophone(1)] and state.phase is Phase.OPENING and not state.takes


@pytest.mark.parametrize("late", [0.0, 0.3, 3.0])
def test_a_tick_that_comes_late_changes_nothing_about_the_moments(late: float) -> None:
    state, _ = told(WARM, Toggle(1), Cancel(3), Recorded(3.1, 1))
    due = deadline(state)
    assert due == 8.0
    assert told(state, Tick(due + late))[1] == [DropTake(1)]


def test_the_last_cancel_is_undone_first() -> None:
    state, _ = told(WARM, Toggle(1), Cancel(2), Recorded(2.1, 1), Toggle(3), Cancel(4), Recorded(4.1, 2))
    _, orders = told(state, Undo(5), Transcribed(5.1, 3, "Two."), Undo(5.2), Transcribed(5.3, 4, "One."), Undo(5.4))
    assert [order for order in orders if isinstance(order, Deliver)] == [Deliver(2, "Two."), Deliver(1, "One.")]


def test_takes_are_read_in_the_order_they_were_said() -> None:
    state, orders = told(State(microphone=Running(1), streams=1), Toggle(1), Toggle(2), Recorded(2.5, 1))
    state, more = told(state, Toggle(3), Toggle(4), Recorded(4.5, 2), ModelCame(9), Transcribed(10, 1, "One."))
    assert [order for order in orders + more if isinstance(order, ReadTake)] == [ReadTake(1, 1), ReadTake(2, 2)]
    assert state.phase is Phase.FINISHING


def test_the_phases_of_a_take_without_a_model() -> None:
    state, seen = State(), []
    story: list[Signal] = [
        Toggle(1), DeviceReady(1.1, 1), Toggle(2), Recorded(2.5, 1), ModelCame(3), Cancel(3.1), Tick(8.1),
    ]  # fmt: skip
    for signal in story:
        state, _ = step(state, signal)
        seen.append(state.phase)
    assert seen == [
        Phase.OPENING, Phase.RECORDING, Phase.FINISHING, Phase.WAITING_FOR_MODEL, Phase.FINISHING, Phase.CANCELLED,
        Phase.IDLE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "signal",
    [
        DeviceReady(2, 9), DeviceLost(2, 9, GONE), Recorded(2, 9), Transcribed(2, 9, "x"), ReadingFailed(2, 9, GONE),
        KeyUp(2), Undo(2), KeyHeld(2), OtherKey(2), Tick(2),
    ],
    ids=lambda signal: type(signal).__name__,
)  # fmt: skip
def test_an_answer_nobody_waits_for_changes_nothing(signal: Any) -> None:
    state, _ = told(WARM, Toggle(1))
    assert step(state, signal) == (state, ())


def test_every_notice_is_one_whole_sentence() -> None:
    assert all(notice.value.endswith(".") and notice.value[0].isupper() for notice in Notice)
    assert isinstance(GONE, EarshotError)


def test_a_take_after_a_microphone_that_closed_early_begins_with_its_press() -> None:
    """A recording that was played to its end closes before the tail that the take before was promised."""
    cold = replace(RULES, before=0.0, warm=0.0)
    state, _ = told(READY, Begin(0.0), DeviceReady(0.0, 1), End(4.0), Recorded(4.01, 1), Tick(4.02), rules=cold)
    assert isinstance(state.microphone, Shut)
    _, orders = told(state, Begin(4.1), DeviceReady(4.15, 2), rules=cold)
    assert StartRecording(2, 4.1) in orders
