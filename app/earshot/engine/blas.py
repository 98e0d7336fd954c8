"""A faster BLAS on Linux, loaded before MLX; nothing of it concerns Metal.

The `mlx[cpu]` wheel carries the reference BLAS; Debian's OpenBLAS is about twelve times as fast.  Import this
before the first `import mlx`.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_PLACES = (
    "/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3",
    "/usr/lib/aarch64-linux-gnu/openblas-pthread/libblas.so.3",
)


def load() -> str | None:
    """The library that was loaded, or None where there is none or none is needed."""
    if sys.platform != "linux" or os.environ.get("EARSHOT_BLAS") == "none":
        return None
    for place in _PLACES:
        if Path(place).exists():
            ctypes.CDLL(place, mode=ctypes.RTLD_GLOBAL)
            return place
    return None


LOADED = load()
