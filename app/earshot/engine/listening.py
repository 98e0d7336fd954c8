"""Hearing while somebody speaks: the window is read as it arrives, and can be written down at any moment.

Sound is causal and every 40 ms stand for themselves, so reading a window in pieces is exact (decision 0002).  A
reading is a side trip: closing marks and the expected text in one pass, then the cache is trimmed back to the sound.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

import mlx.core as mx
import numpy as np
import numpy.typing as npt

from earshot.domain.errors import CannotError
from earshot.domain.reading import Alarm, Effort, Reading
from earshot.domain.sound import FRAME, RATE, Sound
from earshot.engine import guards, prompt
from earshot.engine.beginning import Beginning
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.reader import Reader

CHUNK_FRAMES = 32
"""1.28 s: as much sound as is read at once.  One width for all, so that shapes stay few."""


def never() -> bool:
    return False


class Listening:
    """One ear: opens a window, takes sound in, reads it.  Runs on the thinking lane."""

    streams = True

    def __init__(
        self,
        checkpoint: Checkpoint,
        *,
        exact: bool = False,
        scores: bool = False,
        beginning: Beginning | None = None,
    ) -> None:
        """`beginning` is what other ears of the same model have read of a prompt; it is used and kept up."""
        if not checkpoint.card.hears:
            raise CannotError(f"{checkpoint.card.title} cannot transcribe.")
        self._checkpoint = checkpoint
        self._exact = exact
        self.reader = Reader(checkpoint, exact=exact, scores=scores)
        self._beginning = beginning
        self._target = ""
        self._before: list[int] = []
        self._after: list[int] = []
        self._sound: list[Sound] = []
        self._read_frames = 0
        self._heard = 0

    def open(
        self, language: str | None = None, context: str = "", vocabulary: Sequence[str] = (), target: str = ""
    ) -> None:
        """Begins a new window; what its prompt shares with the last one is not read again.

        `context` is what was said before it, `vocabulary` names that may come up, `target` the English name of a
        language to translate into.  Raises CannotError for a target where the card says so.
        """
        if target and not self._checkpoint.card.translates:
            raise CannotError(f"{self._checkpoint.card.title} cannot translate.")
        self._target = target
        if target:
            turn = prompt.translate(target, language, context, vocabulary)
        else:
            turn = prompt.recognise(language, context, vocabulary)
        marks, tokenizer = self._checkpoint.marks, self._checkpoint.tokenizer
        rendered = prompt.render(tokenizer, turn)
        assert marks.sound is not None and marks.sound_begin is not None and marks.sound_end is not None
        ids = list(tokenizer(rendered, add_special_tokens=False).input_ids)
        hole = ids.index(marks.sound)
        before = [*ids[:hole], marks.sound_begin]
        if self._beginning is not None and self.reader.position == 0:
            self._before = self._beginning.lend(before, self.reader)
        same = 0
        while same < min(len(before), len(self._before), self.reader.position) and before[same] == self._before[same]:
            same += 1
        self.reader.trim_to(same)
        if before[same:]:
            self.reader.read(self.reader.words(before[same:]))
        if self._beginning is not None and not context and self._beginning.ids != before:
            self._beginning.keep(before, self.reader)
        self._before, self._after = before, [marks.sound_end, *ids[hole + 1 :]]
        self._sound, self._read_frames, self._heard = [], 0, 0

    def feed(self, sound: Sound) -> None:
        """Takes sound in and reads every whole chunk of it."""
        self._sound.append(np.asarray(sound, np.float32))
        self._heard += len(sound)
        while self._heard // FRAME - self._read_frames >= CHUNK_FRAMES:
            start = self._read_frames
            self.reader.read(self.reader.sound(self._frames(start, start + CHUNK_FRAMES)))
            self._read_frames += CHUNK_FRAMES

    def read(self, draft: Sequence[int] = (), hurry: Callable[[], bool] = never) -> Generator[None, None, Reading]:
        """What has been said so far; the window stays open.  Yields between steps.

        Once `hurry` is true, what was made out so far is the reading: the speaker has ended, and the last one waits.
        """
        return (yield from self._read(self._heard // FRAME, draft, hurry=hurry))

    def close(
        self, draft: Sequence[int] = (), limit: int | None = None, at: int | None = None
    ) -> Generator[None, None, Reading]:
        """The final reading of the window, or of its first `at` samples, a multiple of a frame.

        Only here the last frame is filled up with zeros.
        """
        if at is not None and at < self._heard:
            self._sound, self._heard = [np.concatenate(self._sound)[:at]], at
            surplus = self._read_frames - at // FRAME
            if surplus > 0:
                self.reader.trim_to(self.reader.position - surplus)
                self._read_frames -= surplus
        return (yield from self._read(-(-self._heard // FRAME), draft, limit))

    def effort(self) -> Effort:
        return self.reader.effort()

    def logits(self) -> npt.NDArray[np.float32] | None:
        return self.reader.logits()

    def _read(
        self, frames: int, draft: Sequence[int], limit: int | None = None, hurry: Callable[[], bool] = never
    ) -> Generator[None, None, Reading]:
        """The first `frames` of the window, written down."""
        if self._silent():
            return self._nothing(frames)
        here = self.reader.position
        waiting = self._frames(self._read_frames, frames)
        pending = [self.reader.sound(waiting)] if len(waiting) else []
        return (yield from self._write(pending, frames, here, draft, limit, hurry))

    def _silent(self) -> bool:
        return not self._exact and guards.silent(np.concatenate([np.zeros(0, np.float32), *self._sound]))

    def _prompt(self, tokens: int) -> tuple[int, ...]:
        assert self._checkpoint.marks.sound is not None
        return (*self._before, *[self._checkpoint.marks.sound] * tokens, *self._after)

    def _nothing(self, tokens: int) -> Reading:
        return Reading("", (), self._prompt(tokens), (guards.NO_SPEECH,))

    def _write(
        self,
        pending: list[mx.array],
        tokens: int,
        here: int,
        draft: Sequence[int],
        limit: int | None,
        hurry: Callable[[], bool],
    ) -> Generator[None, None, Reading]:
        """Reads `pending` and the closing marks, lets the model write and goes back to the position `here`.

        `tokens` is how many tokens of sound the window has.
        """
        reader = self.reader
        cap = limit if limit is not None else guards.token_cap(tokens * FRAME / RATE) * (3 if self._target else 1)
        ids: list[int] = []
        alarms: list[Alarm] = []
        for token in reader.answer(mx.concatenate([*pending, reader.words(self._after)], axis=1), cap, draft):
            ids.append(token)
            looped = 0 if self._exact else guards.loop_length(ids)
            if looped:
                del ids[-looped:]
                alarms.append(guards.LOOP)
                break
            yield
            if hurry():
                break
        if not self._exact and not reader.ended and not alarms and not hurry():
            alarms.append(guards.CAPPED)
        reader.trim_to(here)
        text: str = self._checkpoint.tokenizer.decode(ids, skip_special_tokens=True)
        if self._exact:
            return Reading(text, tuple(ids), self._prompt(tokens), tuple(alarms))
        said, translation = prompt.parted(text, self._target)
        return Reading(said, tuple(ids), self._prompt(tokens), tuple(alarms), translation)

    def _frames(self, start: int, end: int) -> np.ndarray:
        """(end - start, 640) samples of the window; missing ones at the end are zeros."""
        whole = np.concatenate([np.zeros(0, np.float32), *self._sound])
        self._sound = [whole]
        piece = whole[start * FRAME : end * FRAME]
        return np.pad(piece, (0, (end - start) * FRAME - len(piece))).reshape(-1, FRAME)
