"""Clips and pictures: the frame that stands at a moment, whichever way it is reached."""

from __future__ import annotations

import itertools
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from earshot.domain.clip import Frame, moments
from earshot.domain.errors import MediaError, MissingFileError
from earshot.video.frames import FAR_SECONDS, cv2, frames, measured, shape
from earshot.video.pictures import is_picture, picture

RATE = 10
SIZE = (64, 48)
LEVELS = (0, 60, 120, 180, 240)
COLOURS = np.array(list(itertools.product(LEVELS, LEVELS, LEVELS)), np.uint8)
"""RGB; frame n has colour n, and after 125 frames the row begins again."""


def write_clip(path: Path, count: int, coding: str = "mp4v", rate: float = RATE) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*coding), rate, SIZE)
    assert writer.isOpened()
    for number in range(count):
        colour = COLOURS[number % len(COLOURS)][::-1]
        writer.write(np.full((SIZE[1], SIZE[0], 3), colour, np.uint8))
    writer.release()
    return path


def number(pixels: npt.NDArray[np.uint8]) -> int:
    """Which frame this is, by its colour."""
    away = np.abs(COLOURS.astype(int) - pixels.reshape(-1, 3).mean(axis=0)).max(axis=1)
    assert away.min() < 20, "one of the colours"
    return int(away.argmin())


def numbers(found: list[Frame]) -> list[int]:
    return [number(frame.pixels) for frame in found]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """12 seconds, 120 frames, each of its own colour."""
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", 120)


def test_the_length_of_a_clip_is_known(clip: Path) -> None:
    found = shape(clip)
    assert (found.duration, found.rate, found.count) == (12.0, RATE, 120)


def test_at_every_moment_the_frame_that_stands_there_is_seen(clip: Path) -> None:
    wanted = moments(12.0, 60)
    found = list(frames(clip, wanted))
    assert [frame.seconds for frame in found] == wanted
    assert numbers(found) == [int(moment * RATE) for moment in wanted]
    for frame in found:
        assert frame.pixels.shape == (SIZE[1], SIZE[0], 3)
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.flags.c_contiguous


