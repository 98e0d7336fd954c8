"""Carbon through ctypes: hot keys, secure input, the layout's keys.  Main thread only: it crashes elsewhere."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable
from functools import cache
from typing import Any

_COMMAND_DOWN = 1
"""cmdKey >> 8, as UCKeyTranslate wants it."""
_DISPLAYED, _NO_DEAD_KEYS = 3, 1
_KEYBOARD, _PRESSED, _RELEASED = 0x6B657962, 5, 6
"""'keyb', kEventHotKeyPressed, kEventHotKeyReleased."""
_OURS = 0x45617273
"""'Ears'"""


class _Kind(ctypes.Structure):
    _fields_ = (("of", ctypes.c_uint32), ("what", ctypes.c_uint32))


_Handler = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


@cache
def _carbon() -> Any:
    library = ctypes.CDLL(ctypes.util.find_library("Carbon"))
    for name in ("TISCopyCurrentKeyboardLayoutInputSource", "TISGetInputSourceProperty", "GetApplicationEventTarget"):
        getattr(library, name).restype = ctypes.c_void_p
    library.TISGetInputSourceProperty.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.IsSecureEventInputEnabled.restype = ctypes.c_bool
    library.GetEventKind.argtypes = [ctypes.c_void_p]
    return library


@cache
def _core() -> Any:
    library = ctypes.CDLL(ctypes.util.find_library("CoreFoundation"))
    library.CFDataGetBytePtr.restype = ctypes.c_void_p
    library.CFDataGetBytePtr.argtypes = [ctypes.c_void_p]
    library.CFRelease.argtypes = [ctypes.c_void_p]
    return library


def secure_input() -> bool:
    """True while a password is typed somewhere."""
    return bool(_carbon().IsSecureEventInputEnabled())


def key_for(letter: str) -> int | None:
    """The code of the key that gives this letter while Command is down; None if the layout has none."""
    carbon, core = _carbon(), _core()
    source = carbon.TISCopyCurrentKeyboardLayoutInputSource()
    if not source:
        return None
    try:
        data = carbon.TISGetInputSourceProperty(
            source, ctypes.c_void_p.in_dll(carbon, "kTISPropertyUnicodeKeyLayoutData")
        )
        return _searched(carbon, core.CFDataGetBytePtr(data), letter) if data else None
    finally:
        core.CFRelease(source)


def _searched(carbon: Any, layout: int, letter: str) -> int | None:
    dead, length, written = ctypes.c_uint32(0), ctypes.c_ulong(0), (ctypes.c_uint16 * 4)()
    kind = carbon.LMGetKbdType()
    for code in range(128):
        carbon.UCKeyTranslate(
            ctypes.c_void_p(layout), ctypes.c_uint16(code), ctypes.c_uint16(_DISPLAYED), ctypes.c_uint32(_COMMAND_DOWN),
            ctypes.c_uint32(kind), ctypes.c_uint32(_NO_DEAD_KEYS), ctypes.byref(dead), ctypes.c_ulong(4),
            ctypes.byref(length), written,
        )  # fmt: skip
        if length.value == 1 and chr(written[0]).lower() == letter.lower():
            return code
    return None


class HotKey:
    """One combination; needs no permission and works under secure input."""

    def __init__(self, code: int, modifiers: int, changed: Callable[[bool], None]) -> None:
        """`changed` is told True when it goes down and False when it goes up.  Raises OSError if it is taken."""
        carbon = _carbon()
        target = ctypes.c_void_p(carbon.GetApplicationEventTarget())

        def hear(_: int, event: int, __: int) -> int:
            changed(carbon.GetEventKind(event) == _PRESSED)
            return 0

        self._hear = _Handler(hear)  # kept alive as long as Carbon may call it
        self._handler, self._key = ctypes.c_void_p(), ctypes.c_void_p()
        kinds = (_Kind * 2)(_Kind(_KEYBOARD, _PRESSED), _Kind(_KEYBOARD, _RELEASED))
        carbon.InstallEventHandler(target, self._hear, ctypes.c_ulong(2), kinds, None, ctypes.byref(self._handler))
        wrong = carbon.RegisterEventHotKey(
            ctypes.c_uint32(code), ctypes.c_uint32(modifiers), _Kind(_OURS, 1), target, 0, ctypes.byref(self._key)
        )
        if wrong:
            carbon.RemoveEventHandler(self._handler)
            raise OSError(wrong, "RegisterEventHotKey")

    def close(self) -> None:
        _carbon().UnregisterEventHotKey(self._key)
        _carbon().RemoveEventHandler(self._handler)
