"""The key that is heard whichever program is in front: one key with modifiers, or one modifier by itself.

Pure.  Kept and typed as text such as "Control+Alt+Space", "F8" or "Right Alt"; Option is Alt and Command is Super.
"""

from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from earshot.domain.errors import HotkeyError


class Modifier(Enum):
    """In the order in which they are shown."""

    CONTROL = "Control"
    ALT = "Alt"
    SHIFT = "Shift"
    SUPER = "Super"


class Stroke(Enum):
    """What is heard of the key; repeats of the keyboard are none."""

    DOWN = "down"
    UP = "up"
    JOINED = "joined"
    """Another key went down while it was held."""


SIDES = ("Left", "Right")
ALONE = {f"{side} {modifier.value}": modifier for modifier in Modifier for side in SIDES}
"""Modifiers as keys of their own; the side counts."""
TYPING = (*string.ascii_uppercase, *string.digits, "Space", "Tab", "Return", "Backspace")
"""Keys that write or edit: alone they would be lost to every other program."""
SILENT = (*(f"F{number}" for number in range(1, 25)), "Pause", "Scroll Lock", "Insert", "Menu", "Escape")
KEYS = (*TYPING, *SILENT, *ALONE)

_OTHER_NAMES = {
    "ctrl": "Control", "option": "Alt", "opt": "Alt", "alt": "Alt", "command": "Super", "cmd": "Super", "win": "Super",
    "super": "Super", "meta": "Super", "shift": "Shift", "control": "Control", "altgr": "Right Alt", "enter": "Return",
    "esc": "Escape", "scrolllock": "Scroll Lock",
}  # fmt: skip
_ON_A_MAC = {"Alt": "Option", "Super": "Command"}


@dataclass(frozen=True)
class Hotkey:
    """Raises HotkeyError if no key is called so, or it would take a key that everybody types with."""

    key: str
    """One of KEYS."""
    modifiers: frozenset[Modifier] = frozenset()

    def __post_init__(self) -> None:
        if self.key not in KEYS:
            raise HotkeyError(f"There is no key called “{self.key}”.")
        if self.key in ALONE and self.modifiers:
            raise HotkeyError(f"{self.key} can only be a key by itself.")
        if self.key in TYPING and not self.modifiers - {Modifier.SHIFT}:
            raise HotkeyError(f"{self} is needed for writing.", "Add Control, Alt or Super to it.")
        if self.key == "Escape" and not self.modifiers:
            raise HotkeyError("Escape cancels what is being said and cannot begin it too.")

    def __str__(self) -> str:
        held = [each.value for each in Modifier if each in self.modifiers]
        return "+".join([*held, self.key])


USUAL = Hotkey("Right Alt")


def parse(text: str) -> Hotkey:
    """The key that is meant, in any case and order of modifiers.  Raises HotkeyError."""
    parts = [_named(part) for part in text.split("+")]
    named = {each.value: each for each in Modifier}
    strange = [part for part in parts[:-1] if part not in named]
    if strange:
        raise HotkeyError(f"“{strange[0]}” is no modifier.", "Modifiers are Control, Alt, Shift and Super.")
    if parts[-1] in named:
        raise HotkeyError(
            f"“{text.strip()}” does not say which key.", "Say a side, for example Right Alt, or add a key."
        )
    return Hotkey(parts[-1], frozenset(named[part] for part in parts[:-1]))


def _named(part: str) -> str:
    """The usual name of a part; one that is not known stays as it is."""
    words = part.split()
    plain = " ".join(_OTHER_NAMES.get(word.lower(), word) for word in words)
    known: dict[str, str] = {key.lower(): key for key in (*KEYS, *(each.value for each in Modifier))}
    return known.get(plain.lower(), plain)


def shown(hotkey: Hotkey, *, mac: bool) -> str:
    """As a person reads it on this computer's keys."""
    if not mac:
        return f"{hotkey}"
    return "+".join(" ".join(_ON_A_MAC.get(word, word) for word in part.split()) for part in str(hotkey).split("+"))


def _known(*rows: tuple[str, str]) -> dict[Hotkey, str]:
    return {parse(text): meaning for text, meaning in rows}


_EVERYWHERE = _known(
    ("Control+C", "copies"), ("Control+V", "pastes"), ("Control+X", "cuts"), ("Control+Z", "undoes"),
    ("Control+A", "selects everything"), ("Control+S", "saves"), ("Control+Insert", "copies"),
    ("Shift+Insert", "pastes"),
    ("Alt+Tab", "switches programs"), ("Alt+F4", "closes a window"), ("Super+Space", "switches the keyboard's layout"),
    ("Control+Alt+Backspace", "ends the session on some computers"), ("F1", "opens the help of most programs"),
    ("F5", "reloads a page"), ("F11", "fills the screen"),
    ("Right Alt", "writes special letters on many keyboards (AltGr)"),
)  # fmt: skip
_ON_MACS = _known(
    ("Super+C", "copies"), ("Super+V", "pastes"), ("Super+X", "cuts"), ("Super+Z", "undoes"), ("Super+Q", "quits"),
    ("Super+W", "closes a window"), ("Super+A", "selects everything"), ("Super+S", "saves"),
    ("Super+Tab", "switches programs"), ("Super+Space", "opens Spotlight"), ("Control+Space", "switches input sources"),
    ("F11", "shows the desktop"),
)  # fmt: skip


def conflict(hotkey: Hotkey, *, mac: bool) -> str:
    """What the key is known to do already, as one sentence; empty if nothing is known against it."""
    if mac and hotkey.modifiers == {Modifier.CONTROL, Modifier.ALT}:
        return f"{shown(hotkey, mac=mac)} is one of VoiceOver's keys."
    meaning = (_ON_MACS if mac else _EVERYWHERE).get(hotkey)
    return f"{shown(hotkey, mac=mac)} already {meaning}." if meaning else ""


def needs_no_permission(hotkey: Hotkey) -> bool:
    """True on a Mac for a key with modifiers or a function key, which the system hands out by itself."""
    return hotkey.key not in ALONE


def counts_as(pressed: Iterable[str], hotkey: Hotkey) -> bool:
    """True if, of the modifier keys held, only the wanted one is: with another it belongs to somebody else."""
    return hotkey.key in ALONE and set(pressed) == {hotkey.key}
