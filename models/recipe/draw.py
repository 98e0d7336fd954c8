"""Clips and stills of one coloured shape, written by OpenCV's encoder and read back by its decoder."""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

RGB = {
    "red": (215, 30, 35), "orange": (250, 140, 10), "yellow": (240, 225, 25), "green": (35, 165, 50),
    "blue": (35, 75, 220), "purple": (125, 35, 160), "pink": (255, 140, 190), "white": (245, 245, 245),
}  # fmt: skip
SIZES = [(320, 240), (320, 180), (256, 256), (240, 320), (640, 480), (480, 270), (400, 300)]
STEPS = {"still": (0, 0), "left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


@dataclass(frozen=True)
class Scene:
    """One shape in one colour that stays or moves one way."""

    colour: str
    shape: str
    motion: str

    def sentence(self, still_picture: bool = False) -> str:
        thing = f"{'an' if self.colour == 'orange' else 'a'} {self.colour} {self.shape}"
        return (
            thing if still_picture else f"{thing} {'stays still' if self.motion == 'still' else 'moves ' + self.motion}"
        )


def any_scene(rng: random.Random, still: float = 0.2) -> Scene:
    """Any colour, shape and motion; `still` is the share of shapes that stay where they are."""
    motion = "still" if rng.random() < still else rng.choice([name for name in STEPS if name != "still"])
    return Scene(rng.choice(list(RGB)), rng.choice(["circle", "square", "triangle"]), motion)


def ground(rng: random.Random, nr: np.random.RandomState, size: tuple[int, int], colour: np.ndarray) -> np.ndarray:
    """A plain, graded or grainy background that the colour stands out from, (h, w, 3) float."""
    width, height = size
    while True:
        base = np.full(3, rng.choice([0, 0, 255, 235, 20, rng.uniform(0, 255)])) + nr.uniform(-14, 14, 3)
        base = np.clip(base, 0, 255)
        if np.abs(base - colour).max() > 105:
            break
    out = np.tile(base, (height, width, 1))
    if rng.random() < 0.25:
        out += (
            np.linspace(-1, 1, width)[None, :, None]
            if rng.random() < 0.5
            else np.linspace(-1, 1, height)[:, None, None]
        ) * 18
    if rng.random() < 0.3:
        out += nr.randn(height, width, 1) * rng.uniform(1, 9)
    return out


Place = tuple[float, float, float]
"""Middle of the shape and its radius, in pixels."""


def frames(scene: Scene, rng: random.Random, count: int, size: tuple[int, int]) -> list[np.ndarray]:
    """`count` pictures (h, w, 3) uint8 RGB, from the first place of the shape to its last."""
    return drawn(scene, rng, count, size)[0]


def drawn(scene: Scene, rng: random.Random, count: int, size: tuple[int, int]) -> tuple[list[np.ndarray], list[Place]]:
    """The pictures of `frames`, and where the shape is in each."""
    nr = np.random.RandomState(rng.randrange(1 << 30))
    width, height = size
    colour = np.clip(np.array(RGB[scene.colour]) + nr.uniform(-14, 14, 3), 0, 255)
    back = ground(rng, nr, size, colour)
    radius = rng.uniform(0.14, 0.33) * min(size)
    dx, dy = STEPS[scene.motion]
    travel = rng.uniform(0.3, 0.9) * ((width if dx else height) - 2 * radius)
    low = np.array([radius + max(0, -dx) * travel, radius + max(0, -dy) * travel])
    high = np.array([width - radius - max(0, dx) * travel, height - radius - max(0, dy) * travel])
    start = low + (high - low) * np.array([rng.random(), rng.random()])
    out, places = [], []
    for number in range(count):
        x, y = start + np.array([dx, dy]) * travel * number / max(1, count - 1)
        picture = np.clip(back, 0, 255).astype(np.uint8)
        fill = tuple(int(c) for c in colour)
        if scene.shape == "circle":
            cv2.circle(picture, (round(x), round(y)), round(radius), fill, -1, cv2.LINE_AA)
        elif scene.shape == "square":
            side = radius * 0.9
            cv2.rectangle(picture, (round(x - side), round(y - side)), (round(x + side), round(y + side)), fill, -1)
        else:
            corners = [(x, y - radius), (x - 0.95 * radius, y + 0.75 * radius), (x + 0.95 * radius, y + 0.75 * radius)]
            cv2.fillPoly(picture, [np.round(corners).astype(np.int32)], fill, cv2.LINE_AA)
        out.append(picture)
        places.append((float(x), float(y), radius))
    return out, places


def write_clip(path: Path, pictures: list[np.ndarray], rate: float) -> None:
    """mp4 by OpenCV's mp4v encoder."""
    height, width = pictures[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), rate, (width, height))
    for picture in pictures:
        writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    writer.release()


def encoded(pictures: list[np.ndarray], rate: float) -> list[np.ndarray]:
    """The same pictures after the encoder and the decoder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        write_clip(path, pictures, rate)
        reader, out = cv2.VideoCapture(str(path)), []
        while True:
            good, picture = reader.read()
            if not good:
                return out
            out.append(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
