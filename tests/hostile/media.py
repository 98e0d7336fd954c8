"""Small files of every kind, made once, and what becomes of them."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import av
import numpy as np
from PIL import Image
from tests.hostile import mutants

from earshot import paths

SPOKEN = Path(__file__).resolve().parents[1] / "data" / "speech" / "sentence-00.wav"
SOUNDS = (("mp3", "libmp3lame", 44_100), ("flac", "flac", 16_000), ("ogg", "libopus", 48_000), ("m4a", "aac", 44_100))
CLIPS = (("mp4", "libx264"), ("webm", "libvpx-vp9"), ("avi", "mjpeg"), ("mkv", "mpeg4"))
PICTURES = ("png", "jpg", "gif", "webp", "bmp", "tif", "jp2", "avif", "ppm")


def whole(folder: Path) -> list[Path]:
    """Undamaged files, each under 200 KB."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [Path(shutil.copy(SPOKEN, folder / "spoken.wav"))]
    for ending, coding, rate in SOUNDS:
        made.append(folder / f"spoken.{ending}")
        _sound(made[-1], coding, rate)
    for ending, coding in CLIPS:
        made.append(folder / f"clip.{ending}")
        _clip(made[-1], coding)
    made.append(Path(shutil.copy(paths.SAMPLES / "clip.mp4", folder / "sample.mp4")))
    shades = np.random.default_rng(0).integers(0, 255, (6, 8, 3), np.uint8)
    picture = Image.fromarray(shades).resize((120, 90))
    for ending in PICTURES:
        made.append(folder / f"picture.{ending}")
        picture.save(made[-1])
    picture.save(folder / "moves.gif", save_all=True, append_images=[picture.rotate(9), picture.rotate(18)])
    return [*made, folder / "moves.gif"]


def _sound(path: Path, coding: str, rate: int) -> None:
    with av.open(str(SPOKEN)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream(coding, rate=rate, layout="mono")
        size = stream.frame_size or 4096
        resampler = av.AudioResampler(stream.codec_context.format.name, "mono", rate, frame_size=size)
        for frame in [*source.decode(audio=0), None]:
            for part in resampler.resample(frame):
                target.mux(stream.encode(part))
        target.mux(stream.encode(None))


def _clip(path: Path, coding: str) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(coding, rate=8)
        stream.width, stream.height = 96, 64
        stream.pix_fmt = "yuvj420p" if coding == "mjpeg" else "yuv420p"
        for number in range(24):
            pixels = np.full((64, 96, 3), 40, np.uint8)
            pixels[20:40, number * 3 : number * 3 + 20] = (220, 40, 40)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))


def mutant(files: list[Path], folder: Path, rng: random.Random) -> tuple[str, list[str]]:
    """A damaged file in `folder`: what was done, and the command that meets it."""
    source = rng.choice(files)
    damage = rng.choice(mutants.ALL)
    content = damage(bytearray(source.read_bytes()), rng)
    ending = source.suffix if rng.random() < 0.85 else rng.choice(files).suffix
    name = rng.choice((f"file{ending}", f"file{ending}", "a\nb" + ending, f"no%02d{ending}", f"\udcff{ending}"))
    path = folder / name
    path.write_bytes(content)
    moving = source.name.startswith(("clip", "sample", "moves"))
    command = "describe" if source.name.startswith("picture") or (moving and rng.random() < 0.8) else "transcribe"
    form = ["--json"] if rng.random() < 0.2 else []
    exact = ["--exact", "--max-tokens", "12"] if rng.random() < 0.1 else []
    return f"{command} {damage.__name__} of {source.name} as {name!r}", [command, str(path), *form, *exact]
