"""How much memory there is for a model, and whether one clearly cannot fit."""

from __future__ import annotations

import sys
from pathlib import Path

from earshot.domain.errors import ModelTooLargeError
from earshot.engine.checkpoint import anatomy_of

CACHE_LIMIT = 512 * 1024 * 1024
"""Bytes of freed buffers MLX may keep."""
_MEMINFO = Path("/proc/meminfo")


def room_bytes() -> int | None:
    """Bytes a model may take once the one in memory is gone; None where the system does not tell.

    On a Mac what Metal recommends as the most for the GPU, elsewhere what the system has free beside us.
    """
    import mlx.core as mx

    if sys.platform == "darwin":
        told = mx.device_info().get("max_recommended_working_set_size")
        return int(told) if told else None
    try:
        lines = _MEMINFO.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    free = {name: amount for name, _, amount in (line.partition(":") for line in lines)}.get("MemAvailable", "")
    return int(free.split()[0]) * 1024 + int(mx.get_active_memory()) if free else None


def set_limits() -> None:
    """How much MLX keeps of freed buffers and, on a Mac's GPU, that weights in use stay in memory; before a load."""
    import mlx.core as mx

    mx.set_cache_limit(CACHE_LIMIT)
    if mx.metal.is_available() and mx.default_device() == mx.gpu:
        told = mx.device_info().get("max_recommended_working_set_size")
        if told:
            mx.set_wired_limit(int(told))


def make_sure_it_fits(folder: Path) -> None:
    """Raises ModelTooLargeError if the weights alone are more than there is room for."""
    import mlx.core as mx

    room = room_bytes()
    weights = anatomy_of(folder).weight_bytes(widened=mx.default_device() == mx.cpu)
    if room is not None and weights > room:
        digits = 1 if weights >= 1e9 else 2
        raise ModelTooLargeError(
            f"The weights of “{folder.name}” take {weights / 1e9:.{digits}f} GB, "
            f"and {room / 1e9:.{digits}f} GB are free for them."
        )
