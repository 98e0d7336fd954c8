"""The dictation as a state machine: a state and a signal give the next state and orders.  No threads, no clock.

Whatever the order of signals: every take that was started ends delivered, kept, or dropped by a cancel that nobody
undid in time; one stream is open at most; nothing is inserted twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import assert_never

from earshot.domain import keys
from earshot.domain import orders as out
from earshot.domain import signals as came
from earshot.domain.orders import Notice, Order
from earshot.domain.taking import RULES, Ending, Model, Open, Opening, Reading, Rules, Running, Shut, State, Whole
from earshot.domain.turn import Turn


def step(state: State, signal: came.Signal, rules: Rules = RULES) -> tuple[State, tuple[Order, ...]]:
    """What comes of a signal, after whatever fell due before it.  A state that was left stays as it is."""
    turn = Turn(state, rules)
    if not state.left:
        _pass_time(turn, signal.at)
        _hear(turn, signal)
        _follow(turn, signal.at)
    return turn.state, tuple(turn.orders)


def deadline(state: State, rules: Rules = RULES) -> float | None:
    """When a Tick is needed at the latest, in seconds of the signals' clock; None if nothing is due by itself."""
    return None if state.left else min((at for at, _ in _due(Turn(state, rules), 0.0)), default=None)


def _hear(turn: Turn, signal: came.Signal) -> None:
    state, style, at = turn.state, turn.rules.style, signal.at
    match signal:
        case came.KeyDown():
            _obey(turn, *keys.pressed(style, state.key, at, taking=state.taking), at)
        case came.KeyUp():
            _obey(turn, *keys.released(style, state.key, at, taking=state.taking), at)
        case came.KeyHeld():
            turn.to(key=keys.seen(state.key, at))
        case came.OtherKey():
            _obey(turn, *keys.joined(state.key, at, taking=state.taking), at)
        case came.Begin():
            if not state.taking:
                turn.begin(at)
        case came.End():
            turn.end(at)
        case came.Toggle():
            turn.end(at) if state.taking else turn.begin(at)
        case came.Cancel():
            turn.cancel(at)
        case came.Undo():
            turn.undo(at)
        case came.DeviceReady(stream=stream):
            if isinstance(state.microphone, Opening) and state.microphone.stream == stream:
                turn.device_ready(at)
        case came.DeviceLost(stream=stream, error=error):
            if not isinstance(state.microphone, Shut) and state.microphone.stream == stream:
                turn.device_lost(at, error)
        case came.Recorded(take=number):
            turn.whole(number)
        case came.NotRecorded(take=number, error=error):
            turn.whole(number, error)
        case came.ModelCame():
            turn.to(model=Model.READY)
        case came.ModelWent():
            turn.model_went()
        case came.ModelFailed(error=error):
            turn.model_failed(error)
        case came.Transcribed(reading=reading, text=text):
            if state.reading is not None and state.reading.number == reading:
                turn.transcribed(state.reading.take, text.strip(), at)
        case came.ReadingFailed(reading=reading, error=error):
            if state.reading is not None and state.reading.number == reading:
                turn.reading_failed(state.reading.take, error)
        case came.NotDelivered(take=number, error=error):
            turn.not_delivered(number, error)
        case came.Tick():
            pass
        case came.Leave():
            turn.leave(at)
        case rest:
            assert_never(rest)


def _obey(turn: Turn, key: keys.Key, wish: keys.Wish | None, at: float) -> None:
    turn.to(key=key)
    match wish:
        case keys.Wish.BEGIN:
            turn.begin(at)
        case keys.Wish.END:
            turn.end(at)
        case keys.Wish.CANCEL:
            turn.cancel(at)
        case None:
            pass


def _pass_time(turn: Turn, now: float) -> None:
    """Does everything that fell due until now, in its order."""
    while (first := min(_due(turn, now), key=lambda due: due[0], default=None)) is not None and first[0] <= now:
        at, act = first
        act(at)
        _follow(turn, at)


def _due(turn: Turn, now: float) -> Iterator[tuple[float, Callable[[float], None]]]:
    """What will happen by itself, each with its moment."""
    state, rules = turn.state, turn.rules
    if isinstance(state.microphone, Opening):
        yield state.microphone.give_up_at, turn.device_lost
    if isinstance(state.microphone, Running) and state.microphone.close_at is not None:
        yield state.microphone.close_at, turn.close
    if state.taking and keys.watched(rules.style, state.key):
        yield state.key.look_at, partial(_look, turn, now)
        yield keys.lost_at(state.key), partial(_lose_key, turn)
    for take in state.takes:
        match take.stage:
            case Open(since):
                yield since + rules.longest, partial(_end_long, turn)
            case Ending(until):
                yield until + rules.closing, partial(_give_up_waiting, turn, take.number)
            case Whole():
                if take.undo_until is not None:
                    yield take.undo_until, partial(_drop, turn, take.number)


def _look(turn: Turn, now: float, _: float) -> None:
    """After a long sleep of the machine one look is enough."""
    turn.to(key=keys.looked(turn.state.key, now))
    turn.say(out.LookAtKey())


def _lose_key(turn: Turn, at: float) -> None:
    turn.to(key=keys.UP)
    turn.say(out.Tell(Notice.KEY_LOST))
    turn.end(at)


def _end_long(turn: Turn, at: float) -> None:
    turn.say(out.Tell(Notice.TOO_LONG))
    turn.end(at)


def _give_up_waiting(turn: Turn, take: int, _: float) -> None:
    """The recording does not answer; what it wrote is on the disk."""
    turn.whole(take)


def _drop(turn: Turn, take: int, _: float) -> None:
    turn.settle(take, out.DropTake(take))


def _follow(turn: Turn, at: float) -> None:
    """What follows by itself: the next take is read if the model is free, a microphone that idles is let go in time."""
    state = turn.state
    if state.left:
        return
    waiting = (take for take in turn.wanted() if not take.spoilt or isinstance(take.stage, Whole))
    if state.model is Model.READY and state.reading is None and (take := next(waiting, None)) is not None:
        number = state.readings + 1
        turn.to(readings=number, reading=Reading(number, take.number))
        turn.say(out.ReadTake(take.number, number))
    if isinstance(state.microphone, Running):
        needed = state.asked is not None or any(not isinstance(take.stage, Whole) for take in state.takes)
        if needed or state.microphone.close_at is None:
            turn.to(microphone=Running(state.microphone.stream, None if needed else at + turn.rules.warm))
