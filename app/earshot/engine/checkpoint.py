"""A folder on this disk -> a card of what it can do, and a loaded model.

`inspect` reads small files only and needs no MLX; `load` runs on the thinking lane.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earshot.domain.card import WINDOW_SECONDS, Card
from earshot.domain.errors import ModelError
from earshot.engine import prompt, trust
from earshot.engine.config import beside, complete
from earshot.engine.files import read_json, refuse_code
from earshot.engine.quiet import no_panic, quiet
from earshot.engine.template import Template
from earshot.engine.weights import check_weights

FAMILIES = ("gemma4_unified", "gemma4")
CACHE_LIMIT = 512 * 1024 * 1024
"""Bytes of freed buffers MLX may keep."""
MOST_LOOKED_AT = 10_000
"""Frames of a clip, or tokens of one, that a checkpoint's own limits may name."""


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A model in memory: mlx-vlm's class, its tokenizer, and the ids of its marks. Never leaves the lane."""

    card: Card
    model: Any
    tokenizer: Any
    marks: Marks
    load_seconds: float
    head: Callable[[Any], Any]
    """Hidden states -> logits (engine/head.py)."""
    patch: int
    """Side of a patch of a picture, in pixels."""


@dataclass(frozen=True)
class Marks:
    """Ids of the marks around what is not text, and of the tokens that end an answer."""

    picture: int
    clip: int
    picture_begin: int
    picture_end: int
    sound: int | None
    sound_begin: int | None
    sound_end: int | None
    turn_end: frozenset[int]
    ends: frozenset[int]
    """Of these, the ones transformers would end at; an exact answer ends at no other."""
    holes: dict[int, int]
    """Ids that stand for what is not text, and the id whose embedding transformers reads in their place."""
    banned: tuple[int, ...]
    """Marks that never belong into an answer."""


