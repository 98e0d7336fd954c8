"""One loaded model as the session knows it: it gives ears, eyes and a pen, all on the thinking lane."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from earshot.domain.card import Card
from earshot.engine import memory
from earshot.engine.beginning import Beginning
from earshot.engine.checkpoint import Checkpoint, load, peak_bytes
from earshot.engine.listening import Listening
from earshot.engine.loading import load_in_steps
from earshot.engine.rehearing import Rehearing
from earshot.engine.seeing import Seeing
from earshot.engine.writing import Writing

MOST_KEPT = 256 << 20
"""Bytes of a pen's memory that are kept between two edits."""


class Mind:
    """A loaded checkpoint."""

    def __init__(self, source: Path | Checkpoint) -> None:
        """`source` is what was loaded, or a folder to load at once.  Raises ModelError, UntrustedModelError."""
        checkpoint = load(source) if isinstance(source, Path) else source
        self._checkpoint: Checkpoint | None = checkpoint
        self._pen: Writing | None = None
        self._beginning = Beginning()
        self.card: Card = checkpoint.card
        self.load_seconds = checkpoint.load_seconds

    @classmethod
    def in_steps(cls, folder: Path, drafter: Path | None = None) -> Generator[float, None, Mind]:
        """Loads the checkpoint in `folder`; yields the share that is there.  Closed early, it leaves nothing behind.

        `drafter` is the folder of one that was made for it.

        Raises ModelError, UntrustedModelError.
        """
        return cls((yield from load_in_steps(folder, drafter)))

    @property
    def checkpoint(self) -> Checkpoint:
        """What is loaded, for whoever measures it."""
        assert self._checkpoint is not None, "used after release"
        return self._checkpoint

    def ears(self, *, exact: bool = False, scores: bool = False) -> Listening:
        """New ears.  What their prompts begin with is read by the first of them alone."""
        checkpoint = self.checkpoint
        kind = Rehearing if checkpoint.towers else Listening
        return kind(checkpoint, exact=exact, scores=scores, beginning=None if exact else self._beginning)

    def eyes(self, *, exact: bool = False, scores: bool = False, library_masks: bool = False) -> Seeing:
        return Seeing(self.checkpoint, exact=exact, scores=scores, library_masks=library_masks)

    def pen(self) -> Writing:
        """The same one each time, for what it has read of a prompt; a new one after a very long text."""
        if self._pen is None or self._pen.reader.cache_bytes() > MOST_KEPT:
            self._pen = Writing(self.checkpoint)
        return self._pen

    def peak_bytes(self) -> int:
        return peak_bytes()

    def release(self) -> None:
        """Gives the memory back."""
        self._checkpoint = self._pen = None
        self._beginning = Beginning()
        memory.give_back()


def leave() -> None:
    """Gives back what MLX holds for this thread; a thread that ends with it can abort the whole program."""
    import mlx.core as mx

    mx.synchronize()
    mx.clear_streams()
