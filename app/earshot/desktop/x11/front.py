"""The program in front: whose window is active, or has the keyboard where no window manager tells."""

from __future__ import annotations

import os
from typing import Any

from Xlib import X, error

from earshot.desktop.x11.screen import Screen
from earshot.domain.inserting import Program


class Front:
    """A connection of its own.  Raises DesktopError."""

    def __init__(self, screen: str | None = None) -> None:
        self._screen = Screen(screen)

    def program(self) -> Program | None:
        return in_front(self._screen)

    def leave(self) -> None:
        self._screen.close()


def in_front(screen: Screen) -> Program | None:
    """None if no program has the keyboard; the name is the class its window states."""
    try:
        found = _named(_active(screen)) or _named(screen.display.get_input_focus().focus)
    except error.XError:  # it was closed while it was looked at
        return None
    return found


def is_own(screen: Screen, program: Program) -> bool:
    """True for a window of this process."""
    window = screen.display.create_resource_object("window", program.number)
    try:
        stated = window.get_full_property(screen.atom("_NET_WM_PID"), X.AnyPropertyType)
    except error.XError:
        return False
    return bool(stated) and int(stated.value[0]) == os.getpid()


def _active(screen: Screen) -> Any:
    stated = screen.root.get_full_property(screen.atom("_NET_ACTIVE_WINDOW"), X.AnyPropertyType)
    if not stated or not len(stated.value) or not stated.value[0]:
        return None
    return screen.display.create_resource_object("window", int(stated.value[0]))


def _named(window: Any) -> Program | None:
    """The nearest window above that says whose it is."""
    while window is not None and not isinstance(window, int):
        stated = window.get_wm_class()
        if stated:
            return Program(stated[1] or stated[0], int(window.id))
        window = window.query_tree().parent
    return None
