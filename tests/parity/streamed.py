"""Random ways to feed and read a window, each beside one draftless pass over the same sound, in float32.

Blocks of any size, readings between with drafts that are right, wrong or none, prompts past the
sliding window, windows cut at a place, windows one after another in one pair of ears.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from tests.parity import inputs
from tests.parity.compared import Shelf
from tests.speech import spoken

from earshot.domain.sound import FRAME, Sound
from earshot.domain.steps import result
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.listening import Listening

CASES = 200
Ids: TypeAlias = tuple[int, ...]
LONGEST = 6
"""Tokens of an answer: a model of random weights rarely ends one."""


def at_once(checkpoint: Checkpoint, sound: Sound, language: str | None) -> Ids:
    ears = Listening(checkpoint, exact=True)
    ears.open(language)
    ears.feed(sound)
    return result(ears.close(limit=LONGEST)).ids


def blocks(rng: random.Random, sound: Sound) -> Iterator[Sound]:
    """The sound in blocks of one sample to two seconds, some empty."""
    place = 0
    while place < len(sound):
        size = rng.choice([0, rng.randint(1, 20), 160, 640, rng.randint(1, 2000), rng.randint(2000, 32_000)])
        yield sound[place : place + size]
        place += size


def guess(rng: random.Random, last: Ids) -> Ids:
    """A draft: the last answer, part of it, one with a word replaced, left out or put in, or nothing like it."""
    at = rng.randrange(len(last) + 1)
    other = rng.randrange(300, 1200)
    return rng.choice(
        [
            last, (), last[:at], last[at:], (*last[:at], other, *last[at:]), (*last[:at], *last[at + 1 :]),
            (*last[:at], other, *last[at + 1 :]), tuple(rng.randrange(300, 1200) for _ in range(rng.randint(1, 30))),
        ]
    )  # fmt: skip


def windows(rng: random.Random, checkpoint: Checkpoint, whole: Sound) -> Iterator[tuple[Ids, Ids]]:
    """One or two windows in the same ears; the answer of each as streamed, and as read at once."""
    ears, language = Listening(checkpoint, exact=True), rng.choice([None, "English"])
    carried: list[Sound] = []
    for number in range(rng.randint(1, 2)):
        sound = np.concatenate([*carried, whole]) if number else whole
        ears.open(language)
        last: Ids = ()
        readings = rng.randint(0, 3)
        for block in blocks(rng, sound):
            ears.feed(block)
            # Few and early ones: a reading of much sound may say much.
            if readings and ears._heard < 12_000 and rng.random() < 0.3:
                last = result(ears.read(guess(rng, last))).ids
                readings -= 1
        cut = rng.randrange(FRAME, len(sound), FRAME) if rng.random() < 0.5 and len(sound) > FRAME else None
        final = result(ears.close(guess(rng, last), limit=LONGEST, at=cut)).ids
        carried = [sound[cut:]] if cut is not None else []
        yield final, at_once(checkpoint, sound[:cut], language)


def streamed(number: int, shelf: Shelf, pocket: Checkpoint) -> list[tuple[Ids, Ids]]:
    """The windows of one case, drawn by its number: the pocket model and speech, or random weights and noise."""
    rng = random.Random(number)
    kind = rng.choice(["usual", "apart", "two-heads", "causal", "own-head", "shared", "pocket"])
    if kind == "pocket":
        speech = spoken()
        sound = speech[number % len(speech)].sound()[: rng.randint(8_000, 40_000)]
        return list(windows(rng, pocket, sound))
    return list(windows(rng, shelf.checkpoint(kind), inputs.sound(rng.randint(500, 40_000))))
