"""One open device: PortAudio's stream with its callback, and what makes 16 kHz mono of what it delivers.

A stream is opened and closed on a driver's thread; its intake belongs to the microphone's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from earshot.audio.devices import library
from earshot.domain.devices import Device
from earshot.domain.errors import MicrophoneError
from earshot.domain.mixing import Mixer
from earshot.domain.preroll import Muteness
from earshot.domain.sound import RATE, Sound, as_recorded

BLOCK_SECONDS = 0.02
COMMON_RATES = (48_000.0, 44_100.0)


@dataclass(frozen=True, eq=False)
class Block:
    """What one call of the sound callback brought."""

    stream: int
    """The number of the stream it belongs to."""
    data: npt.NDArray[np.float32]
    """(frames, channels), a copy."""
    peak: float
    overflowed: bool
    """The system dropped samples before this block."""


@dataclass(frozen=True)
class Died:
    """A stream ended without being asked to, or after it was asked."""

    stream: int


class Stream:
    """A device that is open."""

    def __init__(self, handle: Any, number: int, device: Device, rate: float, channels: int) -> None:
        self._handle = handle
        self.number, self.device, self.rate, self.channels = number, device, rate, channels
        self.latency = float(handle.latency)
        """Seconds between the air and the callback, as the driver has it."""

    def close(self) -> None:
        """May hang as long as the driver likes."""
        with suppress(Exception):  # a device that was pulled out
            self._handle.stop()
        with suppress(Exception):
            self._handle.close()


def opened(device: Device, number: int, put: Callable[[object], None]) -> Stream:
    """Starts to capture, at the device's own rate and channels or, if it refuses them, as near as it can.

    Blocks and the stream's end go to `put`, from PortAudio's thread.  Raises MicrophoneError.
    """
    sounddevice = library()

    def callback(data: npt.NDArray[np.float32], _frames: int, _time: Any, status: Any) -> None:
        peak = float(max(data.max(initial=0.0), -data.min(initial=0.0)))
        put(Block(number, data.copy(), peak, bool(status) and status.input_overflow))

    def finished() -> None:
        put(Died(number))

    problem: Exception | None = None
    for rate, channels in _ways(device):
        handle = None
        try:
            handle = sounddevice.InputStream(
                device=device.index, samplerate=rate, channels=channels, dtype="float32", latency="high",
                blocksize=round(rate * BLOCK_SECONDS), callback=callback, finished_callback=finished,
            )  # fmt: skip
            handle.start()
            return Stream(handle, number, device, rate, channels)
        except (ValueError, sounddevice.PortAudioError) as refused:
            problem = problem or refused
            if handle is not None:
                handle.close()
    raise MicrophoneError("The microphone cannot be opened.", "See whether another program holds it.") from problem


def _ways(device: Device) -> list[tuple[float, int]]:
    """(rate, channels) to try, the device's own first."""
    own = device.rate if device.rate > 0 else COMMON_RATES[0]
    ways = [(own, device.channels), (own, 1), *((rate, 1) for rate in COMMON_RATES)]
    return list(dict.fromkeys(ways))


class Intake:
    """Makes of one stream's blocks the sound of takes: one channel, 16 kHz, 16 bits; no seam between two blocks."""

    def __init__(self, rate: float, channels: int) -> None:
        import soxr

        self._rate, self._mixer, self._muteness = rate, Mixer(channels), Muteness()
        self._resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32")

    @property
    def mute(self) -> bool:
        return self._muteness.mute

    def push(self, block: Block) -> tuple[Sound, bool]:
        """The sound that is ready, a few milliseconds behind, and whether `mute` changed."""
        data = block.data
        if not np.isfinite(block.peak):  # one such number would spoil the resampler for good
            data = np.nan_to_num(data, nan=0.0, posinf=1.0, neginf=-1.0)
        changed = self._muteness.push(data, len(data) / self._rate)
        return as_recorded(self._resampler.resample_chunk(self._mixer.mix(data))), changed

    def flush(self) -> Sound:
        """The rest of a stream that is over."""
        return as_recorded(self._resampler.resample_chunk(np.zeros(0, np.float32), last=True))
