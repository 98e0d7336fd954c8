"""What the checkpoints are shown: sound, pictures and clips made from seeds, alike for engine and references."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from earshot.domain.clip import Frame
from earshot.domain.sound import Sound, as_recorded

TOKENS = 12
"""Length of every greedy answer."""
KEPT = 3
"""Scores are compared behind so many tokens of an answer, all words of the vocabulary."""


@dataclass(frozen=True)
class Case:
    """One prompt: `kind` is text, sound, picture, clip or both; `size` is samples, budget or frames."""

    shape: str
    kind: str
    size: int

    @property
    def name(self) -> str:
        return f"{self.shape}/{self.kind}-{self.size}"


CASES = [
    *(Case(shape, "text", 90) for shape in ("usual", "apart", "two-heads", "causal", "own-head", "shared")),
    *(Case(shape, "sound", 480_000) for shape in ("usual", "apart", "two-heads", "shared")),
    Case("usual", "sound", 12_345),
    *(Case("usual", "picture", budget) for budget in (70, 140, 280, 560, 1120)),
    *(Case(shape, "picture", 70) for shape in ("apart", "two-heads", "causal", "own-head", "shared")),
    *(Case(shape, "clip", 8) for shape in ("usual", "apart", "two-heads", "causal", "own-head", "shared")),
    Case("usual", "clip", 60),
    Case("two-heads", "clip", 60),
    *(Case(shape, "both", 8) for shape in ("usual", "apart", "two-heads", "shared")),
]
"""Sliding windows are 24, 40 and 100 tokens, so that most prompts, pictures and even frames are longer than one."""
LIBRARY = [Case("usual", "picture", 70), Case("usual", "clip", 8), Case("two-heads", "clip", 8)]
"""Cases that are also answered with the masks transformers uses by default."""
BOTH = "Describe what happens and write down what is said."
"""What is asked between a clip and its sound."""


def sound(samples: int) -> Sound:
    """Noise that swells and fades, and a stretch of zeros, as a recording has them."""
    rng = np.random.default_rng(samples)
    loud = np.abs(np.sin(np.arange(samples) / 5000.0)) * 0.2
    made = (rng.normal(0, 1, samples) * loud).astype(np.float32)
    made[samples // 3 : samples // 3 + 2000] = 0
    return as_recorded(made)


def picture(budget: int) -> np.ndarray:
    """(height, width, 3) uint8 of exactly so many patches as fit, so that nothing is scaled."""
    across = {70: 10, 140: 14, 280: 20, 560: 28, 1120: 40}[budget]
    shape = (budget // across * 48, across * 48, 3)
    return np.random.default_rng(budget).integers(0, 256, shape, dtype=np.uint8)


def clip(frames: int) -> list[Frame]:
    """Frames of 7 by 10 patches, one a second."""
    rng = np.random.default_rng(frames)
    return [Frame(float(n), rng.integers(0, 256, (7 * 48, 10 * 48, 3), dtype=np.uint8)) for n in range(frames)]


def words(count: int) -> list[int]:
    """Ids of text."""
    return [2, *map(int, np.random.default_rng(count).integers(300, 1200, count - 1))]


def odd_picture() -> np.ndarray:
    """(333, 517, 3) uint8, smooth with sharp edges, which has to be scaled."""
    down, across = np.mgrid[0:333, 0:517]
    red, green = 127 + 120 * np.sin(across / 40.0), 127 + 120 * np.cos(down / 25.0)
    blue = ((across // 31 + down // 17) % 2) * 255
    return np.stack([red, green, blue], -1).astype(np.uint8)
