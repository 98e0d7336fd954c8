"""Puts text where the caret of the program in front is.  Everything happens on the main thread, step by step."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PyObjCTools import AppHelper

from earshot.desktop.mac import carbon, pasteboard, system
from earshot.domain.inserting import (
    Inserted,
    Insertion,
    Nothing,
    Offered,
    Order,
    Outcome,
    Overtaken,
    Passed,
    Program,
    Refused,
    Signal,
    Why,
    refusal,
    step,
)
from earshot.domain.pasting import spaced

LOOK_SECONDS = 0.1
Done = Callable[[Outcome], None]


class Inserter:
    """Every method may be called from any thread and returns at once; `done` is called on the main thread."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._busy = False
        self._last = ""
        self._undoable: Program | None = None
        self._kept: pasteboard.Kept = []
        self._count = 0

    def insert(self, text: str, into: Program | None, done: Done, before: str | None = None) -> None:
        """As on X11: `into` was in front when the key went down, `before` is the letter before the caret."""
        self._put(lambda: self._begin(spaced(text, before), into, done))

    def again(self, done: Done) -> None:
        self._put(lambda: self._begin(self._last, None, done))

    def undo(self, done: Done) -> None:
        self._put(lambda: self._end(self._undone(), done))

    def leave(self) -> None:
        """What waits is left."""
        self._waiting.clear()

    def _put(self, work: Callable[[], None]) -> None:
        self._waiting.append(work)
        AppHelper.callAfter(self._next)

    def _next(self) -> None:
        if not self._busy and self._waiting:
            self._busy = True
            self._waiting.popleft()()

    def _begin(self, text: str, into: Program | None, done: Done) -> None:
        if not text:
            self._end(Nothing(), done)
            return
        self._last, self._undoable = text, None
        front, allowed, key = system.in_front(), system.may_press(ask=True), carbon.key_for("v")
        own = front is not None and system.is_own(front)
        usable = allowed and key is not None
        why = refusal(front, into, allowed=usable, secure=carbon.secure_input(), own=own)
        if why is None:
            self._kept = pasteboard.kept()
        self._count = pasteboard.offer(text)
        going = Insertion(front.name if front is not None else "", sees_fetches=False)
        self._go_on(going, Refused(why) if why else Offered(time.monotonic()), front, done)

    def _go_on(self, going: Insertion, signal: Signal, front: Program | None, done: Done) -> None:
        going, order = step(going, signal)
        if order is Order.PRESS:
            key = carbon.key_for("v")
            if key is None:
                self._go_on(going, Refused(Why.NOT_ALLOWED), front, done)
                return
            system.press_with_command(key)
        elif order is Order.RESTORE:
            pasteboard.put_back(self._kept)
        if going.outcome is None:
            AppHelper.callLater(LOOK_SECONDS, self._look, going, front, done)
            return
        if isinstance(going.outcome, Inserted):
            self._undoable = front
        self._end(going.outcome, done)

    def _look(self, going: Insertion, front: Program | None, done: Done) -> None:
        ours = pasteboard.count() == self._count
        self._go_on(going, Passed(time.monotonic()) if ours else Overtaken(), front, done)

    def _undone(self) -> Outcome:
        into, self._undoable = self._undoable, None
        front, key = system.in_front(), carbon.key_for("z")
        if into is None or front is None or front.number != into.number or key is None or not system.may_press():
            return Nothing()
        system.press_with_command(key)
        return Inserted(into.name)

    def _end(self, outcome: Outcome, done: Done) -> None:
        self._busy, self._kept = False, []
        done(outcome)
        AppHelper.callAfter(self._next)
