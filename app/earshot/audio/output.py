"""The loudspeaker: one stream of PortAudio that plays what it is given, and the clock that comes of it.

Opened and closed on the driver's thread, filled by whoever plays, emptied by PortAudio's callback, which copies and
counts and does nothing else.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from earshot.audio.devices import library
from earshot.domain.errors import MicrophoneError

RATES = (48_000, 44_100)
CHANNELS = 2
BLOCK_SECONDS = 0.02
LONGEST_DELAY = 2.0
"""Seconds between the callback and the air; what a driver says beyond that is no delay."""
Samples: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Moment:
    """What a callback gave out, and when; one object, so that no reader sees half of it."""

    came: float
    """On the monotonic clock."""
    first: int
    """Frames that were given out before it."""
    count: int
    delay: float


class Output:
    """One playing of something.  `rate` is 0 until the device is open."""

    def __init__(self) -> None:
        self._blocks: SimpleQueue[Samples | None] = SimpleQueue()
        self._rest: Samples = np.zeros((0, CHANNELS), np.float32)
        self._moment: _Moment | None = None
        self._handle: Any = None
        self._given = self._put = 0
        self._over = self._closed = False
        self.rate = 0
        self.failed = False

    def open(self) -> None:
        """On the driver's thread; what cannot be opened is `failed`."""
        try:
            self._open()
        except MicrophoneError:
            self.failed = True

    def close(self) -> None:
        """On the driver's thread, as often as one likes."""
        handle, self._handle, self._closed = self._handle, None, True
        if handle is not None:
            with suppress(Exception):  # a device that was pulled out
                handle.abort()
            with suppress(Exception):
                handle.close()

    @property
    def running(self) -> bool:
        return self._handle is not None

    def push(self, block: Samples | None) -> None:
        """(n, 2) float32 at `rate`; None after the last."""
        self._put += 0 if block is None else len(block)
        self._blocks.put(block)

    @property
    def ahead(self) -> float:
        """Seconds that were given to it and not given out yet."""
        return (self._put - self._given) / self.rate if self.rate else 0.0

    def seconds(self) -> tuple[float, float] | None:
        """How much of it has been heard, and how long ago its callback ran; None before the first."""
        moment = self._moment
        if moment is None:
            return None
        ago = time.monotonic() - moment.came
        heard = moment.first / self.rate + min(ago, moment.count / self.rate) - moment.delay
        return max(0.0, heard), ago

    def _open(self) -> None:
        sounddevice = library()
        problem: Exception | None = None
        for rate in RATES:
            if self._closed:
                return
            handle = None
            try:
                handle = sounddevice.OutputStream(
                    samplerate=rate, channels=CHANNELS, dtype="float32", latency="high",
                    blocksize=round(rate * BLOCK_SECONDS), callback=self._callback,
                )  # fmt: skip
                self.rate, self._handle = rate, handle
                handle.start()
                return
            except (ValueError, sounddevice.PortAudioError) as refused:
                problem = refused
                self.rate, self._handle = 0, None
                if handle is not None:
                    handle.close()
        raise MicrophoneError("No loudspeaker can be opened.") from problem

    def _callback(self, out: Samples, frames: int, moment: Any, _status: Any) -> None:
        now, filled = time.monotonic(), 0
        while filled < frames and not self._over:
            if not len(self._rest):
                try:
                    block = self._blocks.get_nowait()
                except Empty:
                    break
                self._over = block is None
                self._rest = self._rest if block is None else block
                continue
            part = self._rest[: frames - filled]
            out[filled : filled + len(part)] = part
            filled, self._rest = filled + len(part), self._rest[len(part) :]
        out[filled:] = 0.0
        count = (
            frames if self._over else filled
        )  # without sound to come, silence counts; while it is late, nothing does
        self._moment = _Moment(now, self._given, count, self._delay(moment))
        self._given += count

    def _delay(self, moment: Any) -> float:
        told = float(moment.outputBufferDacTime - moment.currentTime)
        if 0.0 < told < LONGEST_DELAY:
            return told
        handle = self._handle
        return float(handle.latency) if handle is not None else 0.0
