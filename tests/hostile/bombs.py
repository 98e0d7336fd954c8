"""Small files that say, or are, something enormous."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from PIL import Image

SIDE = 10_900
"""Pixels: 119 million in a square, just below what is still looked at; of JPEG it is 196 million."""


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(side: int, depth: int, colour: int, row: int) -> bytes:
    """Black and whole: rows of `row` bytes, each behind a byte for its filter."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(row + 1)) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, depth, colour, 0, 0, 0)
    palette = _chunk(b"PLTE", bytes(range(6))) if colour == 3 else b""
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + palette + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _wav(rate: int, channels: int, bits: int, size: int) -> bytes:
    head = struct.pack("<4sI8sIHHIIHH", b"RIFF", size & 0xFFFFFFFF, b"WAVEfmt ", 16, 1, channels, rate,
                       rate * channels * bits // 8 & 0xFFFFFFFF, channels * bits // 8 & 0xFFFF, bits)  # fmt: skip
    return head + struct.pack("<4sI", b"data", size) + bytes(64_000)


def _saved(path: Path, mode: str, side: int, **how: object) -> bytes:
    Image.new(mode, (side, side)).save(path, **how)
    return path.read_bytes()


def _clip(path: Path, coding: str, side: int) -> bytes:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(coding, rate=8)
        stream.width, stream.height, stream.pix_fmt = side, side, "yuv420p"
        stream.options = {"preset": "ultrafast", "deadline": "realtime"}
        frame = av.VideoFrame.from_ndarray(np.zeros((side * 3 // 2, side), np.uint8), format="yuv420p")
        for _ in range(2):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path.read_bytes()


BOMBS: dict[str, Callable[[Path], bytes]] = {
    "clear.png": lambda _: _png(SIDE, 8, 6, SIDE * 4),
    "deep.png": lambda _: _png(SIDE, 16, 0, SIDE * 2),
    "deep-colour.png": lambda _: _png(SIDE, 16, 2, SIDE * 6),
    "palette.png": lambda _: _png(SIDE, 8, 3, SIDE),
    "bits.png": lambda _: _png(SIDE, 1, 0, SIDE // 8),
    "beyond.png": lambda _: _png(SIDE, 8, 0, SIDE).replace(struct.pack(">II", SIDE, SIDE), b"\x7f\xff\xff\xff" * 2),
    "large.jpg": lambda path: _saved(path, "RGB", 14_000),
    "slow.jpg": lambda path: _saved(path, "RGB", 14_000, progressive=True),
    "large.jp2": lambda path: _saved(path, "RGB", 7900),
    "large.tif": lambda path: _saved(path, "F", SIDE, compression="tiff_deflate"),
    "large.webp": lambda path: _saved(path, "RGB", 7900),
    "larger.webp": lambda path: _saved(path, "RGB", 12_000),
    "large.avif": lambda path: _saved(path, "RGB", 7900, speed=10),
    "large.gif": lambda path: _saved(path, "P", SIDE),
    "head.gif": lambda _: b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0xF0, 0, 0) + bytes(6) + b",\0\0\0\0"
    + struct.pack("<HHB", 65535, 65535, 0) + b"\2\2L\1\0;",
    "head.ppm": lambda _: b"P6 100000 100000 255\n" + bytes(1000),
    "plain.ppm": lambda _: b"P3 9999999999999999999999 1 255\n 0 0 0",
    "head.bmp": lambda _: b"BM" + struct.pack("<IHHIIiiHHIIiiII", 0, 0, 0, 54, 40, 2**31 - 1, 2**31 - 1, 1, 32, 0, 0, 0,
                                              0, 0, 0),
    "head.tif": lambda _: b"II*\0\x08\0\0\0" + struct.pack("<H", 2) + struct.pack("<HHII", 256, 4, 1, 2**32 - 1)
    + struct.pack("<HHII", 257, 4, 1, 2**32 - 1) + bytes(4),
    "large.mp4": lambda path: _clip(path, "libx264", 6000),
    "large.webm": lambda path: _clip(path, "libvpx", 8000),
    "slow.wav": lambda _: _wav(1, 1, 16, 64_000),
    "fast.wav": lambda _: _wav(4_000_000_000, 1, 16, 64_000),
    "wide.wav": lambda _: _wav(16_000, 65_535, 16, 64_000),
    "endless.wav": lambda _: _wav(16_000, 1, 16, 0xFFFFFFF0),
    "deep.wav": lambda _: _wav(16_000, 1, 64, 64_000),
    "list.m3u8": lambda _: b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n" + b"#EXTINF:9,\n/etc/passwd\n" * 9000,
    "list.wav": lambda _: b"ffconcat version 1.0\n" + b"file 'list.wav'\n" * 9000,
    "list.sdp": lambda _: b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
}  # fmt: skip


def bomb(folder: Path, rng: random.Random) -> tuple[str, list[str]]:
    """One of them in `folder`, kept beside it once it is made, and the command that meets it."""
    name = rng.choice(sorted(BOMBS))
    kept = folder.parent / "bombs" / name
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(BOMBS[name](kept))
    path = folder / name
    path.write_bytes(kept.read_bytes())
    heard = path.suffix in (".wav", ".sdp", ".m3u8")
    return f"{name}", ["transcribe" if heard and rng.random() < 0.8 else "describe", str(path)]
