"""Keys by name, on the keyboard that is plugged in."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from Xlib import XK, X

from earshot.desktop.x11.screen import Screen
from earshot.domain.errors import HotkeyError
from earshot.domain.hotkey import ALONE, Hotkey, Modifier

XK.load_keysym_group("xkb")

_NAMES = {"Space": "space", "Backspace": "BackSpace", "Scroll Lock": "Scroll_Lock"}
_MODIFIER_KEYS = {Modifier.CONTROL: "Control", Modifier.ALT: "Alt", Modifier.SHIFT: "Shift", Modifier.SUPER: "Super"}


def code(screen: Screen, keysym: str) -> int:
    """The key that writes this in the first layout, or in another; 0 if none does."""
    found = list(screen.display.keysym_to_keycodes(XK.string_to_keysym(keysym)))
    return int(min(found, key=lambda pair: pair[1])[0]) if found else 0


def hotkey_code(screen: Screen, hotkey: Hotkey) -> int:
    """Raises HotkeyError if this keyboard has no such key."""
    if hotkey.key in ALONE:
        side = hotkey.key.split()[0][0]
        names = [f"{_MODIFIER_KEYS[ALONE[hotkey.key]]}_{side}"]
        # On many keyboards the right one writes special letters and is called otherwise.
        names += ["ISO_Level3_Shift"] if hotkey.key == "Right Alt" else []
    else:
        names = [_NAMES.get(hotkey.key, hotkey.key.lower() if len(hotkey.key) == 1 else hotkey.key)]
    found = [number for name in names if (number := code(screen, name))]
    if not found:
        raise HotkeyError(f"This keyboard has no {hotkey}.")
    return found[0]


def modifier_rows(screen: Screen) -> list[list[int]]:
    """Codes of the keys behind each of the eight bits of the modifiers."""
    return [[key for key in row if key] for row in screen.display.get_modifier_mapping()]


def mask(screen: Screen, hotkey: Hotkey) -> int:
    """The modifiers as bits."""
    bits = 0
    for modifier in hotkey.modifiers:
        bits |= _bit(screen, f"{_MODIFIER_KEYS[modifier]}_L")
    return bits


def lock_masks(screen: Screen) -> list[int]:
    """Every state of the locks: a key is the same with Caps Lock and Num Lock on."""
    locks = {X.LockMask, _bit(screen, "Num_Lock"), _bit(screen, "Scroll_Lock")} - {0}
    return [sum(some) for count in range(len(locks) + 1) for some in combinations(sorted(locks), count)]


def _bit(screen: Screen, keysym: str) -> int:
    wanted: Any = {pair[0] for pair in screen.display.keysym_to_keycodes(XK.string_to_keysym(keysym))}
    return sum(1 << number for number, row in enumerate(modifier_rows(screen)) if wanted & set(row))
