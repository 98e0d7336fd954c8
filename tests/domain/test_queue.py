"""Files that wait to be described."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from earshot.domain.queue import Queue, State


def waiting(*names: str) -> Queue:
    queue = Queue()
    for name in names:
        queue = queue.add(Path(name))
        queue = queue.put(replace(queue.get(queue.last), state=State.WAITING))
    return queue


def now(queue: Queue, number: int, state: State) -> Queue:
    return queue.put(replace(queue.get(number), state=state))


def test_one_is_at_work_and_the_others_keep_their_order() -> None:
    queue = waiting("a", "b", "c")
    assert queue.next is not None and queue.next.path == Path("a")
    queue = now(queue, 1, State.AT_WORK)
    assert queue.next is None and queue.waiting == 2
    queue = now(queue, 1, State.FAILED)
    assert queue.next is not None and queue.next.path == Path("b"), "one fails, the others go on"


def test_one_that_is_still_looked_into_is_waited_for() -> None:
    queue = now(waiting("a", "b"), 1, State.OPENING)
    assert queue.next is None
    assert now(queue, 1, State.WAITING).next is not None


def test_one_that_was_removed_stays_away() -> None:
    queue = waiting("a", "b")
    gone = queue.get(1)
    queue = queue.remove(1).put(replace(gone, state=State.DONE))
    assert not queue.has(1) and queue.next is not None and queue.next.path == Path("b")
    assert queue.add(Path("c")).last == 3, "a number is given once"
