"""A small model that guesses a few tokens ahead of a large one: Gemma 4's multi-token prediction, mlx-vlm's classes.

It reads nothing by itself: it looks at the last hidden state and at the keys and values of the last layer of each
kind, which our caches have (decision 0015).  The large model still says every token, so the text is the same with and
without.  Thinking lane.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx

from earshot.domain.errors import ModelError
from earshot.engine import trust
from earshot.engine.cache import WholeCache
from earshot.engine.checkpoint import DRAFTERS
from earshot.engine.config import beside, complete
from earshot.engine.files import read_json, refuse_code
from earshot.engine.quiet import quiet
from earshot.engine.weights import check_weights, weight_files

TRIAL_TOKENS = 24
"""So many tokens are written with it and so many without before one is preferred."""
WORTH = 1.05
"""It pays if so many times as many tokens a second come with it."""
AGAIN_TOKENS = 1024
"""After so many tokens without it, it is tried again: another text may be easier to foresee."""


@dataclass
class Pace:
    """Tokens and the seconds they took."""

    tokens: int = 0
    seconds: float = 0.0

    def add(self, tokens: int, seconds: float) -> None:
        self.tokens, self.seconds = self.tokens + tokens, self.seconds + seconds

    @property
    def rate(self) -> float:
        return self.tokens / self.seconds if self.seconds else 0.0


class Drafter:
    """Guesses ahead for one loaded model, as long as that pays."""

    def __init__(self, model: Any, target: Any) -> None:
        """`model` as mlx-vlm loads it, `target` the language model it was made for."""
        self._model = model.bind(target)
        self._layers = list(target.model.layers)
        self.most = max(1, int(model.config.block_size) - 1)
        """Tokens guessed at once."""
        self.plain, self.ahead = Pace(), Pace()
        self.guessed = self.right = 0
        self.forced: bool | None = None
        """For measurements: used always, or never."""

    @property
    def pays(self) -> bool:
        """False until it has been compared, and again while it was found to cost more than it saves."""
        if self.forced is not None:
            return self.forced
        if self.plain.tokens < TRIAL_TOKENS:
            return False
        if self.plain.tokens > AGAIN_TOKENS and self.ahead.rate < WORTH * self.plain.rate:
            self.plain, self.ahead = Pace(), Pace()
            return False
        return self.ahead.tokens < TRIAL_TOKENS or self.ahead.rate >= WORTH * self.plain.rate

    def guess(self, token: int, hidden: mx.array, caches: Sequence[WholeCache], most: int, known: int) -> list[int]:
        """At most `most` tokens below `known` after `token`, which was said after `hidden` (1, 1, width) and is not in
        the caches yet."""
        offset = caches[0].offset
        self._model.set_shared_kv(self._shared(caches), offset, position=max(0, offset - 1), kv_valid_len=offset)
        count = min(self.most, most)
        if count < 1:
            return []
        found = self._model.draft_block(token, hidden, None, count + 1, _likeliest, greedy=True)
        guess = [int(one) for one in found[0].tolist()]
        self.guessed += len(guess)
        return guess[: next((at for at, one in enumerate(guess) if not 0 <= one < known), len(guess))]

    def came(self, agreed: int, seconds: float) -> None:
        """So many of the last guess were right, and one more token came, in so many seconds in all."""
        self.right += agreed
        self.ahead.add(agreed + 1, seconds)

    def _shared(self, caches: Sequence[WholeCache]) -> dict[str, tuple[mx.array, mx.array]]:
        """Of each kind of layers the last that keeps keys of its own: what it has read, on sliding ones in a window."""
        shared = {}
        for layer, cache in zip(self._layers, caches, strict=False):
            assert cache.keys is not None and cache.values is not None
            first = 0 if cache.window is None else max(0, cache.offset - cache.window)
            read = slice(first, cache.offset)
            shared[layer.layer_type] = (cache.keys[..., read, :], cache.values[..., read, :])
        return shared


def _likeliest(logits: mx.array) -> mx.array:
    return mx.argmax(logits, axis=-1)


def fits(folder: Path, config: dict[str, Any]) -> bool:
    """True if the drafter in `folder` was made for models of this config.json, as far as sizes tell."""
    try:
        own = read_json(folder / "config.json")
    except ModelError:
        return False
    text, of = own.get("text_config"), config["text_config"]
    if not isinstance(text, dict) or own.get("model_type") not in DRAFTERS:
        return False
    same = ("vocab_size", "head_dim", "global_head_dim")
    return own.get("backbone_hidden_size") == of["hidden_size"] and all(
        text.get(name, of.get(name)) == of.get(name) for name in same
    )


def load(folder: Path, target: Any) -> Drafter:
    """The drafter in `folder` for a model that is in memory.  Raises ModelError, UntrustedModelError."""
    from mlx_vlm.utils import load_model

    refuse_code(folder)
    config = read_json(folder / "config.json")
    if config.get("model_type") not in DRAFTERS or not isinstance(config.get("text_config"), dict):
        raise ModelError(f"The model in “{folder.name}” is no drafter.", "Leave it out.")
    trust.check_config(folder, config)
    check_weights(folder)
    try:
        config = _completed(config)
        with beside(folder, config, weight_files(folder)) as place, quiet():
            model = load_model(place, lazy=True)
        if mx.default_device() == mx.cpu:
            model.set_dtype(mx.float32)
        mx.eval(model.parameters())
        drafter = Drafter(model, target)
    except Exception as problem:  # whatever a library makes of a stranger's files
        raise ModelError(f"The drafter in “{folder.name}” does not fit this model.", "Leave it out.") from problem
    finally:
        mx.random.seed(0)
    return drafter


def _completed(config: dict[str, Any]) -> dict[str, Any]:
    """With the sizes of full layers under the names that mlx-vlm reads."""
    family = str(config["model_type"]).removesuffix("_assistant")
    whole = json.loads(json.dumps(config))
    text = whole["text_config"]
    text.setdefault("hidden_size_per_layer_input", 0)
    full = complete({"model_type": family, "text_config": text, "vision_config": None, "audio_config": None})
    whole["text_config"] = full["text_config"]
    return whole
