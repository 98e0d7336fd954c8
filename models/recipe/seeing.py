"""Lessons in seeing: clips and stills of a coloured shape, a sentence about each, and questions afterwards."""

from __future__ import annotations

import random
from collections import deque

import cv2
import numpy as np
import torch
from draw import RGB, SIZES, STEPS, Place, Scene, any_scene, drawn, encoded
from hearing import IGNORE, Lesson
from vocabulary import QUESTIONS, SHAPES

from earshot.domain.clip import mark, moments
from earshot.engine import prompt
from earshot.engine.patches import patches

FRAMES, TOKENS = 8, 20
"""The limits that earshot.json declares: frames of a clip, tokens of a frame."""


KINDS = 1 + len(RGB) * len(SHAPES)
"""What a patch can show: nothing, or part of a coloured shape."""
STILL = 0.45
"""Share of clips in which nothing moves: stillness is learned last, being the lack of every motion."""
STRIPES = 10
"""Where a shape is, is told by one of so many columns and rows of the frame."""


def middle(place: Place, size: tuple[int, int]) -> list[int]:
    return [min(STRIPES - 1, int(place[axis] / size[axis] * STRIPES)) for axis in (0, 1)]


def shown(scene: Scene, place: Place, size: tuple[int, int], grid: np.ndarray) -> np.ndarray:
    """(k,) which kind each patch of a frame shows; `grid` is (k, 2) places of the patches."""
    across, down = grid.max(0) + 1
    x, y = place[0] / size[0] * across, place[1] / size[1] * down
    reach = 0.8 * place[2] * np.array([across / size[0], down / size[1]])
    apart = np.maximum(0, np.abs(grid + 0.5 - [x, y]) - 0.5) / reach
    kind = 1 + list(RGB).index(scene.colour) * len(SHAPES) + SHAPES.index(scene.shape)
    return np.where((apart**2).sum(1) < 1, kind, 0)


