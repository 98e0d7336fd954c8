"""A folder on this disk -> a card of what it can do, and a loaded model.

`inspect` reads small files only and needs no MLX; `load` runs on the thinking lane.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from earshot.domain.card import WINDOW_SECONDS, Card
from earshot.domain.errors import ModelError
from earshot.domain.names import shown
from earshot.domain.steps import result
from earshot.engine import trust
from earshot.engine.anatomy import Anatomy, anatomy
from earshot.engine.config import complete
from earshot.engine.files import read_json, refuse_code
from earshot.engine.weights import check_weights

if TYPE_CHECKING:
    from earshot.engine.drafter import Drafter

FAMILIES = ("gemma4_unified", "gemma4")
TEXT_ALONE = ("gemma4_text", "gemma4_unified_text")
DRAFTERS = ("gemma4_unified_assistant", "gemma4_assistant")
MOST_LOOKED_AT = 10_000
"""Frames of a clip, or tokens of one, that a checkpoint's own limits may name."""

_LONGEST_LIST = 1 << 20
"""Bytes of a list of words."""


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
    drafter: Drafter | None = None
    """What guesses ahead for it, where there is one."""

    @property
    def towers(self) -> bool:
        """True if it hears and sees through encoders, false if the text model takes raw sound and patches."""
        return self.card.family == "gemma4"


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
    try:
        return _inspected(folder)
    except OSError as problem:  # closed to this user, or on a disk that went
        name = folder.name[:100]
        raise ModelError(f"The folder “{name}” cannot be read.", "See whether you may open its files.") from problem


def _inspected(folder: Path) -> Card:
    if not _is_folder(folder):
        raise ModelError(f"There is no folder “{str(folder)[:300]}”.")
    if not (folder / "config.json").is_file():
        raise ModelError(f"The folder “{folder.name}” holds no model: it has no config.json.")
    refuse_code(folder)
    config = read_json(folder / "config.json")
    family = config.get("model_type")
    if family in DRAFTERS:
        raise ModelError(
            f"The model in “{folder.name}” is a drafter: it guesses ahead for a whole Gemma 4 and cannot work alone.",
            "Open the Gemma 4 model that it was made for.",
        )
    if family in TEXT_ALONE:
        raise ModelError(
            f"The model in “{folder.name}” is the text part of a Gemma 4 by itself, which Earshot cannot run.",
            "Open the whole Gemma 4 model.",
        )
    if family not in FAMILIES or not isinstance(config.get("text_config"), dict):
        raise ModelError(
            f"The model in “{folder.name}” is of the kind “{shown(str(family))}”, which Earshot does not know."
        )
    trust.check_config(folder, config)
    size = check_weights(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        if not (folder / name).is_file():
            raise ModelError(f"The model in “{folder.name}” is incomplete: {name} is missing.")
        with (folder / name).open("rb") as file:  # closed to this user: told now, not after another model was let go
            file.read(1)
    limits = read_json(folder / "earshot.json") if (folder / "earshot.json").is_file() else {}
    config = config_of(folder)
    try:
        body = anatomy(folder, config)
        window = min(WINDOW_SECONDS, float(limits.get("window_seconds", WINDOW_SECONDS)))
        frames = int(limits.get("frames", 16))
        part_frames = int(limits.get("part_frames", 60))
        frame_tokens = int(limits.get("frame_tokens", _budget(folder, "video", 70)))
        card = Card(
            title=shown(str(limits.get("title", folder.name))) or "A model",
            folder=folder,
            family=family,
            hears=body.hears,
            sees=body.sees,
            manners=tuple(map(str, limits["manners"])) if "manners" in limits else None,
            questions=bool(limits.get("questions", True)),
            translates=bool(limits.get("translates", True)),
            window_seconds=window,
            cut_seconds=min(window, float(limits.get("cut_seconds", window))),
            frames=frames,
            part_frames=part_frames,
            frame_tokens=frame_tokens,
            picture_tokens=int(limits.get("picture_tokens", _budget(folder, "image", 280))),
            context=int(config["text_config"].get("max_position_embeddings", 131_072)),
            size_bytes=size,
            needs_bytes=body.needs(part_frames, frame_tokens).total,
            bits=body.bits,
            demo=bool(limits.get("demo", False)),
            words=_words(folder / "words.txt"),
        )
        if (
            not all(1 <= limit <= MOST_LOOKED_AT for limit in (card.frames, card.frame_tokens, card.picture_tokens))
            or not 0 < card.cut_seconds <= card.window_seconds <= WINDOW_SECONDS
        ):
            raise ValueError("a limit that makes no sense")
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as problem:
        raise ModelError(f"The settings of the model in “{folder.name}” are damaged.") from problem
    trust.check_limits(card, config)
    return card


def config_of(folder: Path) -> dict[str, Any]:
    """Its config.json with nothing left unsaid.  Raises ModelError."""
    try:
        return complete(read_json(folder / "config.json"))
    except (TypeError, ValueError, LookupError, AttributeError) as problem:
        raise ModelError(f"The settings of the model in “{folder.name}” are damaged.") from problem


def anatomy_of(folder: Path) -> Anatomy:
    """What the checkpoint is made of; its files were checked before."""
    return anatomy(folder, config_of(folder))


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


def _words(file: Path) -> int | None:
    """How many words a list has, None if there is none."""
    try:
        if not file.is_file():
            return None
        with file.open("rb") as opened:
            return len(opened.read(_LONGEST_LIST).split())
    except OSError:
        return None


def _is_folder(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:  # a name longer than any file's
        return False


def load(folder: Path) -> Checkpoint:
    """Loads a checkpoint at once.  Call on the thinking lane only; see `loading.load_in_steps`."""
    from earshot.engine.loading import load_in_steps

    return result(load_in_steps(folder))


def peak_bytes() -> int:
    """The most memory MLX has held, in bytes."""
    import mlx.core as mx

    return int(mx.get_peak_memory())
