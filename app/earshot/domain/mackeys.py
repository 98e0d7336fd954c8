"""Keys as a Mac counts them: codes of places on the keyboard, bits of modifiers that know left from right.

Pure.  Codes are Carbon's (HIToolbox/Events.h), device bits IOKit's (hidsystem/IOLLEvent.h).
"""

from __future__ import annotations

from earshot.domain.hotkey import Hotkey, Modifier, Stroke, counts_as

DEVICE_BITS = {
    "Left Control": 0x0001, "Left Shift": 0x0002, "Right Shift": 0x0004, "Left Super": 0x0008, "Right Super": 0x0010,
    "Left Alt": 0x0020, "Right Alt": 0x0040, "Right Control": 0x2000,
}  # fmt: skip
CARBON_BITS = {Modifier.SUPER: 0x0100, Modifier.SHIFT: 0x0200, Modifier.ALT: 0x0800, Modifier.CONTROL: 0x1000}
_F_KEYS = (122, 120, 99, 118, 96, 97, 98, 100, 101, 109, 103, 111, 105, 107, 113, 106, 64, 79, 80, 90)
PLACES = {
    **{f"F{number}": code for number, code in enumerate(_F_KEYS, 1)},
    "Space": 49, "Tab": 48, "Return": 36, "Backspace": 51, "Escape": 53,
}  # fmt: skip
"""Keys that lie where they lie in every layout; letters and digits are looked up in the layout."""


def held(flags: int) -> set[str]:
    """The modifier keys that are down, by an event's flags."""
    return {name for name, bit in DEVICE_BITS.items() if flags & bit}


def stroke(hotkey: Hotkey, flags: int, *, down: bool) -> Stroke | None:
    """What a change of the modifiers means for a lone modifier that was `down` or not."""
    now = held(flags)
    if not down:
        return Stroke.DOWN if counts_as(now, hotkey) else None
    if hotkey.key not in now:
        return Stroke.UP
    return None if counts_as(now, hotkey) else Stroke.JOINED


def carbon_modifiers(hotkey: Hotkey) -> int:
    return sum(CARBON_BITS[modifier] for modifier in hotkey.modifiers)
