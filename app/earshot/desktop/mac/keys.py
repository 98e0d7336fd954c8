"""A key that is heard whichever program is in front.  Main thread, once the event loop runs.

A lone modifier by monitors of flagsChanged, anything else by a hot key of Carbon's.  No event tap, hence no question
about receiving keystrokes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import AppKit

from earshot.desktop.mac import carbon
from earshot.domain.errors import HotkeyError
from earshot.domain.hotkey import Hotkey, Stroke, needs_no_permission
from earshot.domain.mackeys import PLACES, carbon_modifiers, held, stroke

Heard = Callable[[Stroke, float], None]


class Keys:
    """One key at a time; `heard` is called on the main thread with moments by time.monotonic()."""

    def __init__(self) -> None:
        self._hotkey: Hotkey | None = None
        self._heard: Heard = lambda *_: None
        self._down = False
        self._monitors: list[Any] = []
        self._combination: carbon.HotKey | None = None

    def listen(self, hotkey: Hotkey, heard: Heard) -> None:
        """Raises HotkeyError if the key cannot be had; the one from before is then listened to as before."""
        before, heard_before = self._hotkey, self._heard
        self.leave()
        try:
            self._begin(hotkey, heard)
        except HotkeyError:
            if before is not None:
                self._begin(before, heard_before)
            raise

    def held(self) -> bool:
        """Asks the keyboard where that can be asked, so that a release that was never told is found."""
        if self._hotkey is None or needs_no_permission(self._hotkey):
            return self._down
        if self._down and self._hotkey.key not in held(int(AppKit.NSEvent.modifierFlags())):
            self._tell(Stroke.UP)
        return self._down

    def leave(self) -> None:
        for monitor in self._monitors:
            AppKit.NSEvent.removeMonitor_(monitor)
        self._monitors.clear()
        if self._combination is not None:
            self._combination.close()
        self._hotkey, self._combination, self._down = None, None, False

    def _begin(self, hotkey: Hotkey, heard: Heard) -> None:
        if needs_no_permission(hotkey):
            code = PLACES[hotkey.key] if hotkey.key in PLACES else carbon.key_for(hotkey.key)
            if code is None:
                raise HotkeyError(f"This keyboard has no {hotkey}.")
            try:
                self._combination = carbon.HotKey(code, carbon_modifiers(hotkey), self._pressed)
            except OSError as problem:
                raise HotkeyError(f"Another program already uses {hotkey}.") from problem
        else:
            wanted = AppKit.NSEventMaskFlagsChanged | AppKit.NSEventMaskKeyDown
            listen = AppKit.NSEvent
            self._monitors = [
                listen.addGlobalMonitorForEventsMatchingMask_handler_(wanted, self._see),
                listen.addLocalMonitorForEventsMatchingMask_handler_(wanted, self._see_own),
            ]
        self._hotkey, self._heard = hotkey, heard

    def _pressed(self, down: bool) -> None:
        self._tell(Stroke.DOWN if down else Stroke.UP)

    def _see_own(self, event: Any) -> Any:
        self._see(event)
        return event

    def _see(self, event: Any) -> None:
        if self._hotkey is None:
            return
        if event.type() == AppKit.NSEventTypeFlagsChanged:
            self._tell(stroke(self._hotkey, int(event.modifierFlags()), down=self._down))
        elif self._down:
            self._tell(Stroke.JOINED)

    def _tell(self, stroke: Stroke | None) -> None:
        if stroke is None or (stroke is not Stroke.JOINED and (stroke is Stroke.DOWN) == self._down):
            return
        self._down = stroke is not Stroke.UP
        self._heard(stroke, time.monotonic())
