"""Pictures and files of odd kinds, made alike for the engine and for the references."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

BUDGETS = (70, 140, 280, 560, 1120)
SIZES = (
    (333, 517), (10, 10), (1, 1), (1, 50), (30, 2000), (2000, 30), (47, 49), (48, 48), (720, 1280), (240, 320),
    (3000, 10), (5, 3000), (97, 6000), (336, 480),
)  # fmt: skip
"""(height, width): wide, tall, smaller than a patch, as large as one, and of exactly the right size."""
LENGTHS = (1, 639, 640, 641, 16_000, 123_457, 480_000)
"""Samples of sound."""


def drawn(height: int, width: int) -> np.ndarray:
    """(height, width, 3) uint8: waves, and squares with sharp edges."""
    down, across = np.mgrid[0:height, 0:width]
    waves = 127 + 120 * np.sin(across / 9.0), 127 + 120 * np.cos(down / 7.0)
    return np.stack([*waves, ((across // 5 + down // 3) % 2) * 255], -1).astype(np.uint8)


def files(folder: Path) -> dict[str, Path]:
    """One file of every kind a picture comes in."""
    picture, found = Image.fromarray(drawn(211, 340)), {}

    def keep(name: str, image: Image.Image, **options: object) -> None:
        found[name] = folder / name
        image.save(found[name], **options)

    turned = Image.Exif()
    turned[0x0112] = 6
    keep("colour.png", picture)
    keep("gray.png", picture.convert("L"))
    keep("palette.png", picture.quantize(32))
    keep("turned.jpg", picture, quality=92, exif=turned)
    keep("plain.jpg", picture, quality=80)
    keep("gray.jpg", picture.convert("L"))
    keep("lossless.webp", picture, lossless=True)
    clear = picture.convert("RGBA")
    clear.putalpha(Image.fromarray(drawn(211, 340)[..., 2]))
    keep("clear.png", clear)
    return found
