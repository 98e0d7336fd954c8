"""Work in steps: a generator that yields between them and returns what it came to."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def result(steps: Generator[S, None, T], told: Callable[[S], object] = lambda _: None) -> T:
    """Runs the steps to their end, hands what each yields to `told`, and returns what they came to."""
    try:
        while True:
            told(next(steps))
    except StopIteration as end:
        found: T = end.value
        return found
    finally:
        steps.close()
