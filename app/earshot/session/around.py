"""The computer around us, as protocols: a key, the program in front, text into it; parts.py hands the real ones in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from earshot.domain.hotkey import Hotkey, Stroke
from earshot.domain.inserting import Outcome, Program


class Keys(Protocol):
    """One key that is heard whichever program is in front."""

    def listen(self, hotkey: Hotkey, heard: Callable[[Stroke, float], None]) -> None:
        """From now on, in place of the one before; `heard` is called on a thread of its own (a Mac: the main one) with
        moments by time.monotonic().  Raises HotkeyError if the key cannot be had: the one before goes on; DesktopError
        where no key can be heard."""

    def held(self) -> bool:
        """True if the key is known to be down."""
        ...

    def leave(self) -> None: ...


class Front(Protocol):
    """Who is in front; belongs to the thread that opened it (a Mac: the main one)."""

    def program(self) -> Program | None: ...
    def leave(self) -> None: ...


class Inserter(Protocol):
    """Text where the caret of the program in front is.  Calls return at once; `done` comes on a thread of its own (a
    Mac: the main one), once for each."""

    def insert(
        self, text: str, into: Program | None, done: Callable[[Outcome], None], before: str | None = None
    ) -> None:
        """`into` was in front when the key went down, None if that does not matter; `before` is the letter before the
        caret, "" at the beginning, None if it is not known."""

    def again(self, done: Callable[[Outcome], None]) -> None:
        """The last text once more, into whatever is in front now."""

    def undo(self, done: Callable[[Outcome], None]) -> None:
        """By the program's own undo, once, if it is still in front; Nothing if that cannot be."""

    def leave(self) -> None: ...
