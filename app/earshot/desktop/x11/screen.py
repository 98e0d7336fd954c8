"""One connection to the X server.  It belongs to one thread; only `wake` may be called from others."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import time
from collections.abc import Callable
from typing import Any

from Xlib import X, display, error

from earshot.domain.errors import DesktopError

NO_WAYLAND = "Wayland lets no program hear keys of other programs or type into them."
WAYLAND_ADVICE = "Log in to an X11 session, or talk with Earshot's own window in front and copy the text from there."


class Screen:
    """Raises DesktopError if there is no X server, or Wayland in front of it."""

    def __init__(self, name: str | None = None) -> None:
        if name is None and os.environ.get("WAYLAND_DISPLAY"):
            raise DesktopError(NO_WAYLAND, WAYLAND_ADVICE)
        try:
            self.display: Any = display.Display(name)
        except (error.DisplayError, error.XauthError, error.XNoAuthError, OSError) as problem:
            raise DesktopError("The screen of this computer cannot be reached.") from problem
        # A window may go away at any time; its errors say nothing to anybody.
        self.display.set_error_handler(lambda *_: None)
        self.root: Any = self.display.screen().root
        self._woken, self._waking = socket.socketpair()
        self._woken.setblocking(False)

    def atom(self, name: str) -> int:
        return int(self.display.intern_atom(name))

    def name_of(self, atom: int) -> str:
        """Empty for an atom that is none."""
        try:
            return str(self.display.get_atom_name(atom))
        except error.XError:
            return ""

    def next(self, timeout: float | None = None) -> Any:
        """The next event, or None when `wake` was called or so many seconds have passed."""
        # Sending may receive, too: only after it is it known that nothing waits inside the library.
        self.display.flush()
        if self.display.pending_events():
            return self.display.next_event()
        ready, _, _ = select.select([self.display, self._woken], [], [], timeout)
        if self._woken in ready:
            self._woken.recv(4096)
        return self.display.next_event() if self.display.pending_events() else None

    def wait(self, wanted: Callable[[Any], bool], seconds: float, others: Callable[[Any], None]) -> Any:
        """The first event that is wanted, or None; the others are handed on."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            event = self.next(left)
            if event is not None and wanted(event):
                return event
            if event is not None:
                others(event)
        return None

    def held(self) -> set[int]:
        """Codes of all keys that are down."""
        return {
            8 * place + bit
            for place, row in enumerate(self.display.query_keymap())
            for bit in range(8)
            if row >> bit & 1
        }

    def same_program(self, one: int, other: int) -> bool:
        """True if two windows belong to one connection."""
        return ((one ^ other) & ~int(self.display.display.info.resource_id_mask)) == 0

    def own_window(self) -> Any:
        """A window nobody sees, told of changes of its properties."""
        return self.root.create_window(0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask)

    def wake(self) -> None:
        with contextlib.suppress(OSError):  # closed already
            self._waking.send(b".")

    def close(self) -> None:
        with contextlib.suppress(error.ConnectionClosedError):
            self.display.close()
        self._woken.close()
        self._waking.close()