@pytest.mark.parametrize("rate", [10, 25, 30])
def test_every_frame_can_be_seen_at_the_moment_it_begins(rate: int, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", 120, rate=rate)
    assert numbers(list(frames(path, [count / rate for count in range(120)]))) == list(range(120))


@pytest.mark.parametrize("coding", ["mp4v", "MJPG"])
@pytest.mark.parametrize("rate", [10, 25, 29.97])
def test_a_frame_far_away_is_the_same_whether_sought_or_come_to(coding: str, rate: float, tmp_path: Path) -> None:
    path = write_clip(tmp_path / ("clip.mp4" if coding == "mp4v" else "clip.avi"), 300, coding, rate)
    step = FAR_SECONDS / 2
    near = [(count + 0.5) * step for count in range(int(300 / rate / step))]
    come_to = {frame.seconds: number(frame.pixels) for frame in frames(path, near)}
    for moment in near:
        (sought,) = frames(path, [moment])
        assert number(sought.pixels) == come_to[moment] == int(moment * rate) % 125


def test_a_clip_is_sought_through_in_great_leaps(clip: Path) -> None:
    assert numbers(list(frames(clip, [0.05, 5.55, 5.65, 11.95]))) == [0, 55, 56, 119]


def test_the_same_moment_twice_shows_the_same_frame(clip: Path) -> None:
    assert numbers(list(frames(clip, [3.05, 3.05, 3.06]))) == [30, 30, 30]


def test_a_moment_behind_the_end_shows_the_last_frame(clip: Path) -> None:
    assert numbers(list(frames(clip, [11.95, 12.0, 99.0]))) == [119, 119, 119]


def test_a_clip_of_one_frame_is_seen(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "short.mp4", 1)
    assert numbers(list(frames(path, moments(shape(path).duration, 32)))) == [0, 0, 0, 0]


def test_frames_kept_do_not_change_when_later_ones_come(clip: Path) -> None:
    stream = frames(clip, [0.05, 1.05, 2.05])
    first = next(stream)
    before = first.pixels.copy()
    list(stream)
    np.testing.assert_array_equal(first.pixels, before)


def test_a_clip_can_be_left_in_the_middle(clip: Path) -> None:
    stream = frames(clip, [0.05, 1.05])
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert list(stream) == []


def test_of_a_clip_that_breaks_off_the_beginning_is_seen(tmp_path: Path) -> None:
    whole = write_clip(tmp_path / "whole.avi", 120, "MJPG").read_bytes()
    (tmp_path / "cut.avi").write_bytes(whole[: len(whole) // 2])
    found = list(frames(tmp_path / "cut.avi", moments(12.0, 60)))
    assert 3 <= len(found) < 12
    assert numbers(found) == [int(frame.seconds * RATE) for frame in found]


@pytest.mark.parametrize("name", ["12:30 walk.mp4", "http:walk.mp4", "clip %02d.mp4", "Übung 🎬.mp4", "-y.mp4"])
def test_a_clip_may_have_any_name(name: str, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(clip.read_bytes())
    assert shape(Path(name)).count == 120
    assert numbers(list(frames(Path(name), [1.05]))) == [10]


def a_text(folder: Path, clip: Path) -> Path:
    (folder / "notes.mp4").write_text("not a clip\n" * 50)
    return folder / "notes.mp4"


def cut(folder: Path, clip: Path) -> Path:
    """Its table of contents stood at the end."""
    (folder / "cut.mp4").write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    return folder / "cut.mp4"


def any_bytes(folder: Path, clip: Path) -> Path:
    (folder / "noise.mp4").write_bytes(np.random.default_rng(0).bytes(20_000))
    return folder / "noise.mp4"


@pytest.mark.parametrize("make", [a_text, cut, any_bytes])
def test_a_damaged_clip_is_one_sentence(
    make: Callable[[Path, Path], Path], clip: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path, clip)
    for look in (lambda: shape(path), lambda: list(frames(path, [0.0]))):
        with pytest.raises(MediaError) as caught:
            look()
        assert caught.value.sentence == f"The file “{path.name}” cannot be read as a video."
        assert caught.value.advice
    assert capfd.readouterr() == ("", ""), "nothing but the sentence"


@pytest.mark.parametrize("look", [shape, picture, lambda path: list(frames(path, [0.0]))])
def test_a_missing_and_an_empty_file_are_told_apart(look: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"There is no file “gone\.mp4”"):
        look(tmp_path / "gone.mp4")
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(MediaError, match=r"The file “empty\.mp4” is empty"):
        look(tmp_path / "empty.mp4")


@pytest.mark.parametrize("ending", [".png", ".bmp", ".tiff", ".webp", ".jpg"])
def test_a_picture_is_seen_in_its_colours(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"picture{ending}"
    Image.new("RGB", (60, 40), (200, 100, 50)).save(path)
    assert is_picture(path)
    seen = picture(path)
    assert seen.seconds == 0.0
    assert seen.pixels.shape == (40, 60, 3)
    assert seen.pixels.reshape(-1, 3).mean(axis=0) == pytest.approx([200, 100, 50], abs=4)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "1"])
def test_grey_and_clear_pictures_are_seen_as_colour(mode: str, tmp_path: Path) -> None:
    Image.new("RGB", (60, 40), "white").convert(mode).save(tmp_path / "picture.png")
    seen = picture(tmp_path / "picture.png").pixels
    assert seen.shape == (40, 60, 3)
    assert seen.min() == 255


def test_a_picture_is_turned_as_its_camera_noted(tmp_path: Path) -> None:
    upright, note = Image.new("RGB", (60, 40), "red"), Image.Exif()
    note[0x0112] = 6
    upright.save(tmp_path / "phone.jpg", exif=note)
    assert picture(tmp_path / "phone.jpg").pixels.shape == (60, 40, 3)


def test_a_picture_is_known_by_what_is_in_it_and_not_by_its_name(tmp_path: Path, clip: Path) -> None:
    Image.new("RGB", (6, 4)).save(tmp_path / "picture.png")
    disguised = (tmp_path / "picture.png").rename(tmp_path / "clip.mp4")
    assert is_picture(disguised)
    assert not is_picture(clip)
    assert not is_picture(tmp_path / "gone.png")
    assert not is_picture(tmp_path)


def test_what_is_no_picture_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_bytes(b"\x89PNG\r\n\x1a\n and then nothing that makes sense")
    with pytest.raises(MediaError) as caught:
        picture(tmp_path / "notes.png")
    assert caught.value.sentence == "The file “notes.png” cannot be read as a picture."


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def test_a_picture_that_would_fill_the_memory_is_refused_by_its_head(tmp_path: Path) -> None:
    """In a process of its own: OpenCV takes its limit when it is first imported."""
    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    path = tmp_path / "huge.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))))
    code = (
        "import sys, pathlib\n"
        "from earshot.domain.errors import MediaError\n"
        "from earshot.video.pictures import picture\n"
        "try:\n    picture(pathlib.Path(sys.argv[1]))\n"
        "except MediaError as error:\n    print(error.sentence, error.advice)\n"
    )
    said = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "The picture “huge.png” is too large. Make it smaller and try again."
    assert said.stderr == ""


def test_opening_a_clip_leaves_the_window_toolkit_its_own_plugins() -> None:
    """OpenCV's wheel points Qt at plugins with which the window cannot start."""
    assert "cv2" not in os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH", "")
    assert "cv2" not in os.environ.get("QT_QPA_FONTDIR", "")


class Pipe:
    """What is written here cannot be gone back to, as with a live recording: its head never learns its length."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def write(self, content: bytes) -> int:
        return self._file.write(content)

    def close(self) -> None:
        self._file.close()


@pytest.mark.parametrize(("kind", "coding"), [("webm", "libvpx-vp9"), ("matroska", "mpeg4")])
def test_a_live_recording_is_measured_by_reading_it(kind: str, coding: str, tmp_path: Path) -> None:
    import av

    path = tmp_path / "live.webm"
    pipe = Pipe(path)
    with av.open(pipe, "w", format=kind, options={"live": "1"}) as container:
        pictures = container.add_stream(coding, rate=RATE)
        pictures.width, pictures.height, pictures.pix_fmt = *SIZE, "yuv420p"
        for count in range(120):
            pixels = np.full((SIZE[1], SIZE[0], 3), COLOURS[count], np.uint8)
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(pictures.encode(None))
    pipe.close()
    found = shape(path)
    assert (found.count, found.duration, found.told) == (120, pytest.approx(12.0, abs=0.02), False)
    assert numbers(list(frames(path, [0.05, 5.55, 11.95]))) == [0, 55, 119]


def test_what_is_measured_agrees_with_what_the_head_says(clip: Path) -> None:
    assert measured(clip).count == shape(clip).count
    assert measured(clip).duration == pytest.approx(shape(clip).duration, abs=0.01)
