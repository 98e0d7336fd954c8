"""One conversation with the model: it reads words, sound and pictures, and answers token by token.

Runs on the thinking lane.  A draft is what the answer is expected to be: whatever the model agrees with costs one
wide pass instead of a step a token (speculative decoding, Leviathan et al. 2023, with a text as the guesser).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import cast

import mlx.core as mx
import numpy as np
import numpy.typing as npt
from mlx_lm.sample_utils import make_logits_processors, make_sampler

from earshot.domain.errors import ModelError, TooLongError
from earshot.domain.reading import Effort
from earshot.engine import memory
from earshot.engine.cache import caches_for, contents
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.drafter import TRIAL_TOKENS
from earshot.engine.guessing import Expected
from earshot.engine.patches import check_places

_ALONE = 4
"""After so many tokens without a guess the next pass is begun before the last one is told: more are likely to come, and
only the very last such pass is in vain."""


class Reader:
    """What has been read so far, and how the answer comes out.  `position` counts tokens in the cache."""

    def __init__(
        self, checkpoint: Checkpoint, *, exact: bool = False, scores: bool = False, library_masks: bool = False
    ) -> None:
        self._model = checkpoint.model
        self._text = checkpoint.model.language_model
        self._head = checkpoint.head
        self._holes = checkpoint.marks.holes
        self._ends = checkpoint.marks.ends if exact else checkpoint.marks.turn_end
        self._caches = caches_for(checkpoint.model, library_masks=library_masks)
        inner = self._text.model
        tables = [table for table in (inner.embed_tokens, inner.embed_tokens_per_layer) if table is not None]
        self._known = min(table.weight.shape[0] for table in tables)
        self._blank = int(checkpoint.model.config.text_config.pad_token_id or 0)
        never = () if exact else checkpoint.marks.banned
        self._rules = make_logits_processors(logit_bias=dict.fromkeys(never, -1e9)) if never else []
        self._sample = make_sampler(temp=0.0)
        self._exact, self._context = exact, checkpoint.card.context
        self.prefill_seconds = 0.0
        self.decode_seconds = 0.0
        self.drafted = self.accepted = self.passes = 0
        self.ended = False
        """True once the model has ended its answer by itself."""
        self._drafter = checkpoint.drafter
        self._seen: mx.array | None = None
        """The last hidden states, for a drafter."""
        self._kept: list[npt.NDArray[np.float32]] | None = [] if scores else None

    @property
    def position(self) -> int:
        return int(self._caches[0].offset)

    def effort(self) -> Effort:
        return Effort(self.prefill_seconds, self.decode_seconds)

    def cache_bytes(self) -> int:
        """What is kept of everything read."""
        return sum(cache.keys.nbytes + cache.values.nbytes for cache in self._caches if cache.keys is not None)

    def kept(self) -> list[tuple[mx.array, mx.array]]:
        """Keys and values of everything read, layer by layer; evaluated, and of no more than was read."""
        return contents(self._caches)

    def remember(self, kept: list[tuple[mx.array, mx.array]], count: int) -> None:
        """Begins with the first `count` positions of what another reader kept, instead of nothing."""
        for cache, (keys, values) in zip(self._caches, kept, strict=True):
            cache.keys, cache.values, cache.offset = keys[..., :count, :], values[..., :count, :], count

    def logits(self) -> npt.NDArray[np.float32] | None:
        """(tokens, vocabulary) behind every token said, kept for comparison if `scores`."""
        return np.concatenate(self._kept) if self._kept else None

    def make_room(self, tokens: int) -> None:
        """So many more tokens will be read or said, about."""
        for cache in self._caches:
            cache.make_room(self.position + tokens)

    def trim_to(self, position: int) -> None:
        """Forgets everything read after `position`."""
        for cache in self._caches:
            cache.trim(cache.offset - position)

    def words(self, ids: Sequence[int]) -> mx.array:
        """(1, n, hidden) embeddings of token ids.  Raises ModelError for one that the model does not have: MLX would
        read past the end of its table."""
        read = [self._holes.get(token, token) for token in ids]
        if read and not 0 <= min(read) <= max(read) < self._known:
            raise ModelError("The tokenizer of this model has words that the model itself does not have.")
        return self._embedded(mx.array([read], dtype=mx.int32))

    def taken(self, embeddings: mx.array) -> mx.array:
        """(1, n, hidden) embeddings of what is no text, as every other method takes them."""
        embeddings = embeddings.astype(self._text.model.norm.weight.dtype)
        if not self._text.model.hidden_size_per_layer_input:
            return embeddings
        return self._completed(embeddings, mx.full((1, embeddings.shape[1]), self._blank, dtype=mx.int32))

    def sound(self, frames: npt.NDArray[np.float32]) -> mx.array:
        """(1, n, hidden) embeddings of (n, 640) samples."""
        out = self._model.embed_audio(mx.array(frames)[None].astype(self._text.model.norm.weight.dtype))
        assert out.shape[1] == len(frames)
        return self.taken(out)

    def picture(self, patches: npt.NDArray[np.uint8], places: npt.NDArray[np.int32]) -> mx.array:
        """(1, n, hidden) embeddings of (n, 6912) patches at (n, 2) places.

        Raises CannotError for a picture that is longer than the model has places for.
        """
        check_places(int(places.max()) + 1, len(self._model.vision_embedder.pos_embedding))
        # The first thing done to a patch is to take its mean away.  Done here, because MLX's CPU finds the variance
        # as a difference of squares: of a flat patch only noise would be left (scores off by 4 % on a drawn clip).
        pixels = patches / 255.0
        pixels -= pixels.mean(axis=1, keepdims=True)
        given = mx.array(pixels.astype(np.float32))[None].astype(self._text.model.norm.weight.dtype)
        out = self._model.get_image_features(given, mx.array(places)[None])[None]
        assert out.shape[1] == len(patches)
        return self.taken(out)

    def read(self, embeddings: mx.array, *, together: bool = False) -> None:
        """Takes embeddings in, at once; `together` for the tokens of one picture.  Raises MemoryFullError."""
        memory.step_tokens()
        began = time.perf_counter()
        for cache in self._caches:
            cache.together = together
        self._text.model(None, cache=self._caches, **self._parts(embeddings))
        for cache in self._caches:
            cache.together = False
        mx.eval([(cache.keys, cache.values) for cache in self._caches])
        self.prefill_seconds += time.perf_counter() - began

    def read_words(self, ids: Sequence[int]) -> Iterator[None]:
        """Takes text in, in small steps, so that something urgent is served soon.  Raises MemoryFullError."""
        start = 0
        while start < len(ids):
            step = memory.step_tokens()
            self.read(self.words(ids[start : start + step]))
            start += step
            yield

    def answer(self, pending: mx.array, limit: int, draft: Sequence[int] = ()) -> Iterator[int]:
        """Reads `pending` and yields the tokens of the answer, at most `limit`, without the ending one.

        The result does not depend on the draft (up to ties within the rounding of wide and narrow passes).
        Raises TooLongError where the model has no room for it; unless `exact`, a little room is used as it is.
        """
        self.ended = False
        room = self._context - self.position - pending.shape[1]
        if room < (limit if self._exact else 1):
            raise TooLongError(f"The prompt and {limit} tokens of an answer do not fit into {self._context} positions.")
        limit = min(limit, room)
        said = last = 0
        expected, token = Expected(draft), 0
        while said < limit:
            if said - last >= _ALONE and self._kept is None and expected.over and not self._drafts:
                most = limit - said if self._drafter is None else min(limit - said, TRIAL_TOKENS)
                for token in self._onward(pending, most):
                    said += 1
                    yield token
                if self.ended:
                    return
                pending, self._seen = self.words([token]), None
                continue
            guess = expected.guess(limit - said - 1)
            began = time.perf_counter()
            ahead = not guess and self._seen is not None and expected.over and self._drafts
            if ahead and self._drafter is not None and self._seen is not None:
                guess = self._drafter.guess(token, self._seen, self._caches, limit - said - 1, self._known)
            picks = self._pass(pending, guess)
            agreed = 0
            while agreed < len(guess) and picks[agreed] == guess[agreed] and picks[agreed] not in self._ends:
                agreed += 1
            self.trim_to(self.position - (len(guess) - agreed))
            self._seen = None if self._seen is None else self._seen[:, agreed : agreed + 1]
            if ahead and self._drafter is not None:
                self._drafter.came(agreed, time.perf_counter() - began)
            else:
                self.drafted += len(guess)
                self.accepted += agreed
            for token in guess[:agreed]:
                said += 1
                yield token
            last = said if guess and not ahead else last
            token = picks[agreed]
            if token in self._ends:
                self.ended = True
                return
            said += 1
            yield token
            if not ahead:
                expected.came(agreed, token)
            pending = self.words([token])

    @property
    def _drafts(self) -> bool:
        return self._drafter is not None and self._kept is None and self._drafter.pays

    def scores(self, embeddings: mx.array) -> npt.NDArray[np.float32]:
        """Reads embeddings (1, n, hidden) and returns the logits behind each, (n, vocabulary); for comparisons."""
        return np.array(self._logits(embeddings, embeddings.shape[1]).astype(mx.float32))

    def _embedded(self, ids: mx.array) -> mx.array:
        inner = self._text.model
        return self._completed(inner.embed_tokens(ids) * inner.embed_scale, ids)

    def _completed(self, embeddings: mx.array, ids: mx.array) -> mx.array:
        """E2B and E4B tell every layer anew which token it is: that travels behind the embedding, in one array."""
        inner = self._text.model
        if not inner.hidden_size_per_layer_input:
            return embeddings
        told = inner.get_per_layer_inputs(ids).flatten(2)
        return mx.concatenate([embeddings, told.astype(embeddings.dtype)], axis=-1)

    def _parts(self, block: mx.array) -> dict[str, mx.array]:
        """What `_completed` put together, as the model's arguments."""
        inner = self._text.model
        if not inner.hidden_size_per_layer_input:
            return {"inputs_embeds": block}
        hidden = inner.config.hidden_size
        told = block[..., hidden:].reshape(*block.shape[:2], len(inner.layers), inner.hidden_size_per_layer_input)
        return {"inputs_embeds": block[..., :hidden], "per_layer_inputs": told}

    def _logits(self, embeddings: mx.array, keep: int) -> mx.array:
        """Reads embeddings; the logits behind the last `keep` of them, (keep, vocabulary)."""
        hidden = self._text.model(None, cache=self._caches, logits_to_keep=keep, **self._parts(embeddings))
        self._seen = hidden[:, -keep:] if self._drafter is not None else None
        return self._head(hidden[:, -keep:])[0]

    def _onward(self, pending: mx.array, most: int) -> Iterator[int]:
        """Token after token, without guesses: each is handed out while the next one is already being worked out."""
        began, ahead = time.perf_counter(), 0
        token = self._next(pending)
        try:
            for left in reversed(range(most)):
                following = self._next(self._embedded(self._filled(token[None]))) if left else None
                ahead = 1 if left else 0
                said = cast("int", token.item())
                took = time.perf_counter() - began
                self.decode_seconds += took
                if self._drafter is not None:
                    self._drafter.plain.add(1, took)
                if said in self._ends:
                    self.ended = True
                    return
                yield said
                began = time.perf_counter()
                if following is not None:
                    token = following
        finally:
            self.trim_to(self.position - ahead)

    def _filled(self, ids: mx.array) -> mx.array:
        """Token ids, the marks for sound and pictures made blank: said by the model they stand for nothing."""
        for hole, blank in self._holes.items():
            if 0 <= hole < self._known and 0 <= blank < self._known:
                ids = mx.where(ids == hole, blank, ids)
        return ids

    def _next(self, pending: mx.array) -> mx.array:
        """(1,) what the model says after `pending`, under way when this returns."""
        memory.step_tokens()
        self.passes += 1
        token = self._picked(self._logits(pending, 1))
        mx.async_eval(token)
        return token

    def _picked(self, logits: mx.array) -> mx.array:
        """The likeliest tokens among those that can be read again."""
        if logits.shape[-1] > self._known:
            logits = logits[..., : self._known]
        for rule in self._rules:
            logits = rule(mx.array([], dtype=mx.int32), logits)
        picks: mx.array = self._sample(logits)
        return picks

    def _pass(self, pending: mx.array, guess: Sequence[int]) -> list[int]:
        """One forward pass; what the model would say after `pending` and after each guessed token."""
        memory.step_tokens()
        began = time.perf_counter()
        block = mx.concatenate([pending, self.words(guess)], axis=1) if guess else pending
        logits = self._logits(block, len(guess) + 1)
        if self._kept is not None:
            self._kept.append(np.array(logits.astype(mx.float32)))
        found = cast("list[int]", self._picked(logits).tolist())
        self.passes += 1
        self.decode_seconds += time.perf_counter() - began
        return found
