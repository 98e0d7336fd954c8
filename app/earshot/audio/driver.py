"""A thread that makes every call of PortAudio, one after another, and can be left behind when a call hangs.

PortAudio is not made for two threads at once, and a driver may keep a call for ever: nobody else waits in one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Thread

PATIENCE_SECONDS = 3.0
"""A call that takes longer is left to itself: nobody's screen waits for it any longer."""

Call = Callable[[], object]


@dataclass(frozen=True, eq=False)
class Answer:
    """What came of a call: what it returned, or the exception it raised."""

    driver: Driver
    call: Call
    result: object


class Driver:
    """Answers go to `put`, from its thread; what comes too late for anybody goes to `undo`, on its thread."""

    def __init__(self, put: Callable[[object], None], undo: Callable[[object], None]) -> None:
        self._put, self._undo = put, undo
        self._calls: SimpleQueue[Call | None] = SimpleQueue()
        self._leaving, self._abandoned = Event(), Event()
        self._thread = Thread(target=self._run, name="sound driver", daemon=True)
        self._thread.start()
        self.at: object = None
        """What the present call is about; the call says so itself."""

    def ask(self, call: Call) -> None:
        """Returns at once."""
        self._calls.put(call)

    def abandon(self) -> None:
        """It begins no further call and is never waited for again; when the one that hangs comes back, it says so."""
        self._leaving.set()
        self._abandoned.set()
        self._calls.put(None)

    def leave(self, last: Call | None, seconds: float) -> bool:
        """Ends the thread after what it was asked for and `last`; False if that takes longer than `seconds`."""
        self._leaving.set()
        if last is not None:
            self._calls.put(last)
        self._calls.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (call := self._calls.get()) is not None and not self._abandoned.is_set():
            try:
                result: object = call()
            except Exception as problem:  # whatever a driver raises
                result = problem
            if self._leaving.is_set():
                self._undo(result)
            self._put(Answer(self, call, result))
