"""Bringing a checkpoint into memory, some weights at a time, so that it can be watched and stopped.

Runs on the thinking lane.
"""

from __future__ import annotations

import errno
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from earshot.domain.card import Card
from earshot.domain.errors import ModelError
from earshot.domain.sound import RATE
from earshot.engine import memory, prompt, trust
from earshot.engine.checkpoint import Checkpoint, Marks, config_of, inspect
from earshot.engine.config import beside
from earshot.engine.files import read_json
from earshot.engine.quiet import no_panic, quiet
from earshot.engine.template import Template
from earshot.engine.weights import weight_files

SMALL_FILES = 1 << 16
"""Bytes that a load writes beside the weights, which stay where they are."""
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
STEP_BYTES = 128 * 1024 * 1024
"""So much is read from the disk in one step, or a single tensor that is larger."""


def load_in_steps(folder: Path, guesser: Path | None = None) -> Generator[float, None, Checkpoint]:
    """Loads a checkpoint, any size, by mlx-vlm's own loader; yields the share of its weights that is in memory.

    `guesser` is the folder of a drafter that was made for it; one that cannot be used is left out.

    On a CPU it computes in float32: MLX's bfloat16 is ten times slower there.  Raises ModelError,
    UntrustedModelError.  Closed before its end, it gives back what it has taken.
    """
    card = inspect(folder)
    began = time.perf_counter()
    yield 0.0
    import mlx.core as mx
    from mlx_vlm.utils import load_model

    from earshot.engine import attention, drafter, towers
    from earshot.engine.head import head_of

    yield 0.0
    model: Any = None
    done = False
    try:
        config = config_of(folder)
        tokenizer = _tokenizer(folder)
        marks = _marks(folder, config, tokenizer)
        with quiet(), no_panic(f"The tokenizer of the model in “{folder.name}” is damaged."):
            _check_prompts(card, tokenizer, marks, config["text_config"].get("vocab_size"))
        if card.hears and card.family == "gemma4":
            towers.spectrogram(towers.extractor(folder), np.zeros(RATE, np.float32))  # fails now or never
        yield 0.0
        memory.set_limits(memory.weights_of(folder))
        attention.slice_all()
        with beside(folder, config, weight_files(folder)) as place, quiet():
            model = load_model(place, lazy=True)
        mx.random.seed(
            0
        )  # or MLX keeps the key of every first value that a weight had before it was read: 0.3 MB a load
        towers.mend(model)
        if mx.default_device() == mx.cpu:
            model.set_dtype(mx.float32)
        yield from _brought_in(model, folder)
        head = head_of(model, folder, config)
        guesses = None
        if guesser is not None and drafter.fits(guesser, config):
            with suppress(ModelError):
                guesses = drafter.load(guesser, model.language_model)
        done = True
    except ModelError:
        raise
    except OSError as problem:
        if problem.errno in FULL:
            raise no_space(folder) from problem
        raise ModelError(
            f"The files of the model in “{folder.name}” cannot be read.", "See whether you may open them."
        ) from problem
    except Exception as problem:  # whatever a library makes of a stranger's files
        raise ModelError(f"The model in “{folder.name}” cannot be loaded: its files do not fit together.") from problem
    finally:
        if not done:
            del model
            memory.give_back()
    patch = config["vision_config"]["model_patch_size"] if card.sees else 0
    return Checkpoint(card, model, tokenizer, marks, time.perf_counter() - began, head, patch, guesses)


def make_sure_of_space(folder: Path) -> None:
    """Raises ModelError if the small files of a load cannot be written; asked before another model is let go."""
    try:
        with tempfile.NamedTemporaryFile(prefix="earshot-") as file:
            file.write(bytes(SMALL_FILES))
            file.flush()
    except OSError as problem:
        raise no_space(folder) from problem


def no_space(folder: Path) -> ModelError:
    return ModelError(f"There is no space left on the disk to open “{folder.name}”.", "Free some space.")


