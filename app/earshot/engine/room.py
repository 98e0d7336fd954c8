"""How much memory the system has for a model at this moment, what other programs hold taken off."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from pathlib import Path

from earshot.domain.fit import Room

_MEMINFO = Path("/proc/meminfo")
_VM_INFO64, _WORDS = 4, 38
"""mach/host_info.h: the flavour of host_statistics64 and how many 32-bit words it fills."""


def room() -> Room:
    """What is there for a model, with what MLX holds in this process counted as free: it is let go first."""
    import mlx.core as mx

    free, ours = free_bytes(), int(mx.get_active_memory())
    now = None if free is None else free + ours
    if sys.platform == "darwin":
        told = mx.device_info().get("max_recommended_working_set_size")
        return Room(int(told) if told else None, now)
    return Room(_total(), now)


def free_bytes() -> int | None:
    """Bytes that programs could have now without one of them being written out; None if the system does not tell."""
    if sys.platform == "darwin":
        words = _pages()
        return None if words is None else free_pages(words) * os.sysconf("SC_PAGE_SIZE")
    return _told("MemAvailable")


def free_pages(words: bytes) -> int:
    """Pages that are free, hold files that lie on the disk anyway, or may be dropped, of a vm_statistics64.

    Free, file-backed and purgeable: the rest of what Activity Monitor does not count as used.
    """
    free = struct.unpack_from("<I", words, 0)[0]
    purgeable = struct.unpack_from("<I", words, 4 * 4 + 9 * 8)[0]
    external = struct.unpack_from("<I", words, 4 * 4 + 9 * 8 + 2 * 4 + 4 * 8 + 2 * 4)[0]
    return int(free + purgeable + external)


def _pages() -> bytes | None:
    """The kernel's vm_statistics64.  Written for a Mac and never run on one."""
    system = ctypes.CDLL(None)
    words, count = ctypes.create_string_buffer(4 * _WORDS), ctypes.c_uint32(_WORDS)
    system.mach_host_self.restype = ctypes.c_uint32
    call = system.host_statistics64
    failed = call(ctypes.c_uint32(system.mach_host_self()), _VM_INFO64, words, ctypes.byref(count))
    return None if failed else words.raw


def _total() -> int | None:
    return _told("MemTotal")


def _told(name: str) -> int | None:
    """A line of /proc/meminfo, in bytes."""
    try:
        lines = _MEMINFO.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    amount = {key: rest for key, _, rest in (line.partition(":") for line in lines)}.get(name, "")
    return int(amount.split()[0]) * 1024 if amount else None