class Seeing:
    def __init__(self, tokenizer, seed: int) -> None:
        cv2.setNumThreads(1)
        self._tokenizer, self._rng = tokenizer, random.Random(seed)
        self._pools: dict[tuple, deque] = {}

    def _encode(self, text: str) -> list[int]:
        return self._tokenizer(text, add_special_tokens=False).input_ids

    def _look(self, count: int, size: tuple[int, int]):
        """One clip of `count` looked-at frames (or a still): scene, times, (count, k, 6912) patches, places."""
        rng, scene = self._rng, any_scene(self._rng, STILL)
        if count == 1:
            (picture,), places_of = drawn(scene, rng, 1, size)
            if rng.random() < 0.5:
                _, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, rng.randint(60, 97)])
                picture = cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1]
            cut, places = patches(np.ascontiguousarray(picture), TOKENS)
            return (
                scene,
                [0.0],
                cut[None],
                places,
                shown(scene, places_of[0], size, places)[None],
                [middle(places_of[0], size)],
            )
        duration = (
            rng.uniform(0.8, 4) if count == 4 else rng.uniform(8, 25) if count == FRAMES else count - rng.random() * 0.9
        )
        rate = 24 / duration if rng.random() < 0.9 else 12 / duration
        pictures, places_of = drawn(scene, rng, max(count, round(duration * rate)), size)
        pictures = encoded(pictures, 10)
        times = moments(duration, FRAMES)
        chosen = [min(len(pictures) - 1, int(t / duration * len(pictures))) for t in times]
        cut = [patches(pictures[number], TOKENS) for number in chosen]
        kinds = [shown(scene, places_of[number], size, cut[0][1]) for number in chosen]
        middles = [middle(places_of[number], size) for number in chosen]
        return scene, times, np.stack([c for c, _ in cut]), cut[0][1], np.stack(kinds), middles

    def _some(self, count: int, size: tuple[int, int]):
        pool = self._pools.setdefault((count, size), deque(maxlen=150))
        if len(pool) < 20 or self._rng.random() < 0.6:
            pool.append(self._look(count, size))
            return pool[-1]
        return self._rng.choice(pool)

    def lesson(self, tokens: int) -> Lesson:
        rng = self._rng
        count, size = rng.choice([1, 1, 1, 4, 4, 4, 5, 6, 7, FRAMES]), rng.choice(SIZES)
        part = prompt.Part.PICTURE if count == 1 else prompt.Part.CLIP
        question = rng.choice(list(QUESTIONS)) if rng.random() < 0.2 else ""
        if question == "motion" and count == 1:
            question = "shape"
        words = rng.choice(QUESTIONS[question]) if question else ""
        rendered = prompt.render(self._tokenizer, prompt.describe(part, words))
        mark_of = "<|image|>" if count == 1 else "<|video|>"
        before, after = rendered.split(mark_of)
        looks = [self._some(count, size) for _ in range(max(2, tokens // (count * 22 + 60)))]
        each = looks[0][2].shape[1]
        rows = [self._row(before, after, look, part, question, each) for look in looks]
        head = self._encode(before) if count > 1 else self._encode(before + "<|image>")[:-1]
        rows = [(row[len(head) :], goal[len(head) :]) for row, goal in rows]
        n = max(len(row) for row, _ in rows)
        ids = torch.zeros(len(rows), n, dtype=torch.long)
        kind, target = torch.zeros_like(ids), torch.full_like(ids, IGNORE)
        for number, (row, goal) in enumerate(rows):
            ids[number, : len(row)] = torch.tensor([max(0, i) for i in row])
            kind[number, : len(row)] = torch.tensor([2 if i < 0 else 0 for i in row])
            target[number, : len(goal)] = torch.tensor(goal)
        seen = kind[0] == 2
        starts = seen & ~torch.cat((torch.tensor([False]), seen[:-1]))
        blocks = torch.where(seen, starts.long().cumsum(0) - 1, -1)
        pictures = torch.from_numpy(np.stack([look[2].reshape(-1, look[2].shape[-1]) for look in looks]))
        places = torch.from_numpy(np.stack([np.tile(look[3], (count, 1)) for look in looks])).long()
        shapes, motions = torch.full_like(ids, IGNORE), torch.full_like(ids, IGNORE)
        shapes[kind == 2] = torch.from_numpy(np.concatenate([look[4].ravel() for look in looks])).long()
        ends = [n for n in range(1, len(seen)) if seen[n - 1] and not seen[n]]
        middles = torch.full((*ids.shape, 2), IGNORE)
        for number, look in enumerate(looks):
            middles[number, ends] = torch.tensor(look[5])
            for end in ends[1:]:
                motions[number, end] = list(STEPS).index(look[0].motion)
        return Lesson(
            torch.tensor(head), torch.zeros(0), ids, kind, target, patches=pictures, places=places, blocks=blocks,
            shapes=shapes, middles=middles, motions=motions,
        )  # fmt: skip

    def _row(self, before: str, after: str, look, part: prompt.Part, question: str, each: int):
        """Token ids of one look (-1 where a patch stands) and the token to be said after each."""
        scene, times = look[:2]
        if part is prompt.Part.PICTURE:
            text, hole = before + "<|image><|image|><image|>" + after, "<|image|>"
        else:
            shown = " ".join(f"{mark(t)} <|image><|video|><image|>" for t in times)
            text, hole = before + shown + after, "<|video|>"
        hole_id = self._tokenizer.convert_tokens_to_ids(hole)
        row: list[int] = []
        for token in self._encode(text):
            row += [-1] * each if token == hole_id else [token]
        goal = [IGNORE] * len(row)
        self._say(row, goal, answer(scene, question) if question else scene.sentence(part is prompt.Part.PICTURE))
        if self._rng.random() < 0.4:
            kinds = list(QUESTIONS) if part is prompt.Part.CLIP else ["colour", "shape"]
            next_question = self._rng.choice(kinds)
            turn = prompt.Turn(self._rng.choice(QUESTIONS[next_question]))
            follow = "<turn|>\n" + prompt.render(self._tokenizer, turn).removeprefix("<bos>")
            more = self._encode(follow)[1:]
            row += more
            goal += [IGNORE] * len(more)
            self._say(row, goal, answer(scene, next_question))
        return row, goal

    def _say(self, row: list[int], goal: list[int], text: str) -> None:
        said = [*self._encode(text), self._tokenizer.convert_tokens_to_ids("<turn|>")]
        goal[-1:] = said
        goal.append(IGNORE)
        row += said
        assert len(row) == len(goal)


def answer(scene: Scene, question: str) -> str:
    if question == "motion":
        return "it stays still" if scene.motion == "still" else f"it moves {scene.motion}"
    return scene.colour if question == "colour" else scene.shape
