"""Bringing a checkpoint into memory, some weights at a time, so that it can be watched and stopped.

Runs on the thinking lane.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from earshot.domain.errors import ModelError
from earshot.engine import prompt
from earshot.engine.checkpoint import Checkpoint, Marks, inspect, read_json, weight_files
from earshot.engine.spelling import folder_for_the_library

CACHE_LIMIT = 512 * 1024 * 1024
"""Bytes of freed buffers MLX may keep."""
_TO_SEE = ("image_token_id", "boi_token_id", "eoi_token_id")
STEP_BYTES = 128 * 1024 * 1024
"""So much is read from the disk in one step, or a single tensor that is larger."""


def load_in_steps(folder: Path) -> Generator[float, None, Checkpoint]:
    """Loads a checkpoint, any size, by mlx-vlm's own loader; yields the share of its weights that is in memory.

    On a CPU it computes in float32: MLX's bfloat16 is ten times slower there.  Raises ModelError,
    UntrustedModelError.  Closed before its end, it gives back what it has taken.
    """
    card = inspect(folder)
    began = time.perf_counter()
    yield 0.0
    from earshot.engine import blas  # noqa: F401, I001 - before the first import of MLX
    import mlx.core as mx
    from mlx_vlm.utils import load_model
    from transformers import AutoTokenizer

    from earshot.engine import towers

    yield 0.0
    model: Any = None
    done = False
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        template = folder / "chat_template.jinja"
        if template.is_file():
            tokenizer.chat_template = template.read_text(encoding="utf-8")
        if not tokenizer.chat_template:
            raise ModelError(f"The model in “{folder.name}” is incomplete: it has no chat template.")
        marks = _marks(folder, tokenizer, sees=card.sees)
        for turn in (prompt.recognise("English"), prompt.edit("text", "task")):
            prompt.render(tokenizer, turn)
        yield 0.0
        config = read_json(folder / "config.json")
        with folder_for_the_library(config, weight_files(folder)) as place:
            model = load_model(place, lazy=True)
        towers.mend(model)
        mx.set_cache_limit(CACHE_LIMIT)
        if mx.default_device() == mx.cpu:
            model.set_dtype(mx.float32)
        yield from _brought_in(model)
        done = True
    except ModelError:
        raise
    except Exception as problem:  # whatever a library makes of a stranger's files
        raise ModelError(f"The model in “{folder.name}” cannot be loaded: its files do not fit together.") from problem
    finally:
        if not done:
            del model
            gc.collect()
            mx.clear_cache()
    return Checkpoint(card, model, tokenizer, marks, time.perf_counter() - began)


def _brought_in(model: Any) -> Iterator[float]:
    """Evaluates the weights, `STEP_BYTES` at a time; yields the share that is there."""
    import mlx.core as mx
    from mlx.utils import tree_flatten

    weights = [array for _, array in tree_flatten(model.parameters())]
    whole = sum(array.nbytes for array in weights)
    there, step = 0, 0
    waiting: list[Any] = []
    for array in weights:
        waiting.append(array)
        step += array.nbytes
        if step >= STEP_BYTES:
            mx.eval(waiting)
            there, step, waiting = there + step, 0, []
            yield there / whole
    mx.eval(waiting)
    yield 1.0


def _marks(folder: Path, tokenizer: Any, *, sees: bool) -> Marks:
    config = read_json(folder / "config.json")
    generation = read_json(folder / "generation_config.json") if (folder / "generation_config.json").is_file() else {}
    ends: set[int] = set()
    for source in (config, config["text_config"], generation):
        found = source.get("eos_token_id")
        ends.update(found if isinstance(found, list) else [found] if found is not None else [])
    known = tokenizer.get_vocab()
    ends.update(known[token] for token in ("<turn|>",) if token in known)
    never = [known[token] for token in ("<|channel>", "<|think|>", "<|turn>", "<|audio>", "<|image>") if token in known]
    needed = {name: config[name] if sees else config.get(name, -1) for name in _TO_SEE}
    return Marks(
        picture=needed["image_token_id"], clip=config.get("video_token_id", known.get("<|video|>", -1)),
        picture_begin=needed["boi_token_id"], picture_end=needed["eoi_token_id"],
        sound=config.get("audio_token_id"), sound_begin=config.get("boa_token_id"),
        sound_end=config.get("eoa_token_id") or config.get("eoa_token_index"),
        turn_end=frozenset(ends), banned=tuple(never),
    )  # fmt: skip
