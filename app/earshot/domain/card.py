"""What a model can do, read from its files and never from its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

WINDOW_SECONDS = 30.0
"""The longest stretch of sound read at once."""


@dataclass(frozen=True)
class Card:
    """One checkpoint on this disk."""

    title: str
    folder: Path
    family: str
    hears: bool
    sees: bool
    manners: tuple[str, ...] | None
    """Ready-made edits it was made for; None means all of them and any instruction."""
    questions: bool
    """Whether it answers questions of one's own about what it saw."""
    translates: bool
    """Whether it puts what it hears into another language."""
    window_seconds: float
    """Of sound that one prompt holds."""
    cut_seconds: float
    """After so many a take is cut at the latest: a prompt may hold more, and be read worse."""
    frames: int
    """Frames of a clip looked at in one prompt."""
    part_frames: int
    """Frames of one conversation: scene after scene, then a new one begins from the text so far."""
    frame_tokens: int
    """Tokens of one frame of a clip."""
    picture_tokens: int
    context: int
    """Positions the model was made for."""
    size_bytes: int
    """On the disk."""
    needs_bytes: int
    """Memory that its use takes: weights, what it keeps of a window and a clip, and room to compute in."""
    bits: tuple[int, ...]
    """Bits of a weight as it is stored; several where layers differ."""
    demo: bool = False
    """The embedded model: for trying every path, not for work."""
    words: int | None = None
    """How many words it was taught, where its folder lists them."""

    @property
    def precision(self) -> str:
        """For example “4 bit” or “4 and 8 bit”."""
        return f"{' and '.join(map(str, self.bits))} bit"

    @property
    def knows(self) -> str:
        """What a model for trying things out knows, for “it knows …”."""
        count = "a few" if self.words is None else str(self.words)
        return f"{count} words of synthetic voices and one coloured shape"

    def edits(self, manner: str) -> bool:
        """True if the ready-made edit, or `own` for an instruction of one's own, is within its reach."""
        return self.manners is None or manner in self.manners
