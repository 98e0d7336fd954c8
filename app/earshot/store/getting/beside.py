"""A call that may take long and can tell nothing meanwhile, made on another thread while ticks go on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def beside(call: Callable[[], T], tick: float) -> Generator[None, None, T]:
    """Yields every `tick` seconds, returns what the call came to or raises what it raised.

    Closed early it leaves the thread behind, which ends when its call does.
    """
    answers: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()

    def make() -> None:
        try:
            answers.put((call(), None))
        except BaseException as problem:
            answers.put((None, problem))

    thread = Thread(target=make, name="asking", daemon=True)
    thread.start()
    while True:
        try:
            value, problem = answers.get(timeout=tick)
        except Empty:
            yield
            continue
        thread.join()
        if problem is not None:
            raise problem
        return value  # type: ignore[return-value]