def inspect(folder: Path) -> Card:
    """What the checkpoint in `folder` can do, read from its files without loading it.

    Raises ModelError if it is none, is incomplete or is of another family, UntrustedModelError if it carries code.
    """
    if not _is_folder(folder):
        raise ModelError(f"There is no folder “{str(folder)[:300]}”.")
    if not (folder / "config.json").is_file():
        raise ModelError(f"The folder “{folder.name}” holds no model: it has no config.json.")
    refuse_code(folder)
    config = read_json(folder / "config.json")
    family = config.get("model_type")
    if family not in FAMILIES or not isinstance(config.get("text_config"), dict):
        raise ModelError(f"The model in “{folder.name}” is of the kind “{family}”, which Earshot does not know.")
    trust.check_config(folder, config)
    size = check_weights(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        if not (folder / name).is_file():
            raise ModelError(f"The model in “{folder.name}” is incomplete: {name} is missing.")
    limits = read_json(folder / "earshot.json") if (folder / "earshot.json").is_file() else {}
    unified = family == "gemma4_unified"
    config = _completed(folder, config)
    if config["text_config"].get("hidden_size_per_layer_input"):
        raise ModelError(
            f"The model in “{folder.name}” is of a build (E2B, E4B) that this release cannot run yet.",
            "Choose Gemma 4 12B, 26B or 31B.",
        )
    try:
        card = Card(
            title=str(limits.get("title", folder.name)),
            folder=folder,
            family=family,
            hears=unified and config["audio_config"] is not None,
            sees=unified and config["vision_config"] is not None,
            manners=tuple(map(str, limits["manners"])) if "manners" in limits else None,
            questions=bool(limits.get("questions", True)),
            translates=bool(limits.get("translates", True)),
            window_seconds=min(WINDOW_SECONDS, float(limits.get("window_seconds", WINDOW_SECONDS))),
            frames=int(limits.get("frames", 16)),
            part_frames=int(limits.get("part_frames", 60)),
            frame_tokens=int(limits.get("frame_tokens", _budget(folder, "video", 70))),
            picture_tokens=int(limits.get("picture_tokens", _budget(folder, "image", 280))),
            context=int(config["text_config"].get("max_position_embeddings", 131_072)),
            size_bytes=size,
            demo=bool(limits.get("demo", False)),
        )
        if (
            not all(1 <= limit <= MOST_LOOKED_AT for limit in (card.frames, card.frame_tokens, card.picture_tokens))
            or not 0 < card.window_seconds <= WINDOW_SECONDS
        ):
            raise ValueError("a limit that makes no sense")
    except (TypeError, ValueError, OverflowError) as problem:
        raise ModelError(f"The settings of the model in “{folder.name}” are damaged.") from problem
    trust.check_limits(card, config)
    return card


def _completed(folder: Path, config: dict[str, Any]) -> dict[str, Any]:
    try:
        return complete(config)
    except (TypeError, ValueError, LookupError, AttributeError) as problem:
        raise ModelError(f"The settings of the model in “{folder.name}” are damaged.") from problem


def _budget(folder: Path, kind: str, usual: int) -> int:
    """Tokens of a picture ("image") or of a frame ("video"), as the checkpoint's own processor is set."""
    places = ((f"{kind}_processor", "processor_config.json"), ("", "preprocessor_config.json"))
    if kind == "video":
        places = (places[0], ("", "video_preprocessor_config.json"))
    for part, name in places:
        if (folder / name).is_file():
            content = read_json(folder / name)
            found = (content.get(part) or {}) if part else content
            if isinstance(found, dict) and found.get("max_soft_tokens") is not None:
                return int(found["max_soft_tokens"])
    return usual


def _is_folder(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:  # a name longer than any file's
        return False


def load(folder: Path) -> Checkpoint:
    """Loads a checkpoint, any size, by mlx-vlm's own loader. Call on the thinking lane only.

    On a CPU it computes in float32: MLX's bfloat16 is ten times slower there.
    """
    card = inspect(folder)
    began = time.perf_counter()
    from earshot.engine import blas  # noqa: F401, I001 - before the first import of MLX
    import mlx.core as mx
    from mlx.utils import tree_flatten
    from mlx_vlm.utils import load_model
    from transformers import AutoTokenizer

    from earshot.engine.head import head_of

    try:
        config = _completed(folder, read_json(folder / "config.json"))
        with beside(folder, config) as place, quiet():
            model = load_model(place, lazy=True)
        trust.check_tokenizer(folder)
        with quiet(), no_panic(f"The tokenizer of the model in “{folder.name}” is damaged."):
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        template = folder / "chat_template.jinja"
        if template.is_file():
            tokenizer.chat_template = template.read_text(encoding="utf-8")
        if not tokenizer.chat_template:
            raise ModelError(f"The model in “{folder.name}” is incomplete: it has no chat template.")
        tokenizer.apply_chat_template = Template(str(tokenizer.chat_template), tokenizer.special_tokens_map).render
        mx.set_cache_limit(CACHE_LIMIT)
        if mx.default_device() == mx.cpu:
            model.set_dtype(mx.float32)
        mx.eval(model.parameters())
        trust.check_numbers(tree_flatten(model.parameters()), folder)
        head = head_of(model, folder, config)
        marks = _marks(folder, config, tokenizer)
        with quiet(), no_panic(f"The tokenizer of the model in “{folder.name}” is damaged."):
            _check_prompts(card, tokenizer, marks, config["text_config"].get("vocab_size"))
    except ModelError:
        raise
    except Exception as problem:  # whatever a library makes of a stranger's files
        raise ModelError(f"The model in “{folder.name}” cannot be loaded: its files do not fit together.") from problem
    seconds = time.perf_counter() - began
    patch = config["vision_config"]["model_patch_size"] if card.sees else 0
    return Checkpoint(card, model, tokenizer, marks, seconds, head, patch)


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


def peak_bytes() -> int:
    """The most memory MLX has held, in bytes."""
    import mlx.core as mx

    return int(mx.get_peak_memory())