def _brought_in(model: Any, folder: Path) -> Iterator[float]:
    """Evaluates the weights, `STEP_BYTES` at a time, and checks that they are numbers; yields the share that is
    there."""
    import mlx.core as mx
    from mlx.utils import tree_flatten

    weights = tree_flatten(model.parameters())
    whole = sum(array.nbytes for _, array in weights)
    there, step = 0, 0
    waiting: list[tuple[str, Any]] = []
    for name, array in weights:
        waiting.append((name, array))
        step += array.nbytes
        if step >= STEP_BYTES:
            mx.eval([part for _, part in waiting])
            trust.check_numbers(waiting, folder)
            there, step, waiting = there + step, 0, []
            yield there / whole
    mx.eval([part for _, part in waiting])
    trust.check_numbers(waiting, folder)
    yield 1.0


def _tokenizer(folder: Path) -> Any:
    """The checkpoint's own tokenizer, whose template is rendered with a budget."""
    from transformers import AutoTokenizer

    trust.check_tokenizer(folder)
    with quiet(), no_panic(f"The tokenizer of the model in “{folder.name}” is damaged."):
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    template = folder / "chat_template.jinja"
    if template.is_file():
        tokenizer.chat_template = template.read_text(encoding="utf-8")
    if not tokenizer.chat_template:
        raise ModelError(f"The model in “{folder.name}” is incomplete: it has no chat template.")
    tokenizer.apply_chat_template = Template(str(tokenizer.chat_template), tokenizer.special_tokens_map).render
    return tokenizer


def _check_prompts(card: Card, tokenizer: Any, marks: Marks, rows: int | None) -> None:
    """Raises ModelError unless each prompt that will be needed has its one place for what is heard or seen."""
    rows = rows or int(tokenizer.vocab_size)
    seen = (marks.picture, marks.clip, marks.picture_begin, marks.picture_end) if card.sees else ()
    heard = (marks.sound, marks.sound_begin, marks.sound_end) if card.hears else ()
    trust.check_marks(card, (*seen, *heard, *marks.turn_end), rows)
    turns: list[tuple[prompt.Turn, int | None]] = [(prompt.edit("text", "task"), None)]
    turns += [(prompt.recognise("English"), marks.sound)] if card.hears else []
    turns += [(prompt.describe(prompt.Part.PICTURE), marks.picture)] if card.sees else []
    turns += [(prompt.describe(prompt.Part.CLIP), marks.clip)] if card.sees else []
    for hard in trust.HARD:
        tokenizer(hard, add_special_tokens=False)
    for turn, hole in turns:
        ids = tokenizer(prompt.render(tokenizer, turn), add_special_tokens=False).input_ids
        trust.check_prompt(card, ids, hole, rows)


def _marks(folder: Path, config: dict[str, Any], tokenizer: Any) -> Marks:
    generation = read_json(folder / "generation_config.json") if (folder / "generation_config.json").is_file() else {}
    ends: set[int] = set()
    official: frozenset[int] = frozenset()
    for source in (generation, config, config["text_config"]):
        found = source.get("eos_token_id")
        some = found if isinstance(found, list) else [found] if found is not None else []
        ends.update(some)
        official = official or frozenset(some)
    known = tokenizer.get_vocab()
    ends.update(known[token] for token in ("<turn|>",) if token in known)
    never = [known[token] for token in ("<|channel>", "<|think|>", "<|turn>", "<|audio>", "<|image>") if token in known]
    blank = config["text_config"].get("pad_token_id") or 0
    holes = [config.get(f"{kind}_token_id") for kind in ("image", "video", "audio")]
    return Marks(
        picture=config["image_token_id"], clip=config["video_token_id"],
        picture_begin=config["boi_token_id"], picture_end=config["eoi_token_id"],
        sound=config.get("audio_token_id"), sound_begin=config.get("boa_token_id"),
        sound_end=config.get("eoa_token_index") or config.get("eoa_token_id"),
        turn_end=frozenset(ends), ends=official, holes={hole: blank for hole in holes if hole is not None},
        banned=tuple(never),
    )  # fmt: skip
