"""The transaction on the clipboard keeps its promises, whatever comes in whatever order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.domain.inserting import (
    BLIND_SECONDS,
    PATIENCE_SECONDS,
    SETTLE_SECONDS,
    Copied,
    Fetched,
    Inserted,
    Insertion,
    Missed,
    Nothing,
    Offered,
    Order,
    Outcome,
    Overtaken,
    Passed,
    Phase,
    Program,
    Refused,
    Signal,
    Why,
    notice,
    refusal,
    step,
)

moments = st.floats(0, 20, allow_nan=False)
signals = st.one_of(
    st.builds(Offered, moments),
    st.builds(Refused, st.sampled_from(Why)),
    st.builds(Fetched, moments, st.booleans()),
    st.just(Overtaken()),
    st.builds(Passed, moments),
)


def run(going: Insertion, *coming: Signal) -> tuple[Insertion, list[Order]]:
    orders = []
    for signal in coming:
        going, order = step(going, signal)
        orders += [order] if order else []
    return going, orders


@given(st.lists(signals, max_size=12), st.booleans())
def test_no_order_of_signals_breaks_a_promise(coming: list[Signal], sees: bool) -> None:
    states, orders = [Insertion("Editor", sees)], list[Order]()
    for signal in coming:
        state, order = step(states[-1], signal)
        if order is not None:
            assert not (isinstance(signal, Overtaken)), "what somebody copied is left alone"
            orders.append(order)
        states.append(state)
    assert orders.count(Order.PRESS) <= 1
    assert len([order for order in orders if order is not Order.PRESS]) <= 1, "put back or left, once"
    first_end = next((place for place, state in enumerate(states) if state.outcome is not None), None)
    if first_end is not None:
        assert all(state == states[first_end] for state in states[first_end:]), "it ends once"
        taken = isinstance(coming[first_end - 1], Overtaken)
        assert taken == (not orders or orders[-1] is Order.PRESS), (
            "only a copy of somebody's leaves the clipboard as is"
        )
    for before, after in pairwise(states):
        assert before.phase.value <= after.phase.value
    assert (states[-1].phase is Phase.DONE) == (states[-1].outcome is not None)


@given(st.lists(signals, max_size=12), st.booleans())
def test_when_time_passes_it_ends(coming: list[Signal], sees: bool) -> None:
    going, _ = run(Insertion("Editor", sees), Offered(0.0), *coming, Passed(1e6))
    assert going.outcome is not None and going.until is None


def test_text_that_is_fetched_is_inserted_and_the_clipboard_put_back() -> None:
    going, orders = run(Insertion("Editor"), Offered(1.0), Fetched(1.1))
    assert orders == [Order.PRESS] and going.until == pytest.approx(1.1 + SETTLE_SECONDS)
    going, orders = run(going, Fetched(1.3), Passed(1.4))
    assert orders == [] and going.outcome is None, "it was asked for again a moment ago"
    going, orders = run(going, Passed(1.3 + SETTLE_SECONDS))
    assert orders == [Order.RESTORE] and going.outcome == Inserted("Editor")


def test_one_who_asks_for_ever_is_not_waited_for() -> None:
    asked: list[Signal] = [Fetched(1.0 + number * 0.1) for number in range(100)]
    going, _ = run(Insertion("Editor"), Offered(1.0), *asked)
    assert going.until is not None and going.until < 5.0


def test_text_that_nobody_fetches_stays_on_the_clipboard() -> None:
    late = Passed(1.0 + PATIENCE_SECONDS)
    going, orders = run(Insertion("Editor"), Offered(1.0), Fetched(1.1, by_front=False), late)
    assert orders == [Order.PRESS, Order.LEAVE] and going.outcome == Copied(Why.NOT_FETCHED)


def test_where_nobody_tells_a_while_is_waited() -> None:
    going, orders = run(Insertion("Mail", sees_fetches=False), Offered(1.0), Passed(1.0 + BLIND_SECONDS))
    assert orders == [Order.PRESS, Order.RESTORE] and going.outcome == Inserted("Mail")


def test_something_copied_meanwhile_stays() -> None:
    going, orders = run(Insertion("Editor"), Offered(1.0), Overtaken(), Passed(9.0))
    assert orders == [Order.PRESS] and going.outcome == Missed("Editor")
    going, orders = run(Insertion("Editor"), Offered(1.0), Fetched(1.1), Overtaken(), Passed(9.0))
    assert orders == [Order.PRESS] and going.outcome == Inserted("Editor")


@pytest.mark.parametrize("outcome", [Inserted("Mail"), Copied(Why.SECURE), Missed("Mail"), Nothing()])
def test_a_notice_is_a_sentence_or_nothing(outcome: Outcome) -> None:
    assert notice(outcome) == "" or notice(outcome).endswith(".")


def test_keys_are_pressed_only_in_the_program_that_was_meant() -> None:
    editor, mail = Program("Editor", 1), Program("Mail", 2)
    assert refusal(editor, editor) is None and refusal(editor, None) is None
    assert refusal(mail, editor) is Why.ANOTHER
    assert refusal(None, editor) is Why.NOBODY
    assert refusal(editor, editor, secure=True, allowed=False) is Why.SECURE
    assert refusal(editor, editor, allowed=False) is Why.NOT_ALLOWED
    assert refusal(editor, editor, own=True) is Why.ITSELF
