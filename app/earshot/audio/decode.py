"""Any file with sound in it -> mono, 16 kHz, by PyAV (FFmpeg)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from earshot.domain.errors import MediaError, MissingFileError
from earshot.domain.sound import RATE, Sound, as_recorded

av.logging.set_level(None)  # damaged files are reported by us, in one sentence


def blocks(path: Path) -> Iterator[Sound]:
    """The sound of a file, in order, in blocks of any size.

    Raises MediaError for what is no sound or is damaged before its first sample; what could be heard of a file
    that breaks off later is delivered.
    """
    if not path.is_file():
        raise MissingFileError(f"There is no file “{path.name}”.")
    if path.stat().st_size == 0:
        raise MediaError(f"The file “{path.name}” is empty.")
    try:
        # A whole path: FFmpeg takes what stands before a colon in a bare name for a protocol.
        with av.open(str(path.absolute())) as container:
            heard = False
            for part in _resampled(container) if container.streams.audio else ():
                heard = True
                yield part
            if not heard:
                raise MediaError(f"There is no sound in “{path.name}”.")
    except (av.error.FFmpegError, ValueError, UnicodeError) as problem:
        raise MediaError(f"The file “{path.name}” cannot be read as sound or video.") from problem


def _resampled(container: av.container.InputContainer) -> Iterator[Sound]:
    # Without the limit FFmpeg mixes channels 3 dB too loud for 16 bit, and what both have in common is clipped.
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE, options={"rematrix_maxval": "1"})
    heard = False
    try:
        for frame in container.decode(audio=0):
            for part in resampler.resample(frame):
                heard = True
                yield _recorded(part)
    except av.error.FFmpegError:
        if not heard:
            raise
    if heard:
        for part in resampler.resample(None):
            yield _recorded(part)


def _recorded(frame: av.AudioFrame) -> Sound:
    return as_recorded(frame.to_ndarray().reshape(-1).astype(np.float32))


def sound_of(path: Path) -> Sound:
    """The whole sound of a file, (n,) float32 at 16 kHz."""
    return np.concatenate(list(blocks(path)))


def has_sound(path: Path) -> bool:
    """True if the file has a sound track; False also for what is no media file at all."""
    try:
        with av.open(str(path.absolute())) as container:
            return bool(container.streams.audio)
    except (av.error.FFmpegError, ValueError, OSError):
        return False
