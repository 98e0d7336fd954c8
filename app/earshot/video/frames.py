"""Frames of a clip at given moments, and pictures, by OpenCV."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# All must be said before OpenCV is imported: damaged files are reported by us, in one sentence, and a picture of
# more pixels is refused instead of filling the memory.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", "200000000")

import cv2
import numpy as np

from earshot.domain.clip import Frame
from earshot.domain.errors import MediaError, MissingFileError

# OpenCV's wheel points Qt at plugins of its own, with which PySide cannot start.
for _name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    os.environ.pop(_name, None)

FAR_SECONDS = 4
"""Frames nearer than this are reached by decoding, which is exact; farther ones by seeking."""


@dataclass(frozen=True)
class Shape:
    """What a clip is: seconds, frames a second, number of frames."""

    duration: float
    rate: float
    count: int


def shape(path: Path) -> Shape:
    """Length of a clip.  Raises MediaError if it is none."""
    reader = _open(path)
    try:
        return _shape(reader, path)
    finally:
        reader.release()


def frames(path: Path, moments: list[float]) -> Iterator[Frame]:
    """The frame that stands at each moment (seconds, rising); of a clip that breaks off, those that could be read."""
    reader = _open(path)
    try:
        kind = _shape(reader, path)
        at, pixels = -1, None
        for moment in moments:
            # A hair is added because 29 / 25 * 25 is a little less than 29.
            wanted = min(kind.count - 1, int(moment * kind.rate + 1e-6))
            if wanted - at > FAR_SECONDS * kind.rate and reader.set(cv2.CAP_PROP_POS_FRAMES, wanted):
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
    finally:
        reader.release()


def picture(path: Path) -> Frame:
    """A still picture as a frame at 0 seconds, turned as its camera noted."""
    _check(path)
    try:
        data = np.fromfile(path, np.uint8)
        pixels = cv2.imdecode(data, cv2.IMREAD_COLOR)
    except cv2.error as problem:  # only from OpenCV's own check of the size, before the picture is unpacked
        raise MediaError(f"The picture “{path.name}” is too large.", "Make it smaller and try again.") from problem
    if pixels is None:
        raise MediaError(f"The file “{path.name}” cannot be read as a picture.")
    return Frame(0.0, np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)))


def moves(path: Path) -> bool:
    """True if there are moving pictures in the file."""
    try:
        return shape(path).count > 1
    except MediaError:
        return False


def is_picture(path: Path) -> bool:
    """True for a still picture, judged by its first bytes; OpenCV would take one for a clip of one frame."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return False
    starts = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*")
    return head.startswith(starts) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _check(path: Path) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError as problem:  # OpenCV would end the whole program
        raise MediaError("The name of a file is not valid text.", "Rename the file and try again.") from problem
    if not path.is_file():
        raise MissingFileError(f"There is no file “{path.name}”.")
    if path.stat().st_size == 0:
        raise MediaError(f"The file “{path.name}” is empty.")


def _open(path: Path) -> cv2.VideoCapture:
    _check(path)
    # A whole path: FFmpeg takes what stands before a colon in a bare name for a protocol.
    reader = cv2.VideoCapture(str(path.absolute()))
    if not reader.isOpened():
        reader.release()
        raise MediaError(f"The file “{path.name}” cannot be read as a video.")
    return reader


def _shape(reader: cv2.VideoCapture, path: Path) -> Shape:
    rate = float(reader.get(cv2.CAP_PROP_FPS))
    count = int(reader.get(cv2.CAP_PROP_FRAME_COUNT))
    if not 0 < rate < 1000 or count <= 0:
        raise MediaError(f"The file “{path.name}” cannot be read as a video.")
    return Shape(count / rate, rate, count)
