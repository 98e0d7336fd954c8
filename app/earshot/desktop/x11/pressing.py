"""Pressing keys in the program in front, with whatever modifiers its user holds out of the way."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import chain

from Xlib import X
from Xlib.ext import xtest

from earshot.desktop.x11 import keyboard
from earshot.desktop.x11.screen import Screen

LET_GO_SECONDS = 0.4
"""So long a person gets to let go of modifiers by himself: releasing them for him may leave one pressed after all."""


def can_press(screen: Screen) -> bool:
    return bool(screen.display.has_extension("XTEST"))


def press(screen: Screen, key: str, modifiers: Sequence[str]) -> None:
    """Keysyms by name, once; modifiers that were held are held again afterwards.

    A keyboard without the letter pastes with Shift+Insert.
    """
    if not keyboard.code(screen, key):
        key, modifiers = "Insert", ("Shift_L",)
    codes = [keyboard.code(screen, name) for name in (*modifiers, key)]
    held = _held_modifiers(screen)
    until = time.monotonic() + LET_GO_SECONDS
    while held and time.monotonic() < until:
        time.sleep(0.01)
        held = _held_modifiers(screen)
    for code in held:
        xtest.fake_input(screen.display, X.KeyRelease, code)
    for code in codes:
        xtest.fake_input(screen.display, X.KeyPress, code)
    for code in reversed(codes):
        xtest.fake_input(screen.display, X.KeyRelease, code)
    for code in held:
        xtest.fake_input(screen.display, X.KeyPress, code)
    screen.display.sync()


def _held_modifiers(screen: Screen) -> list[int]:
    return sorted(screen.held() & set(chain.from_iterable(keyboard.modifier_rows(screen))))
