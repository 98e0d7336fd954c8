"""Drives the engine through a case and compares it with what transformers answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tests.parity import inputs, shapes
from tests.parity.inputs import Case

from earshot.domain.clip import Frame
from earshot.domain.sound import FRAME
from earshot.domain.steps import result
from earshot.engine.checkpoint import Checkpoint, load
from earshot.engine.listening import Listening
from earshot.engine.patches import patches
from earshot.engine.reader import Reader
from earshot.engine.seeing import Seeing

BAR = 1e-3
"""Largest relative error allowed in float32: norm of the difference over norm of the reference."""
REFERENCES = np.load(Path(__file__).parent / "references.npz")


class Shelf:
    """The checkpoints of all shapes, written once and loaded when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[tuple[str, int], Checkpoint] = {}

    def checkpoint(self, shape: str, budget: int = 280) -> Checkpoint:
        key = shape, budget
        if key not in self._loaded:
            place = self._folder / f"{shape}-{budget}"
            self._loaded[key] = load(shapes.write(shapes.SHAPES[shape], place, picture_tokens=budget))
        return self._loaded[key]


def error(scores: np.ndarray | None, reference: np.ndarray) -> float:
    """Relative error over the scores the reference has."""
    assert scores is not None
    return float(np.linalg.norm(scores[: len(reference)] - reference) / np.linalg.norm(reference))


def answered(checkpoint: Checkpoint, case: Case) -> tuple[list[int], list[int], np.ndarray]:
    """The prompt's ids, the answer's ids and its scores, by the engine."""
    match case.kind:
        case "text":
            ids = inputs.words(case.size)
            reader = Reader(checkpoint, exact=True, scores=True)
            for _ in reader.read_words(ids[:-1]):
                pass
            return ids, *said(reader, ids[-1:])
        case "sound":
            ears = Listening(checkpoint, exact=True, scores=True)
            ears.open()
            ears.feed(inputs.sound(case.size))
            reading = result(ears.close(limit=inputs.TOKENS))
            return list(reading.prompt_ids), list(reading.ids), scores_of(ears)
        case "both":
            return together(checkpoint, case)
        case _:
            return watched(checkpoint, case)


def watched(checkpoint: Checkpoint, case: Case, *, library: bool = False) -> tuple[list[int], list[int], np.ndarray]:
    eyes = Seeing(checkpoint, exact=True, scores=True, library_masks=library)
    still = case.kind == "picture"
    frames = [Frame(0.0, inputs.picture(case.size))] if still else inputs.clip(case.size)
    assert len(list(eyes.watch(frames, still=still))) == len(frames)
    assert list(eyes.tell(inputs.TOKENS))
    return eyes.prompt_ids, eyes.generated_ids, scores_of(eyes)


def together(checkpoint: Checkpoint, case: Case) -> tuple[list[int], list[int], np.ndarray]:
    """Frames and then sound in one prompt, by the reader alone; the ids are the official processor's."""
    ids = REFERENCES[f"{case.name}/prompt"].tolist()
    marks, reader = checkpoint.marks, Reader(checkpoint, exact=True, scores=True)
    looks, heard, place = iter(inputs.clip(case.size)), inputs.sound(40_000), 0
    frames = np.pad(heard, (0, -len(heard) % FRAME)).reshape(-1, FRAME)
    while place < len(ids) - 1:
        if ids[place] == marks.clip:
            cut, places = patches(next(looks).pixels, checkpoint.card.frame_tokens)
            reader.read(reader.picture(cut, places), together=True)
            place += len(cut)
        elif ids[place] == marks.sound:
            reader.read(reader.sound(frames))
            place += len(frames)
        else:
            reader.read(reader.words([ids[place]]))
            place += 1
    return ids, *said(reader, ids[-1:])


def said(reader: Reader, last: list[int]) -> tuple[list[int], np.ndarray]:
    ids = list(reader.answer(reader.words(last), inputs.TOKENS))
    return ids, scores_of(reader)


def scores_of(who: Reader | Seeing | Listening) -> np.ndarray:
    scores = who.logits()
    assert scores is not None
    return scores


def errors(shelf: Shelf) -> Iterator[tuple[str, int, float, bool]]:
    """For every case: its name, tokens of the prompt, relative error, and whether prompt and answer are the same."""
    for case in inputs.CASES:
        reference = {part: REFERENCES[f"{case.name}/{part}"] for part in ("prompt", "ids", "scores")}
        checkpoint = shelf.checkpoint(case.shape, case.size if case.kind == "picture" else 280)
        prompt, ids, scores = answered(checkpoint, case)
        same = prompt == reference["prompt"].tolist() and ids == until_end(reference["ids"].tolist())
        yield case.name, len(prompt), error(scores, reference["scores"]), same


def until_end(ids: list[int]) -> list[int]:
    """What stands before the ending token (1); references go on behind it."""
    return ids[: ids.index(1)] if 1 in ids else ids
