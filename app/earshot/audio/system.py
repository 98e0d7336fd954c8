"""What the system itself says of its microphones, without PortAudio, whose list stands still while a stream is open.

Cheap enough to be asked every second; nothing is opened by it.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Hashable
from functools import cache
from pathlib import Path

CARDS = Path("/proc/asound/cards")
_CORE_AUDIO = "/System/Library/Frameworks/CoreAudio.framework/CoreAudio"
_SYSTEM = 1
"""Core Audio's number for the whole system, as an object with properties."""


class _Address(ctypes.Structure):
    """Which property of an object is meant: three words, the first two of four letters."""

    _fields_ = (("selector", ctypes.c_uint32), ("scope", ctypes.c_uint32), ("element", ctypes.c_uint32))


def plugged() -> Hashable:
    """Changes when a device comes or goes or the default changes; None where the system cannot be asked.

    On macOS the devices and the default input of Core Audio; on Linux the sound cards alone, because a sound server
    moves its streams to a new default by itself.
    """
    if sys.platform == "darwin":
        return _core_audio(b"dIn "), _core_audio(b"dev#")
    try:
        return CARDS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _core_audio(selector: bytes) -> bytes | None:
    """The bytes of one property of the system (`AudioHardware.h`), None if it cannot be had."""
    library = _loaded()
    if library is None:
        return None
    address = _Address(int.from_bytes(selector, "big"), int.from_bytes(b"glob", "big"), 0)
    size = ctypes.c_uint32(0)
    if library.AudioObjectGetPropertyDataSize(_SYSTEM, ctypes.byref(address), 0, None, ctypes.byref(size)):
        return None
    content = ctypes.create_string_buffer(size.value)
    if library.AudioObjectGetPropertyData(_SYSTEM, ctypes.byref(address), 0, None, ctypes.byref(size), content):
        return None
    return content.raw[: size.value]


@cache
def _loaded() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(_CORE_AUDIO)
    except OSError:
        return None
