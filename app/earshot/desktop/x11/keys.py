"""A key that is heard whichever program is in front, by a passive grab.  The thread `keys` owns it while it listens.

A grabbed key goes to nobody else.  When another key joins it the grab is given up at once, so that typing goes on, and
the release is then looked for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from Xlib import X, error

from earshot.desktop.x11 import keyboard
from earshot.desktop.x11.screen import Screen
from earshot.domain.errors import HotkeyError
from earshot.domain.hotkey import Hotkey, Stroke

LOOK_SECONDS = 1.0
"""A release that was never told is found so soon."""
CLOSE_LOOK_SECONDS = 0.02
"""And so soon where nobody will tell it."""

Heard = Callable[[Stroke, float], None]


class Keys:
    """One key at a time.  `listen` and `leave` belong to one thread; `heard` is called on the thread `keys`."""

    def __init__(self, screen: str | None = None) -> None:
        """`screen` as in DISPLAY; None is this user's."""
        self._name = screen
        self._going: _Listening | None = None

    def listen(self, hotkey: Hotkey, heard: Heard) -> None:
        """From now on; another key is let go.

        `heard` gets strokes and their moments by time.monotonic().  Raises HotkeyError if the key cannot be had, and
        DesktopError; the key from before is then listened to as before.
        """
        before = self._going
        self.leave()
        try:
            self._going = _Listening(Screen(self._name), hotkey, heard)
        except HotkeyError:
            if before is not None:
                self._going = _Listening(Screen(self._name), before.hotkey, before.heard)
            raise

    def held(self) -> bool:
        """True if the key is known to be down."""
        return self._going is not None and self._going.down

    def leave(self) -> None:
        if self._going is not None:
            self._going.close()
            self._going = None


class _Listening:
    def __init__(self, screen: Screen, hotkey: Hotkey, heard: Heard) -> None:
        self.hotkey, self.heard, self.down = hotkey, heard, False
        self._screen, self._open, self._let_go = screen, True, False
        self._code = 0
        try:
            self._grab()
        except HotkeyError:
            screen.close()
            raise
        self._thread = threading.Thread(target=self._run, name="keys", daemon=True)
        self._thread.start()

    def _grab(self) -> None:
        screen, root = self._screen, self._screen.root
        self._code = keyboard.hotkey_code(screen, self.hotkey)
        wanted, taken = keyboard.mask(screen, self.hotkey), error.CatchError(error.BadAccess)
        for lock in keyboard.lock_masks(screen):
            root.grab_key(self._code, wanted | lock, False, X.GrabModeAsync, X.GrabModeAsync, onerror=taken)
        screen.display.sync()
        if taken.get_error():
            raise HotkeyError(f"Another program already uses {self.hotkey}.")

    def _run(self) -> None:
        try:
            self._listen()
        except error.ConnectionClosedError:  # the session is over
            self._up()
        self._screen.close()

    def _listen(self) -> None:
        while self._open:
            wait = None if not self.down else CLOSE_LOOK_SECONDS if self._let_go else LOOK_SECONDS
            event = self._screen.next(wait)
            if event is not None:
                self._see(event)
            elif self.down:
                self._look()

    def _see(self, event: Any) -> None:
        if event.type == X.MappingNotify:
            self._screen.display.refresh_keyboard_mapping(event)
            self._remap()
        elif event.type == X.KeyPress and event.detail != self._code:
            self._screen.display.ungrab_keyboard(X.CurrentTime)
            if self.down and not self._let_go:
                self._let_go = True
                self.heard(Stroke.JOINED, time.monotonic())
        elif event.type == X.KeyPress and not self.down:
            self.down, self._let_go = True, False
            self.heard(Stroke.DOWN, time.monotonic())
        elif event.type == X.KeyRelease and event.detail == self._code:
            self._see_release(event)

    def _see_release(self, event: Any) -> None:
        """A repeat of the keyboard is told as a release and a press of one moment, perhaps after the key went up."""
        after = self._screen.next(0)
        if after is None:
            self._look()
        elif not (after.type == X.KeyPress and after.detail == self._code and after.time == event.time):
            self._up()
            self._see(after)

    def _look(self) -> None:
        if self.down and self._code not in self._screen.held():
            self._up()

    def _up(self) -> None:
        if self.down:
            self.down = False
            self.heard(Stroke.UP, time.monotonic())

    def _remap(self) -> None:
        """Another layout: the key may be another one, and one that was free may be taken."""
        try:
            if keyboard.hotkey_code(self._screen, self.hotkey) != self._code:
                self._screen.root.ungrab_key(X.AnyKey, X.AnyModifier)
                self._grab()
        except HotkeyError:
            return

    def close(self) -> None:
        self._open = False
        self._screen.wake()
        self._thread.join()
