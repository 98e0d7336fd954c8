"""What lies on a clipboard, copied out of the program that holds it: every form of it, to the byte."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from Xlib import X, Xatom

from earshot.desktop.x11.screen import Screen

FIRST_SECONDS = 3.0
"""A program that does not answer sooner hangs, and what it holds cannot be kept."""
ANSWER_SECONDS = 1.0
"""A form that does not come sooner is left out."""
ALL_SECONDS = 4.0
LARGEST_BYTES = 256 << 20
_ABOUT = {
    "TARGETS", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS", "DELETE", "INSERT_SELECTION", "INSERT_PROPERTY",
    "_QT_SELECTION", "XmTRANSFER_SUCCESS", "XmTRANSFER_FAILURE",
}  # fmt: skip
"""Questions about the contents or side effects, not forms of them."""


@dataclass(frozen=True)
class Form:
    """One form: a type and numbers of 8, 16 or 32 bits."""

    kind: int
    bits: int
    data: bytes | tuple[int, ...]

    def __len__(self) -> int:
        return len(self.data) * (1 if isinstance(self.data, bytes) else self.bits // 8)


Contents = Mapping[int, Form]
"""By target, in its holder's order."""


def of_text(screen: Screen, text: str) -> Contents:
    """Text as programs ask for it, with the mark that keeps it out of lists of what was copied."""
    written, utf8 = text.encode(), screen.atom("UTF8_STRING")
    names = ["text/plain;charset=utf-8", "text/plain"]
    forms = {atom: Form(atom, 8, written) for atom in (utf8, *map(screen.atom, names))}
    forms[screen.atom("TEXT")] = Form(utf8, 8, written)
    if text.isascii():
        forms[Xatom.STRING] = Form(Xatom.STRING, 8, written)
    hint = screen.atom("x-kde-passwordManagerHint")
    return {**forms, hint: Form(hint, 8, b"secret")}


class Reader:
    """Copies contents to `window`; events that are not about that go to `others`."""

    def __init__(self, screen: Screen, window: Any, others: Callable[[Any], None]) -> None:
        self._screen, self._window, self._others = screen, window, others
        self._place, self._incr = screen.atom("_EARSHOT"), screen.atom("INCR")

    def read(self, selection: int, at: int) -> Contents | None:
        """Every form that its holder gives out in time; None if it does not say what it holds."""
        targets = self._asked(selection, self._screen.atom("TARGETS"), at, FIRST_SECONDS)
        if targets is None or isinstance(targets.data, bytes):
            return None
        found: dict[int, Form] = {}
        until, room = time.monotonic() + ALL_SECONDS, LARGEST_BYTES
        for target in dict.fromkeys(targets.data):
            if time.monotonic() > until or self._screen.name_of(target) in _ABOUT:
                continue
            form = self._asked(selection, target, at)
            if form is not None and len(form) <= room:
                found[target] = form
                room -= len(form)
        return found

    def _asked(self, selection: int, target: int, at: int, seconds: float = ANSWER_SECONDS) -> Form | None:
        self._window.delete_property(self._place)
        self._window.convert_selection(selection, target, self._place, at)
        answer = self._screen.wait(
            lambda event: (
                event.type == X.SelectionNotify
                and event.requestor.id == self._window.id
                and event.selection == selection
                and event.target == target
            ),
            seconds,
            self._others,
        )
        if answer is None or answer.property == X.NONE:
            return None
        form = self._taken()
        return self._in_parts() if form is not None and form.kind == self._incr else form

    def _taken(self) -> Form | None:
        stated = self._window.get_full_property(self._place, X.AnyPropertyType, 1 << 16)
        if stated is None:
            return None
        data = bytes(stated.value) if stated.format == 8 else tuple(int(number) for number in stated.value)
        return Form(int(stated.property_type), int(stated.format), data)

    def _in_parts(self) -> Form | None:
        """A large form comes piece by piece; an empty piece ends it."""
        kind, pieces, size = 0, list[bytes](), 0
        while size <= LARGEST_BYTES:
            self._window.delete_property(self._place)
            came = self._screen.wait(self._is_new, ANSWER_SECONDS, self._others)
            piece = None if came is None else self._taken()
            if piece is None or not isinstance(piece.data, bytes):
                return None
            if not piece.data:
                self._window.delete_property(self._place)
                return Form(kind, 8, b"".join(pieces))
            kind, size = piece.kind, size + len(piece)
            pieces.append(piece.data)
        return None

    def _is_new(self, event: Any) -> bool:
        return bool(
            event.type == X.PropertyNotify
            and event.window.id == self._window.id
            and event.atom == self._place
            and event.state == X.PropertyNewValue
        )
