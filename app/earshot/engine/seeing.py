"""Watching: frames are read one by one, each seen as a whole; then the text comes token by token.

Every frame is a block of its own in the masks, so reading frame by frame is exact.  Questions afterwards go on in
the same cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import mlx.core as mx
import numpy as np
import numpy.typing as npt

from earshot.domain.clip import Frame, mark
from earshot.domain.errors import CannotError
from earshot.domain.reading import Alarm, Effort
from earshot.engine import guards, prompt, towers
from earshot.engine.anatomy import FRAME_MARKS, TOLD_TOKENS
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.patches import patches
from earshot.engine.reader import Reader

TEXT_TOKENS = 400
"""The longest description or answer."""


class Seeing:
    """One pair of eyes: watches a clip or a picture, says what it saw, answers questions.  Thinking lane."""

    def __init__(
        self, checkpoint: Checkpoint, *, exact: bool = False, scores: bool = False, library_masks: bool = False
    ) -> None:
        if not checkpoint.card.sees:
            raise CannotError(f"{checkpoint.card.title} cannot see.")
        self._checkpoint = checkpoint
        self._exact = exact
        self.reader = Reader(checkpoint, exact=exact, scores=scores, library_masks=library_masks)
        self.prompt_ids: list[int] = []
        self.generated_ids: list[int] = []
        self.alarms: list[Alarm] = []
        self._last: list[int] = []

    def watch(
        self,
        frames: Iterable[Frame],
        *,
        still: bool,
        question: str = "",
        so_far: str = "",
        go_on: bool = False,
        count: int = 0,
    ) -> Iterator[Frame]:
        """Reads a picture or the frames of a clip, and yields each frame once it has been read.

        `go_on` for the next scene of the same clip, on the same cache; `so_far` is what was seen in earlier parts,
        of which the cache holds nothing; `count` frames will be watched on this cache, so that room is made once.
        Raises CannotError for a question of one's own to a model that was not made for any.
        """
        card = self._checkpoint.card
        if question and not card.questions:
            raise CannotError(f"{card.title} describes what it sees and cannot answer questions.")
        tokenizer, marks = self._checkpoint.tokenizer, self._checkpoint.marks
        part = prompt.Part.PICTURE if still else prompt.Part.CLIP
        hole = marks.picture if still else marks.clip
        budget = card.picture_tokens if still else card.frame_tokens
        if go_on or so_far:
            turn = prompt.scene(so_far)
        else:
            turn = prompt.describe(part, question)
        self.prompt_ids = []
        rendered = self._next(turn) if go_on else prompt.render(tokenizer, turn)
        ids = self._encode(rendered)
        if hole not in ids:
            raise CannotError(f"The chat template of {card.title} has no place for {'pictures' if still else 'clips'}.")
        if count and not go_on:
            self.reader.make_room(len(ids) + count * (budget + FRAME_MARKS) + TOLD_TOKENS)
        place = ids.index(hole)
        name, begin, end = tokenizer.convert_ids_to_tokens([hole, marks.picture_begin, marks.picture_end])
        # Time marks are split into tokens together with what stands around them, as the family's processor does.
        before, borrowed = rendered[: rendered.index(name)], 0
        for frame in frames:
            words = before if still else f"{before}{mark(frame.seconds)} "
            self._read(self._encode(words + begin)[borrowed:])
            before, borrowed = f"{end} ", 1
            embedded = self._embedded(frame, budget)
            self.reader.read(embedded, together=True)
            self.prompt_ids += [hole] * embedded.shape[1]
            self._read([marks.picture_end])
            yield frame
        self._last = ids[place + 1 :]

    def tell(self, limit: int = TEXT_TOKENS) -> Iterator[str]:
        """Says what was seen; yields the whole text as it grows."""
        self.prompt_ids += self._last
        ids: list[int] = []
        self.generated_ids = ids
        self.alarms = []
        tokenizer, reader = self._checkpoint.tokenizer, self.reader
        begin = reader.position + len(self._last)
        for token in reader.answer(reader.words(self._last), limit):
            ids.append(token)
            looped = 0 if self._exact else guards.loop_length(ids)
            if looped:
                del ids[-looped:]
                self.alarms.append(guards.LOOP)
                break
            yield self._text(tokenizer.decode(ids, skip_special_tokens=True))
        if not self._exact and not reader.ended and not self.alarms:
            self.alarms.append(guards.CUT)
        if reader.position != begin + len(ids):  # cut short: the cache shall hold what was shown, for questions
            reader.trim_to(begin)
            reader.read(reader.words(ids))
        yield self._text(tokenizer.decode(ids, skip_special_tokens=True))

    def ask(self, question: str, limit: int = TEXT_TOKENS) -> Iterator[str]:
        """A question about what was seen, on the same cache; yields the answer as it grows."""
        if not self._checkpoint.card.questions:
            raise CannotError(f"{self._checkpoint.card.title} describes what it sees and cannot answer questions.")
        self._last = self._encode(self._next(prompt.Turn(prompt.disarmed(question.strip()))))
        yield from self.tell(limit)

    def _next(self, turn: prompt.Turn) -> str:
        """A turn after an answer: ends that one first."""
        tokenizer = self._checkpoint.tokenizer
        end: int = tokenizer.get_vocab().get("<turn|>", tokenizer.eos_token_id)
        rendered = prompt.render(tokenizer, turn)
        ended: str = tokenizer.convert_ids_to_tokens(end)
        return ended + "\n" + rendered.removeprefix(tokenizer.bos_token or "")

    def _embedded(self, frame: Frame, budget: int) -> mx.array:
        """(1, n, hidden) embeddings of one frame: through the vision tower where there is one."""
        side = self._checkpoint.patch
        if self._checkpoint.towers:
            return self.reader.taken(towers.seen(self._checkpoint.model, frame.pixels, budget, side))
        return self.reader.picture(*patches(frame.pixels, budget, side))

    def _encode(self, text: str) -> list[int]:
        return list(self._checkpoint.tokenizer(text, add_special_tokens=False).input_ids)

    def effort(self) -> Effort:
        return self.reader.effort()

    def logits(self) -> npt.NDArray[np.float32] | None:
        return self.reader.logits()

    def _read(self, ids: list[int]) -> None:
        self.prompt_ids += ids
        for _ in self.reader.read_words(ids):
            pass

    def _text(self, text: str) -> str:
        return text if self._exact else text.strip()
