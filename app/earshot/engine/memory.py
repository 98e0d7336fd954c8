"""The one place where MLX is told how much memory it may have, and where a model at work is kept within it.

Limits come from the room there is when a model is loaded (engine/room.py).  Past the soft one steps become smaller and
freed buffers are handed back at once; past the hard one the job ends with a sentence, before the machine stands still.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from earshot.domain.errors import MemoryFullError, ModelTooLargeError
from earshot.domain.fit import SOFT, Fit, Room, Verdict, judged
from earshot.engine import room as rooms
from earshot.engine.checkpoint import anatomy_of, inspect

MOST_FREED, LEAST_FREED = 512 * 1024 * 1024, 32 * 1024 * 1024
"""Bytes of freed buffers MLX may keep: as much as the weights take, between these.  Without a limit that fits the model
they grow with every new length of a window; the pocket model is no slower with 32 MB."""
STEP_TOKENS, SMALL_STEP_TOKENS = 128, 32
"""Tokens of text read at once, and past the soft limit."""
LOOK_SECONDS = 0.25
"""The system is asked no oftener than this."""
RESERVE = 256 * 1024 * 1024
"""Bytes the system must keep free for all else; with less, programs are written out and everything stands still."""
_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
"""glibc's: without it the buffers of a model that is gone stay with this process, for the next one."""


@dataclass
class Limits:
    """Bytes of MLX's active memory; None where the system does not tell.  Belongs to the thinking lane."""

    soft: int | None = None
    hard: int | None = None
    asked_at: float = 0.0
    short: bool = False
    """The system itself has hardly anything left."""


_limits = Limits()


def room_bytes() -> int | None:
    """Bytes a model may take once the one in memory is gone; None where the system does not tell."""
    return rooms.room().least


def verdict(folder: Path) -> Verdict:
    """How the model in `folder` fits now, for dictation and for clips as far as it sees.  Raises ModelError."""
    import mlx.core as mx

    card = inspect(folder)
    needs = anatomy_of(folder).needs(card.part_frames, card.frame_tokens, widened=mx.default_device() == mx.cpu)
    return judged(needs, rooms.room())


def easy_with(folder: Path, more: int) -> bool:
    """True if the model in `folder` fits with room to spare, and `more` bytes beside it.  Raises ModelError."""
    found = verdict(folder)
    needs = replace(found.needs, working=found.needs.working + more)
    return judged(needs, found.room).fit is Fit.FITS


def weights_of(folder: Path) -> int:
    """Bytes that the weights in `folder` take in memory.  Raises ModelError."""
    import mlx.core as mx

    return anatomy_of(folder).weight_bytes(widened=mx.default_device() == mx.cpu)


def set_limits(weights: int) -> None:
    """How much MLX keeps of freed buffers and, on a Mac's GPU, that weights in use stay in memory; before a load.

    `weights` is how many bytes those of the model take.
    """
    import mlx.core as mx

    mx.set_cache_limit(max(LEAST_FREED, min(MOST_FREED, weights)))
    if mx.metal.is_available() and mx.default_device() == mx.gpu:
        told = mx.device_info().get("max_recommended_working_set_size")
        if told:
            mx.set_wired_limit(int(told))
    keep_within(rooms.room())


def keep_within(room: Room) -> None:
    """From now on a model at work keeps within this room."""
    _limits.hard = room.least
    _limits.soft = None if room.least is None else int(SOFT * room.least)
    _limits.asked_at, _limits.short = 0.0, False


def step_tokens() -> int:
    """How many tokens may be read in the next step.  Raises MemoryFullError past the hard limit.

    Called between steps on the thinking lane; what a job has made out before stays with whoever asked for it.
    """
    import mlx.core as mx

    active = int(mx.get_active_memory())
    if time.monotonic() - _limits.asked_at >= LOOK_SECONDS:
        free = rooms.free_bytes()
        _limits.asked_at, _limits.short = time.monotonic(), free is not None and free < RESERVE
    full = _limits.hard is not None and active > _limits.hard
    if full:  # other programs may have let go of some since the limits were set
        keep_within(rooms.room())
        full = _limits.hard is not None and active > _limits.hard
    if not full and not _limits.short and (_limits.soft is None or active <= _limits.soft):
        return STEP_TOKENS
    mx.clear_cache()
    if full or (_limits.short and (rooms.free_bytes() or RESERVE) < RESERVE):
        raise MemoryFullError(f"The memory is full: the model at work holds {active / 1e9:.1f} GB.")
    return SMALL_STEP_TOKENS


def give_back() -> None:
    """Hands everything that is free to the system; after a model, or a job, has let go of what it held."""
    import mlx.core as mx

    gc.collect()
    mx.clear_cache()
    if _TRIM is not None:
        _TRIM(0)


def make_sure_it_fits(folder: Path) -> None:
    """Raises ModelTooLargeError if the weights alone are more than there is room for."""

    room = room_bytes() if sys.platform != "darwin" else rooms.room().most
    weights = weights_of(folder)
    if room is not None and weights > room:
        digits = 1 if weights >= 1e9 else 2
        raise ModelTooLargeError(
            f"The weights of “{folder.name}” take {weights / 1e9:.{digits}f} GB, "
            f"and {room / 1e9:.{digits}f} GB are free for them."
        )
