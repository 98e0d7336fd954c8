"""The last step: hidden states -> logits, by the embeddings themselves or by a head of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import mlx.core as mx

from earshot.domain.errors import ModelError
from earshot.engine import weights

Head: TypeAlias = Callable[[mx.array], mx.array]
"""(1, n, hidden) -> (1, n, vocabulary), capped where the config says so."""
_NAME = "lm_head.weight"


def head_of(model: Any, folder: Path, config: dict[str, Any]) -> Head:
    """The head of a loaded model; mlx-vlm drops one that is not tied to the embeddings and uses those instead.

    Raises ModelError if the config says there is one and no file of `folder` holds it.
    """
    if config.get("tie_word_embeddings", True):
        tied: Head = model.language_model.logits_from_hidden
        return tied
    weight = _own(folder)
    kind = model.language_model.model.norm.weight.dtype
    sides = (config["text_config"]["vocab_size"], config["text_config"]["hidden_size"])
    if weight.shape != sides or not mx.issubdtype(weight.dtype, mx.floating):
        raise ModelError(f"The model in “{folder.name}” has a quantised head of its own, which cannot be run yet.")
    weight = weight.astype(kind)
    mx.eval(weight)
    cap = config["text_config"].get("final_logit_softcapping")

    def own(hidden: mx.array) -> mx.array:
        logits = hidden @ weight.T
        return logits if cap is None else mx.tanh(logits / cap) * cap

    return own


def _own(folder: Path) -> mx.array:
    for path in weights.weight_files(folder):
        if _NAME in weights.head_of(path)[0]:
            loaded = mx.load(str(path))
            assert isinstance(loaded, dict)
            return loaded[_NAME]
    raise ModelError(f"The model in “{folder.name}” is incomplete: the weights of its head are missing.")
