"""This computer, as far as getting a model goes."""

from __future__ import annotations

import os


def memory_bytes() -> int:
    """All of its memory; 0 where the system does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return 0
