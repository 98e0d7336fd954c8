"""Lessons in editing: Polish takes fillers and repeats out and leaves every other word as it was."""

from __future__ import annotations

import random

import torch
from fillers import polish_pair
from hearing import IGNORE, Lesson

from earshot.engine import prompt


class Editing:
    def __init__(self, tokenizer, seed: int) -> None:
        self._tokenizer, self._rng = tokenizer, random.Random(seed)

    def lesson(self, tokens: int) -> Lesson:
        encode = lambda text: self._tokenizer(text, add_special_tokens=False).input_ids  # noqa: E731
        longest = self._rng.choice([24, 24, 48])
        pairs = [polish_pair(self._rng, longest) for _ in range(tokens * 24 // (60 * longest))]
        marker = "\u0001"
        before, after = prompt.render(self._tokenizer, prompt.edit(marker, prompt.Manner.POLISH)).split(" " + marker)
        end = self._tokenizer.convert_tokens_to_ids("<turn|>")
        rows, places = [], []
        for said, meant in pairs:
            body, goal = encode(" " + said + after), [*encode(meant), end]
            rows.append((body + goal[:-1], [IGNORE] * (len(body) - 1) + goal))
            places.append((len(body) - 1, sources(body, goal[:-1])))
        n = max(len(row) for row, _ in rows)
        points = torch.full((len(rows), n, 2), IGNORE)
        for number, (first, found) in enumerate(places):
            for at, place in enumerate(found):
                points[number, first + at] = torch.tensor([place, place + 1])
        ids = torch.zeros(len(rows), n, dtype=torch.long)
        target = torch.full_like(ids, IGNORE)
        for number, (row, goal) in enumerate(rows):
            ids[number, : len(row)], target[number, : len(goal)] = torch.tensor(row), torch.tensor(goal)
        return Lesson(torch.tensor(encode(before)), torch.zeros(0), ids, torch.zeros_like(ids), target, points=points)


def sources(body: list[int], goal: list[int]) -> list[int]:
    """Where in the raw text each token of the polished one stands."""
    found, place = [], 0
    for token in goal:
        place = body.index(token, place)
        found.append(place)
        place += 1
    return found
