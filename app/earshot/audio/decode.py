"""Any file with sound in it -> mono, 16 kHz, by PyAV (FFmpeg).

What can be heard is heard: a damaged packet is skipped, its time is kept as silence, and one alarm tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np

from earshot.domain.errors import LockedFileError, MediaError, MissingFileError
from earshot.domain.reading import Alarm
from earshot.domain.sound import RATE, Sound, as_recorded

av.logging.set_level(None)  # damaged files are reported by us, in one sentence

DAMAGED = Alarm("damaged", "A part of the sound is damaged or missing; everything else was heard.")

MOST_DAMAGED = 500
"""So many damaged packets in a row end the file: what follows is noise, not sound."""
RATES = range(2_000, 800_001)
"""Samples a second of files that hold speech; a damaged head claims others and would make hours of a second."""
HOLES = (0.05, 10.0)
"""Seconds missing between two frames that are filled with silence, so that what follows keeps its time."""
MISSING_SECONDS, MISSING_SHARE = 0.5, 0.01
"""A file that ends so much before its own head says has lost something."""

# Lists point to other files, devices are none, and a text is no sound, though FFmpeg would show it as a picture.
_NO_FILES = {
    "alsa", "concat", "dash", "fbdev", "hls", "image2", "image2pipe", "jack", "kmsgrab", "lavfi", "avfoundation",
    "rtp", "rtsp", "sap", "sdp", "tty", "pulse", "video4linux2,v4l2", "webm_dash_manifest", "x11grab", "xbin", "txd",
}  # fmt: skip
OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(sorted(av.formats_available - _NO_FILES)),
}
_EXACT_LENGTH = {"wav", "flac", "mov,mp4,m4a,3gp,3g2,mj2"}
"""Formats whose head knows the length; others only guess it."""
_PIPED = 0x7FFF_F000
"""A WAV's head that says so many bytes or more, or none, was written into a pipe: nobody knew the length then."""
_NO_HOLES = {*_EXACT_LENGTH, "ogg"}
"""Formats in which time that is left out is damage; live recordings in others leave out silence."""


def blocks(path: Path, alarm: Callable[[Alarm], None] = lambda _: None) -> Iterator[Sound]:
    """The sound of a file, in order, in blocks of any size.

    Raises MediaError for what is no sound or is damaged before its first sample; of a file that is damaged later,
    what can be heard is delivered, and `alarm` is called once, at the end.
    """
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError:  # a name longer than any file's
        size = None
    if size is None:
        raise MissingFileError(f"There is no file “{path.name[:100]}”.")
    if size == 0:
        raise MediaError(f"The file “{path.name}” is empty.")
    try:
        # A whole path: FFmpeg takes what stands before a colon in a bare name for a protocol.
        with av.open(str(path.absolute()), options=OPTIONS) as container:
            heard = 0
            source = _Source(container, piped=_piped(path)) if container.streams.audio else None
            for part in source.blocks() if source else ():
                heard += len(part)
                yield part
            if source is None or not heard:
                raise MediaError(f"There is no sound in “{path.name}”.")
            if source.damaged or heard / RATE < source.promised * (1 - MISSING_SHARE) - MISSING_SECONDS:
                alarm(DAMAGED)
    except PermissionError as problem:
        raise LockedFileError(f"The file “{path.name}” may not be read.") from problem
    except (av.error.FFmpegError, ValueError, UnicodeError, OverflowError) as problem:
        raise MediaError(f"The file “{path.name}” cannot be read as sound or video.") from problem


def _piped(path: Path) -> bool:
    """True for a WAV whose head does not know how long it is."""
    with path.open("rb") as file:
        head = file.read(8)
    size = int.from_bytes(head[4:], "little")
    return head[:4] == b"RIFF" and (size == 0 or size >= _PIPED)


class _Source:
    """The first sound track of an open file."""

    def __init__(self, container: av.container.InputContainer, *, piped: bool) -> None:
        self._container = container
        self._ends_anywhere = piped
        self._stream = container.streams.audio[0]
        self._resampler = _resampler()
        self._due: float | None = None
        self.damaged = 0
        length, unit = self._stream.duration, self._stream.time_base
        self.promised = float(length * unit) if length and unit and container.format.name in _EXACT_LENGTH else 0.0
        """Seconds the file's head says, 0 if it does not know."""

    def blocks(self) -> Iterator[Sound]:
        """Raises FFmpegError, ValueError if nothing could be heard for damage."""
        heard, row = False, 0
        for packet in self._packets():
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                self.damaged += 1
                row += 1
                if row > MOST_DAMAGED:
                    break
                continue
            self.damaged += packet.is_corrupt and not self._ends_anywhere
            for frame in frames:
                part = self._resampled(frame)
                heard, row = True, 0
                yield part
        if not heard and self.damaged:
            raise ValueError("nothing but damage")
        if heard:
            yield _joined(self._resampler.resample(None))

    def _packets(self) -> Iterator[av.Packet[av.AudioStream]]:
        """Reading goes on behind a place that cannot be read, a few times."""
        tries = 0
        while tries < 8:
            try:
                yield from self._container.demux(self._stream)
                return
            except av.error.FFmpegError:
                self.damaged += 1
                tries += 1

    def _resampled(self, frame: av.AudioFrame) -> Sound:
        if frame.sample_rate not in RATES:
            raise ValueError("a rate that nobody records with")
        hole = self._hole(frame)
        try:
            if not hole:
                return _joined(self._resampler.resample(frame))
        except ValueError:  # the track changes its own form here
            pass
        last = _joined(self._resampler.resample(None))
        self._resampler = _resampler()
        return np.concatenate([last, np.zeros(hole, np.float32), _joined(self._resampler.resample(frame))])

    def _hole(self, frame: av.AudioFrame) -> int:
        """Samples at 16 kHz that are missing before this frame."""
        at = self._due if frame.time is None else frame.time
        missing = 0.0 if at is None or self._due is None else at - self._due
        if at is not None:
            self._due = at + frame.samples / frame.sample_rate
        if not HOLES[0] < missing < HOLES[1]:
            return 0
        self.damaged += self._container.format.name in _NO_HOLES
        return round(missing * RATE)


def _resampler() -> av.AudioResampler:
    # Without the limit FFmpeg mixes channels 3 dB too loud for 16 bit, and what both have in common is clipped.
    return av.AudioResampler(format="flt", layout="mono", rate=RATE, options={"rematrix_maxval": "1"})


def _joined(frames: list[av.AudioFrame]) -> Sound:
    found = [np.zeros(0, np.float32), *(frame.to_ndarray().reshape(-1).astype(np.float32) for frame in frames)]
    return as_recorded(np.nan_to_num(np.concatenate(found), posinf=1.0, neginf=-1.0))


def sound_of(path: Path) -> Sound:
    """The whole sound of a file, (n,) float32 at 16 kHz."""
    return np.concatenate(list(blocks(path)))


def has_sound(path: Path) -> bool:
    """True if the file has a sound track; False also for what is no media file at all, or a pipe."""
    try:
        if not path.is_file():
            return False
        with av.open(str(path.absolute()), options=OPTIONS) as container:
            return bool(container.streams.audio)
    except (av.error.FFmpegError, ValueError, OSError):
        return False


def length(path: Path) -> float:
    """Seconds of a file as its head has it, 0 if it does not say."""
    try:
        if not path.is_file():
            return 0.0
        with av.open(str(path.absolute()), options=OPTIONS) as container:
            return max(0.0, (container.duration or 0) / av.time_base)
    except (av.error.FFmpegError, ValueError, OSError):
        return 0.0
