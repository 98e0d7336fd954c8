"""What a Mac says of its heat and its power: NSProcessInfo, by the system's own objc library.  Only a Mac can run it.

`thermalState` is 0 nominal, 1 fair, 2 serious, 3 critical (Foundation, NSProcessInfoThermalState).
"""

from __future__ import annotations

import ctypes
import ctypes.util

SERIOUS = 2
FOUNDATION = "/System/Library/Frameworks/Foundation.framework/Foundation"


def strained() -> bool:
    """False if the system cannot be asked."""
    try:
        process = _sent(ctypes.c_void_p, _class("NSProcessInfo"), "processInfo")
        hot = _sent(ctypes.c_long, process, "thermalState") >= SERIOUS
        return bool(hot or _sent(ctypes.c_bool, process, "isLowPowerModeEnabled"))
    except (OSError, AttributeError):
        return False


def _objc() -> ctypes.CDLL:
    ctypes.CDLL(FOUNDATION)  # brings its classes; a library that is there already costs nothing
    return ctypes.CDLL(ctypes.util.find_library("objc") or "libobjc.dylib")


def _class(name: str) -> int:
    get = _objc().objc_getClass
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
    return int(get(name.encode()) or 0)


def _sent(kind: type, to: int, message: str) -> int:
    """The answer to a message without arguments."""
    objc = _objc()
    name = objc.sel_registerName
    name.restype, name.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
    send = ctypes.CFUNCTYPE(kind, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
    return int(send(to, name(message.encode())) or 0)
