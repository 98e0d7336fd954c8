"""This computer, as far as models go."""

from __future__ import annotations

import os
import platform


def memory_bytes() -> int:
    """All of its memory; 0 where the system does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return 0


def described() -> str:
    """System, processor, cores and memory, without a name of anybody's: what was measured here is known by it."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory_bytes() / 1e9:.0f} GB"
