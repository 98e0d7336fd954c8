"""Hearing through an audio tower: the window is collected, and heard anew from its beginning at every reading.

The tower's last frames change with what follows them, so nothing of a window is kept before it closes; what stands
in front of the sound is still read only once.  Runs on the thinking lane.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

import numpy as np

from earshot.domain.reading import Reading
from earshot.domain.sound import Sound
from earshot.engine import memory, towers
from earshot.engine.beginning import Beginning
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.listening import Listening, never


class Rehearing(Listening):
    """One ear of a model with an audio tower (E2B, E4B)."""

    streams = False

    def __init__(
        self,
        checkpoint: Checkpoint,
        *,
        exact: bool = False,
        scores: bool = False,
        beginning: Beginning | None = None,
    ) -> None:
        super().__init__(checkpoint, exact=exact, scores=scores, beginning=beginning)
        self._features = towers.extractor(checkpoint.card.folder)

    def feed(self, sound: Sound) -> None:
        """Takes sound in; it is read when something is to be written."""
        self._sound.append(np.asarray(sound, np.float32))
        self._heard += len(sound)

    def read(self, draft: Sequence[int] = (), hurry: Callable[[], bool] = never) -> Generator[None, None, Reading]:
        """What has been said so far; the window stays open.  Yields between steps, and hurries as its parent does."""
        return (yield from self._again(draft, None, hurry))

    def close(
        self, draft: Sequence[int] = (), limit: int | None = None, at: int | None = None
    ) -> Generator[None, None, Reading]:
        """The final reading of the window, or of its first `at` samples."""
        if at is not None and at < self._heard:
            self._sound, self._heard = [np.concatenate(self._sound)[:at]], at
        return (yield from self._again(draft, limit, never))

    def _again(
        self, draft: Sequence[int], limit: int | None, hurry: Callable[[], bool]
    ) -> Generator[None, None, Reading]:
        if self._silent():
            return self._nothing(0)
        reader, here, count = self.reader, self.reader.position, 0
        if self._heard >= towers.SHORTEST:
            self._sound = [np.concatenate(self._sound)]
            heard = reader.taken(towers.heard(self._checkpoint.model, self._features, self._sound[0]))
            count = heard.shape[1]
            yield
            for start in range(0, count, memory.STEP_TOKENS):
                reader.read(heard[:, start : start + memory.STEP_TOKENS])
                yield
        return (yield from self._write([], count, here, draft, limit, hurry))
