"""Libraries in C++ and Rust write to standard error on their own when a file is damaged; we say it in one sentence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from earshot.domain.errors import ModelError, is_panic


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing is written to standard error meanwhile, by any thread.  Short: for the reading of a tokenizer."""
    try:
        kept = os.dup(2)
    except OSError:  # it is closed
        yield
        return
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)
        os.close(null)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextmanager
def no_panic(sentence: str) -> Iterator[None]:
    """A panic of Rust, which is no Exception to Python, becomes a ModelError."""
    try:
        yield
    except BaseException as problem:
        if is_panic(problem):
            raise ModelError(sentence) from problem
        raise
