"""Frames of a clip at given moments, by OpenCV."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# All must be said before OpenCV is imported: damaged files are reported by us, in one sentence.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

# Lists that point to other files, and files on the network, are not followed.
os.environ.setdefault(
    "OPENCV_FFMPEG_CAPTURE_OPTIONS",
    "protocol_whitelist;file|format_whitelist;mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,asf,flv,mpeg,mpegts,mpegvideo,"
    "m4v,h264,hevc,av1,obu,ivf,ogg,gif,apng,mjpeg,nut,mxf,dv,rm,wtv,vc1,yuv4mpegpipe,amv,vob,dirac,gxf,swf",
)

import cv2
import numpy as np

from earshot.domain.clip import Frame
from earshot.domain.errors import MediaError
from earshot.video.pictures import present

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # and again, in case that somebody imported it before

# OpenCV's wheel points Qt at plugins of its own, with which PySide cannot start.
for _name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    os.environ.pop(_name, None)

FAR_SECONDS = 4
"""Frames nearer than this are reached by decoding, which is exact; farther ones by seeking."""

FASTEST = 500.0
"""Frames a second; more is what a file says that does not know."""
USUAL_RATE = 25.0
LONGEST_SECONDS = 48 * 3600
LARGEST = 40_000_000
"""Pixels of a frame: more than 8K has."""


@dataclass(frozen=True)
class Shape:
    """What a clip is: seconds, frames a second, number of frames."""

    duration: float
    rate: float
    count: int
    told: bool = True
    """False if it had to be measured: then nothing in the file helps to leap in it."""


def shape(path: Path) -> Shape:
    """Length of a clip.  Raises MediaError if it is none."""
    reader = _open(path)
    try:
        return _shape(reader, path)
    finally:
        reader.release()


def frames(path: Path, moments: Iterable[float]) -> Iterator[Frame]:
    """The frame that stands at each moment (seconds, rising); of a clip that breaks off, those that could be read."""
    reader = _open(path)
    try:
        kind = _shape(reader, path)
        at, pixels = -1, None
        for moment in moments:
            # A hair is added because 29 / 25 * 25 is a little less than 29.
            wanted = min(kind.count - 1, int(moment * kind.rate + 1e-6))
            far = kind.told and wanted - at > FAR_SECONDS * kind.rate
            if far and reader.set(cv2.CAP_PROP_POS_FRAMES, wanted):
                at = wanted - 1
            fresh = at < wanted
            while at < wanted and reader.grab():
                at += 1
            if at < wanted:
                break
            if fresh:
                good, latest = reader.retrieve()
                if not good:
                    break
                pixels = cv2.cvtColor(latest, cv2.COLOR_BGR2RGB)
            yield Frame(moment, np.ascontiguousarray(pixels))
        if pixels is None:
            raise MediaError(f"No picture of “{path.name}” can be read.")
    except (cv2.error, MemoryError) as problem:
        raise MediaError(f"The pictures of “{path.name}” are damaged or too large.") from problem
    finally:
        reader.release()


def smaller(frame: Frame, across: int) -> Frame:
    """The same frame at most so many pixels wide, every pixel the mean of those it stands for."""
    height, width, _ = frame.pixels.shape
    if width <= across:
        return frame
    size = (across, max(1, round(height * across / width)))
    return Frame(frame.seconds, cv2.resize(frame.pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8))


def moves(path: Path) -> bool:
    """True if there are moving pictures in the file."""
    try:
        return shape(path).count > 1
    except MediaError:
        return False


def _open(path: Path, how: Sequence[int] = ()) -> cv2.VideoCapture:
    present(path)
    # A whole path: FFmpeg takes what stands before a colon in a bare name for a protocol.
    reader = cv2.VideoCapture(str(path.absolute()), cv2.CAP_FFMPEG, list(how))
    if not reader.isOpened():
        reader.release()
        raise _unreadable(path)
    return reader


def _shape(reader: cv2.VideoCapture, path: Path) -> Shape:
    across, down = reader.get(cv2.CAP_PROP_FRAME_WIDTH), reader.get(cv2.CAP_PROP_FRAME_HEIGHT)
    if across * down > LARGEST:
        raise MediaError(f"The video “{path.name}” is too large.", "Make it smaller and try again.")
    rate = float(reader.get(cv2.CAP_PROP_FPS))
    count = int(reader.get(cv2.CAP_PROP_FRAME_COUNT))
    if 0 < rate <= FASTEST and 0 < count < rate * LONGEST_SECONDS:
        return Shape(count / rate, rate, count)
    return measured(path)


def measured(path: Path) -> Shape:
    """The length of a clip whose head does not say it, as live recordings: read through, nothing unpacked."""
    reader = _open(path, [cv2.CAP_PROP_FORMAT, -1])
    try:
        count, began, ended = 0, 0.0, 0.0
        while count < FASTEST * LONGEST_SECONDS and reader.grab():
            ended = float(reader.get(cv2.CAP_PROP_POS_MSEC)) / 1000
            began = ended if count == 0 else began
            count += 1
    finally:
        reader.release()
    if count == 0:
        raise _unreadable(path)
    lasts = ended - began
    rate = (count - 1) / lasts if 0 < lasts < LONGEST_SECONDS else USUAL_RATE
    return Shape(count / rate, rate, count, told=False)


def _unreadable(path: Path) -> MediaError:
    return MediaError(f"The file “{path.name}” cannot be read as a video.")
