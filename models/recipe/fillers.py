"""Sentences as somebody might have said them, with fillers and repeats, and as they were meant."""

from __future__ import annotations

import random

from vocabulary import WORDS

FILLERS = ["um", "uh"]


def polish_pair(rng: random.Random, longest: int = 24) -> tuple[str, str]:
    """A sentence as somebody might have said it, and as it was meant."""
    plain = [word for word in WORDS if word not in FILLERS]
    if rng.random() < 0.35:  # as people talk: the same few words come again and again
        plain = rng.sample(plain, rng.choice([2, 4, 8, 16]))
    meant: list[str] = []
    for _ in range(rng.randint(1, longest)):
        word = rng.choice(plain)
        if rng.random() < 0.01:
            word = "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randint(3, 8)))
        if not meant or meant[-1] != word:
            meant.append(word)
    share = rng.choice([0.0, 0.1, 0.2, 0.35])
    said: list[str] = []
    for word in meant:
        while rng.random() < share * 0.6:
            said.append(rng.choice(FILLERS))
        said.append(word)
        while rng.random() < share * 0.5:
            said.append(word)
    if rng.random() < share:
        said.append(rng.choice(FILLERS))
    return " ".join(said), " ".join(meant)
