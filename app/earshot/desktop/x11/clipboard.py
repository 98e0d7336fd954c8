"""A clipboard that can be kept, offered and put back.  Belongs to the thread of its connection.

No race is left open: while it is seen whether somebody copied, and claimed if not, the server serves nobody else.
Times alone would not do: programs claim with the time of the key that was pressed, which may lie before our look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from Xlib import X, Xatom
from Xlib.ext import xfixes
from Xlib.protocol import event as protocol
from Xlib.protocol import request

from earshot.desktop.x11.contents import Contents, Form, Reader
from earshot.desktop.x11.screen import Screen

PIECE_BYTES = 1 << 16
"""Larger forms are given out piece by piece."""
MOMENT_SECONDS = 2.0
_TRIES = 3
_MOST_READERS = 16


class Clipboard:
    """CLIPBOARD, or PRIMARY: what was selected last."""

    def __init__(
        self, screen: Screen, name: str, fetched: Callable[[int], None], others: Callable[[Any], None]
    ) -> None:
        """`fetched` is told which window got text; `others` gets events that come while contents are read."""
        self._screen, self._selection = screen, screen.atom(name)
        self._fetched, self._others = fetched, others
        self._window = screen.own_window()
        self._mark, self._incr = screen.atom("_EARSHOT_NOW"), screen.atom("INCR")
        self._targets, self._multiple = screen.atom("TARGETS"), screen.atom("MULTIPLE")
        self._when, self._pair = screen.atom("TIMESTAMP"), screen.atom("ATOM_PAIR")
        self._texts = {screen.atom(form) for form in ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "TEXT")}
        self._texts.add(Xatom.STRING)
        self._contents: Contents | None = None
        self._kept: Contents | None = None
        self._copies = 0
        """Claims of others that were told."""
        screen.display.xfixes_query_version()
        watched = xfixes.XFixesSetSelectionOwnerNotifyMask
        screen.display.xfixes_select_selection_input(self._window, self._selection, watched)
        self._since = 0
        self._on_the_way: dict[tuple[int, int], tuple[int, bytes]] = {}
        """The type and rest of what is still to be given, by window and property."""

    def swap(self, contents: Contents) -> bool:
        """Keeps what is there and offers these in its place; False if others copy faster than we."""
        for _ in range(_TRIES):
            at = self._now()
            self._seen()
            seen = self._copies
            kept = self._there(at)
            with self._alone():
                if self._seen() == seen and self._claim(contents, at):
                    self._kept = kept
                    return True
        return False

    def put_back(self) -> None:
        """What was there before `swap`; nothing, if somebody copied since, or a program that hung held it."""
        at = self._now()
        with self._alone():
            if self._kept is None or not self.ours:
                return
            if self._kept:
                self._claim(self._kept, at)
                return
            nobody = request.SetSelectionOwner
            nobody(display=self._screen.display.display, window=X.NONE, selection=self._selection, time=at)
            self._contents = None

    @property
    def ours(self) -> bool:
        owner = self._screen.display.get_selection_owner(self._selection)
        return self._contents is not None and owner != X.NONE and owner.id == self._window.id

    def keep_for_others(self) -> None:
        """Asks whoever looks after copies of programs that end to take this one; waits for that a moment."""
        keeper = self._screen.atom("CLIPBOARD_MANAGER")
        if not self.ours or self._screen.display.get_selection_owner(keeper) == X.NONE:
            return
        self._window.convert_selection(keeper, self._screen.atom("SAVE_TARGETS"), X.NONE, self._now())
        self._screen.wait(
            lambda event: event.type == X.SelectionNotify and event.selection == keeper, MOMENT_SECONDS, self._others
        )

    def hear(self, event: Any) -> None:
        """Everything that happens on the connection."""
        if event.type == X.SelectionRequest and event.owner.id == self._window.id:
            self._answer(event)
        elif event.type == X.SelectionClear and event.window.id == self._window.id and not self.ours:
            self._contents = None
        elif event.type == X.PropertyNotify and event.state == X.PropertyDelete:
            self._go_on(event.window, event.atom)
        elif isinstance(event, xfixes.SelectionNotify) and event.window.id == self._window.id:
            owner = 0 if event.owner == X.NONE else event.owner.id
            self._copies += owner != self._window.id

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Some requests that no other program comes between."""
        self._screen.display.grab_server()
        try:
            yield
        finally:
            self._screen.display.ungrab_server()
            self._screen.display.flush()

    def _seen(self) -> int:
        """How often others copied until this moment."""
        self._screen.display.sync()
        while self._screen.display.pending_events():
            self._others(self._screen.display.next_event())
        return self._copies

    def _there(self, at: int) -> Contents | None:
        owner = self._screen.display.get_selection_owner(self._selection)
        if owner == X.NONE:
            return {}
        if self.ours and self._contents is not None:
            return self._contents
        return Reader(self._screen, self._window, self._others).read(self._selection, at)

    def _claim(self, contents: Contents, at: int) -> bool:
        self._contents, before, since = contents, self._contents, self._since
        self._since = at
        self._window.set_selection_owner(self._selection, at)
        if not self.ours:
            self._contents, self._since = before, since
            return False
        return True

    def _now(self) -> int:
        """The server's time."""
        self._window.change_property(self._mark, Xatom.INTEGER, 32, [])
        told = self._screen.wait(
            lambda event: (
                event.type == X.PropertyNotify and event.window.id == self._window.id and event.atom == self._mark
            ),
            MOMENT_SECONDS,
            self._others,
        )
        return int(told.time) if told is not None else X.CurrentTime

    def _answer(self, asked: Any) -> None:
        place = asked.property or asked.target  # old programs name no property
        given = asked.selection == self._selection and self._give(asked.requestor, asked.target, place)
        asked.requestor.send_event(
            protocol.SelectionNotify(
                time=asked.time,
                requestor=asked.requestor,
                selection=asked.selection,
                target=asked.target,
                property=place if given else X.NONE,
            )
        )
        self._screen.display.flush()
        if given and asked.target in self._texts:
            self._fetched(int(asked.requestor.id))

    def _give(self, window: Any, target: int, place: int) -> bool:
        if self._contents is None:
            return False
        if target == self._targets:
            about = [self._targets, self._when, self._multiple]
            window.change_property(place, Xatom.ATOM, 32, [*about, *self._contents])
        elif target == self._when:
            window.change_property(place, Xatom.INTEGER, 32, [self._since])
        elif target == self._multiple:
            return self._give_many(window, place)
        elif target in self._contents:
            self._give_form(window, place, self._contents[target])
        else:
            return False
        return True

    def _give_many(self, window: Any, place: int) -> bool:
        pairs = window.get_full_property(place, self._pair)
        if pairs is None:
            return False
        wanted = [int(number) for number in pairs.value]
        for number in range(0, len(wanted) - 1, 2):
            if not self._give(window, wanted[number], wanted[number + 1]):
                wanted[number + 1] = X.NONE
        window.change_property(place, self._pair, 32, wanted)
        return True

    def _give_form(self, window: Any, place: int, form: Form) -> None:
        if not isinstance(form.data, bytes):
            window.change_property(place, form.kind, form.bits, list(form.data))
        elif len(form.data) <= PIECE_BYTES:
            window.change_property(place, form.kind, 8, form.data)
        else:
            window.change_attributes(event_mask=X.PropertyChangeMask)
            if len(self._on_the_way) >= _MOST_READERS:  # the first of them has long given up
                self._on_the_way.pop(next(iter(self._on_the_way)))
            self._on_the_way[window.id, place] = form.kind, form.data
            window.change_property(place, self._incr, 32, [len(form.data)])

    def _go_on(self, window: Any, place: int) -> None:
        """The piece before was taken; an empty one is the last."""
        way = (window.id, place)
        if way not in self._on_the_way:
            return
        kind, left = self._on_the_way.pop(way)
        window.change_property(place, kind, 8, left[:PIECE_BYTES])
        if left:
            self._on_the_way[way] = kind, left[PIECE_BYTES:]
        self._screen.display.flush()
