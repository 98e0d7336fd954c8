"""Puts text where the caret of the program in front is.  The thread `insertion` owns the clipboard and does it all."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from Xlib import error

from earshot.desktop.x11 import contents
from earshot.desktop.x11.clipboard import Clipboard
from earshot.desktop.x11.front import in_front, is_own
from earshot.desktop.x11.pressing import can_press, press
from earshot.desktop.x11.screen import Screen
from earshot.domain.inserting import (
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
    Program,
    Refused,
    Signal,
    Why,
    refusal,
    step,
)
from earshot.domain.pasting import USUAL, Paste, pasting, spaced

Done = Callable[[Outcome], None]
_NOBODY = "the screen"
"""Who took nothing, once there is no screen any more."""


@dataclass(frozen=True)
class _Wish:
    """`text` None takes back what was inserted last."""

    text: str | None
    into: Program | None
    before: str | None
    done: Done


class Inserter:
    """Every method may be called from any thread and returns at once, `leave` apart; `done` is called on `insertion`.

    Raises DesktopError if there is no X server that can be typed into.
    """

    def __init__(self, screen: str | None = None) -> None:
        self._screen = Screen(screen)
        self._inbox: SimpleQueue[_Wish] = SimpleQueue()
        self._open, self._over = True, False
        self._fetches: list[int] = []
        self._clipboards = {
            name: Clipboard(self._screen, name, self._fetches.append, self._hear) for name in ("CLIPBOARD", "PRIMARY")
        }
        self._last = ""
        self._undoable: Program | None = None
        self._thread = threading.Thread(target=self._run, name="insertion", daemon=True)
        self._thread.start()

    def insert(self, text: str, into: Program | None, done: Done, before: str | None = None) -> None:
        """`into` is who was in front when the key went down, None if that does not matter; `before` is the letter
        before the caret, if it is known."""
        self._put(_Wish(text, into, before, done))

    def again(self, done: Done) -> None:
        """The last text once more, into whatever is in front now."""
        self._put(_Wish(self._last, None, None, done))

    def undo(self, done: Done) -> None:
        """The program's own undo, once, if it is still in front."""
        self._put(_Wish(None, None, None, done))

    def leave(self) -> None:
        """What is under way is finished first; the clipboard is left to whoever keeps such things."""
        self._open = False
        self._screen.wake()
        self._thread.join()

    def _put(self, wish: _Wish) -> None:
        self._inbox.put(wish)
        self._screen.wake()
        if self._over:
            self._turn_down()

    def _run(self) -> None:
        wish = None
        try:
            while (wish := self._next_wish()) is not None:
                wish.done(self._undo() if wish.text is None else self._insert(wish.text, wish.into, wish.before))
            self._clipboards["CLIPBOARD"].keep_for_others()
        except error.ConnectionClosedError:  # the session is over
            self._over = True
            if wish is not None:
                wish.done(Missed(_NOBODY))
            self._turn_down()
        self._screen.close()

    def _turn_down(self) -> None:
        with contextlib.suppress(Empty):
            while True:
                self._inbox.get_nowait().done(Missed(_NOBODY))

    def _next_wish(self) -> _Wish | None:
        """Serves the clipboard until somebody wants something; None once it is time to leave."""
        while True:
            try:
                return self._inbox.get_nowait()
            except Empty:
                if not self._open:
                    return None
            event = self._screen.next()
            if event is not None:
                self._hear(event)

    def _hear(self, event: Any) -> None:
        for clipboard in self._clipboards.values():
            clipboard.hear(event)

    def _insert(self, text: str, into: Program | None, before: str | None) -> Outcome:
        text = spaced(text, before)
        if not text:
            return Nothing()
        self._last, self._undoable = text, None
        front = in_front(self._screen)
        outcome = self._transact(text, front, into)
        if isinstance(outcome, Inserted):
            self._undoable = front
        return outcome

    def _transact(self, text: str, front: Program | None, into: Program | None) -> Outcome:
        if why := self._refusal(front, into):
            self._leave(text)
            return Copied(why)
        assert front is not None
        paste = pasting(front.name)
        clipboard = self._clipboards[paste.selection]
        if not clipboard.swap(contents.of_text(self._screen, text)):
            return Missed(front.name)
        going = Insertion(front.name)
        # Reading the clipboard took a while: who is in front is asked again.
        why = self._refusal(in_front(self._screen), front)
        signal: Signal = Refused(why) if why else Offered(time.monotonic())
        while True:
            going, order = step(going, signal)
            self._obey(order, text, paste, clipboard)
            if going.outcome is not None:
                return going.outcome
            signal = self._next(going, front, clipboard)

    def _obey(self, order: Order | None, text: str, paste: Paste, clipboard: Clipboard) -> None:
        match order:
            case Order.PRESS:
                self._fetches.clear()  # whoever looks at every copy has looked by now
                press(self._screen, paste.key, paste.modifiers)
            case Order.RESTORE:
                clipboard.put_back()
            case Order.LEAVE if paste.selection != USUAL.selection:
                clipboard.put_back()
                self._leave(text)
            case _:
                pass

    def _next(self, going: Insertion, front: Program, clipboard: Clipboard) -> Signal:
        """Waits for what happens next."""
        while True:
            if self._fetches:
                window = self._fetches.pop(0)
                return Fetched(time.monotonic(), self._screen.same_program(window, front.number))
            if not clipboard.ours:
                return Overtaken()
            now = time.monotonic()
            if going.until is not None and now >= going.until:
                return Passed(now)
            event = self._screen.next(None if going.until is None else going.until - now)
            if event is not None:
                self._hear(event)

    def _refusal(self, front: Program | None, into: Program | None) -> Why | None:
        own = front is not None and is_own(self._screen, front)
        return refusal(front, into, allowed=can_press(self._screen), own=own)

    def _leave(self, text: str) -> None:
        self._clipboards[USUAL.selection].swap(contents.of_text(self._screen, text))

    def _undo(self) -> Outcome:
        """Terminals have no undo, and what somebody went away from is not touched."""
        into, self._undoable = self._undoable, None
        front = in_front(self._screen)
        if into is None or front is None or front.number != into.number or pasting(into.name) != USUAL:
            return Nothing()
        press(self._screen, "z", ("Control_L",))
        return Inserted(into.name)
