"""Plays the sound of a file from any place in it; its clock is what is heard.

`Speaker` belongs to one thread.  The device is opened and closed by the microphone's driver, which makes every call of
PortAudio: a take that begins closes it first, so that nothing is played into a recording.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np

from earshot.audio.decode import OPTIONS
from earshot.audio.output import CHANNELS, Output, Samples

AHEAD_SECONDS = 1.5
"""Sound that is decoded before it is heard: a large frame of a film may take so long."""
PATIENCE_SECONDS = 4.0
"""A device that has not asked for sound for so long does not play."""
Ask = Callable[[Output], None]


class Speaker:
    """`play` and `quiet` have a device opened and closed; both return at once."""

    def __init__(self, play: Ask, quiet: Ask) -> None:
        self._play, self._quiet = play, quiet
        self._output: Output | None = None
        self._blocks: Iterator[Samples] | None = None
        self._path = Path()
        self._from = self._asked = 0.0

    def start(self, path: Path, seconds: float) -> None:
        """A file without sound opens no device."""
        self.stop()
        self._path, self._from, self._asked = path, seconds, time.monotonic()
        if _sounds(path):
            self._output = Output()
            self._play(self._output)

    def feed(self) -> None:
        output = self._output
        if output is None or not output.rate:
            return
        if self._blocks is None:
            self._blocks = track(self._path, self._from, output.rate)
        while output.ahead < AHEAD_SECONDS:
            block = next(self._blocks, None)
            output.push(block)
            if block is None:
                self._blocks = iter(())
                break

    def seconds(self) -> float | None:
        """While the device is being opened the clock stands still."""
        output = self._output
        if output is None or self.lost:
            return None
        heard = output.seconds()
        return self._from if heard is None else self._from + heard[0]

    @property
    def lost(self) -> bool:
        output = self._output
        if output is None:
            return False
        heard = output.seconds()
        waited = time.monotonic() - self._asked if heard is None else heard[1]
        return output.failed or waited > PATIENCE_SECONDS

    def stop(self) -> None:
        output, self._output, self._blocks = self._output, None, None
        if output is not None:
            self._quiet(output)


def _sounds(path: Path) -> bool:
    try:
        with av.open(str(path.absolute()), options=OPTIONS) as container:
            return bool(container.streams.audio)
    except (av.error.FFmpegError, ValueError, OSError):
        return False


def track(path: Path, seconds: float, rate: int) -> Iterator[Samples]:
    """The sound of a file from a moment on, (n, 2) float32; what is damaged ends it or is left out."""
    try:
        with av.open(str(path.absolute()), options=OPTIONS) as container:
            stream = container.streams.audio[0]
            if seconds > 0:
                container.seek(round(seconds * av.time_base), backward=True)
            resampler = av.AudioResampler(format="flt", layout="stereo", rate=rate)
            began = False
            for frame in _frames(container, stream):
                at = frame.time if frame.time is not None else seconds
                for made in resampler.resample(frame):
                    block = np.nan_to_num(made.to_ndarray().reshape(-1, CHANNELS))
                    if not began:
                        early = round((seconds - at) * rate)
                        if early >= len(block):
                            continue
                        gap = np.zeros(
                            (min(rate * 60, max(0, -early)), CHANNELS), np.float32
                        )  # a track that begins late
                        block, began = np.concatenate([gap, block[max(0, early) :]]), True
                    yield np.clip(block, -1.0, 1.0).astype(np.float32)
    except (av.error.FFmpegError, ValueError, OSError):
        return


def _frames(container: av.container.InputContainer, stream: av.AudioStream) -> Iterator[av.AudioFrame]:
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            continue
