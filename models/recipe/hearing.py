"""Lessons in hearing: batches of spoken sentences and whole windows, dirtied in every way, never the same twice."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from corpus import read
from dirt import dirty, noise
from mouth import another_mouth
from speak import RATE, SAID_OTHERWISE, Spoken, Voices, warped
from vocabulary import WORDS

from earshot.engine import prompt

FRAME = 640
PHONE_STEP = 320
DELAY_FRAMES = 2
"""Hearing is causal: a phoneme is named two frames after it began."""
WORD_FRAMES = 4
"""A word is named from two frames after its end, for this many frames."""
IGNORE = -100
MOUTHS = 0.5
"""Share of sentences that another speaker says."""
WRITTEN = 0.4
"""Share of sentences by the voices of corpus.py, where there are some."""
FLITE = 0.6
"""Share of flite's voices: they are learned more slowly than espeak's."""


@dataclass
class Lesson:
    """One batch that shares a prompt. All arrays are padded on the right."""

    prompt: torch.Tensor  # (p,) token ids read once
    frames: torch.Tensor  # (b, t, 640) sound, zero where there is none
    ids: torch.Tensor  # (b, n) token ids of the body, 0 where a frame or a patch stands
    kind: torch.Tensor  # (b, n) 0 text, 1 sound, 2 something seen
    target: torch.Tensor  # (b, n) next token to be said, IGNORE elsewhere
    phones: torch.Tensor | None = None  # (b, n, 2)
    words: torch.Tensor | None = None  # (b, n)
    points: torch.Tensor | None = None  # (b, n, 2) where in the body the next word is being named: first, past the last
    patches: torch.Tensor | None = None  # (b, k, 6912)
    places: torch.Tensor | None = None  # (b, k, 2)
    blocks: torch.Tensor | None = None  # (n,) picture a position belongs to, -1 for none
    shapes: torch.Tensor | None = None  # (b, n) what a patch shows, IGNORE elsewhere
    middles: torch.Tensor | None = None  # (b, n, 2) where the shape is, at the end of a frame
    motions: torch.Tensor | None = None  # (b, n) which way it went so far, at the end of a frame


@dataclass
class Take:
    """A made-up take with everything that is known about it, places in samples."""

    sound: np.ndarray
    words: list[str]
    phones: list[tuple[int, int]]
    ends: list[tuple[int, int]] | None  # (sample, number of the word in WORDS)


class Hearing:
    """Makes lessons; keeps a pool of sentences so that each is heard a few times, always dirtied anew."""

    def __init__(
        self, tokenizer, seed: int, words: int, written: Path | None = None, pool: int = 4000, fresh: float = 0.4
    ) -> None:
        self._tokenizer, self._fresh = tokenizer, fresh
        self._written = [list(_clear(read(path))) for path in sorted(written.glob("*.npz"))] if written else []
        self._rng, self._nr = random.Random(seed), np.random.RandomState(seed)
        self._voices, self._words = Voices(), WORDS[:words]
        self._pool: deque[Spoken] = deque(maxlen=pool)
        self._number = {word: n for n, word in enumerate(WORDS)}
        self._id = {word: tokenizer(word, add_special_tokens=False).input_ids[0] for word in WORDS}

    def sentence(self) -> Spoken:
        """A new or an earlier sentence by a voice in process, or one of the written ones at a new size of the mouth."""
        if self._written and self._rng.random() < WRITTEN:
            found = self._rng.choice(self._rng.choice(self._written))
            return warped(found, self._rng.uniform(0.86, 1.16)) if self._rng.random() < 0.7 else found
        if len(self._pool) < 200 or self._rng.random() < self._fresh:
            self._pool.append(self._voices.random(self._rng, self._words, flite=FLITE))
            return self._pool[-1]
        return self._pool[self._rng.randrange(len(self._pool))]

    def take(self, seconds: float | None) -> Take:
        """One sentence, or as many with pauses between them as fit into `seconds`."""
        rng, nr = self._rng, self._nr
        if rng.random() < 0.03:
            count = int(RATE * (seconds or rng.uniform(0.3, 4)))
            sound = noise(count, 10 ** rng.uniform(-4, -0.8), rng, nr)
            return Take(sound if rng.random() < 0.8 else np.zeros_like(sound), [], [(0, 0)], [])
        pieces, words, phones, ends = [], [], [(0, 0)], []
        at = rng.randint(0, int(RATE * (0.6 if seconds is None else 1.5)))
        speech: list[tuple[int, int]] = []
        loudness = 10 ** rng.uniform(-1.8, 0.2)
        while True:
            spoken = self.sentence()
            if pieces and seconds is not None and at + len(spoken.samples) > seconds * RATE:
                break
            clean = spoken.samples.astype(np.float32) / 32768
            if rng.random() < MOUTHS:
                clean = another_mouth(clean, rng, rng.uniform(0.3, 1.3))
            clean = dirty(clean, rng, nr) * loudness * 10 ** rng.uniform(-0.2, 0)
            pieces.append((at, clean))
            speech.append((at, at + len(clean)))
            words += spoken.words
            phones += [(at + int(a), int(b)) for a, b in spoken.phones] + [(at + len(clean), 0)]
            if spoken.ends is None or ends is None:
                ends = None
            else:
                ends += [
                    (at + int(end), self._number[word]) for end, word in zip(spoken.ends, spoken.words, strict=True)
                ]
            at += len(clean)
            if seconds is None:
                break
            at += int(RATE * rng.choice([0, rng.uniform(0, 0.5), rng.uniform(0.3, 2.0)]))
        total = at + (rng.randint(0, int(0.5 * RATE)) if seconds is None or rng.random() < 0.8 else 0)
        sound = np.zeros(total, np.float32)
        for start, clean in pieces:
            sound[start : start + len(clean)] += clean
        peak = np.sqrt(np.mean(sound**2)) + 1e-9
        sound += noise(total, peak * 10 ** rng.uniform(-4, -1.3), rng, nr)
        if rng.random() < 0.4:  # as the window rules will: what is not speech becomes exact zeros
            keep = np.zeros(total, bool)
            before, after = rng.randint(0, 4800), rng.randint(1600, 6400)
            for start, end in speech:
                keep[max(0, start - before) : end + after] = True
            sound[~keep] = 0.0
        if ends and len(words) > 1 and rng.random() < 0.12:  # a reading in the middle of a take
            place = rng.randrange(len(ends) - 1)
            cut = ends[place][0] + rng.randint(1600, max(1601, (ends[place + 1][0] - ends[place][0]) // 2))
            if cut < ends[place + 1][0]:
                sound, words, ends = sound[:cut], words[: place + 1], ends[: place + 1]
        return Take(np.round(np.clip(sound, -1, 1) * 32767).astype(np.float32) / 32768, words, phones, ends)

    def turn(self) -> prompt.Turn:
        rng = self._rng
        few = lambda most: [rng.choice(self._words) for _ in range(rng.randint(1, most))]  # noqa: E731
        return prompt.recognise(
            "English" if rng.random() < 0.7 else None,
            " ".join(few(36)) if rng.random() < 0.35 else "",
            few(8) if rng.random() < 0.15 else (),
        )

    def lesson(self, tokens: int, seconds: float | None) -> Lesson:
        """About `tokens` positions in all; takes of one sentence, or windows of `seconds`."""
        takes = [self.take(seconds)]
        guess = max(1, round(tokens / (len(takes[0].sound) / FRAME + 24))) if seconds else max(1, tokens // 90)
        takes += [self.take(seconds) for _ in range(guess - 1)]
        before, after = prompt.render(self._tokenizer, self.turn()).split("<|audio|>")
        encode = lambda text: self._tokenizer(text, add_special_tokens=False).input_ids  # noqa: E731
        head, tail = encode(before + "<|audio>"), encode("<audio|>" + after)
        return pack(head, tail, takes, self._id, self._tokenizer.convert_tokens_to_ids("<turn|>"))

    def by_length(self, tokens: int, groups: int = 3) -> list[Lesson]:
        """Several lessons of single sentences, like lengths together so that little is padding."""
        count = max(1, tokens // 90) * groups
        takes = sorted((self.take(None) for _ in range(count)), key=lambda take: len(take.sound))
        lessons, batch, size = [], [], 0
        encode = lambda text: self._tokenizer(text, add_special_tokens=False).input_ids  # noqa: E731
        for number, take in enumerate(takes):
            batch.append(take)
            size = len(batch) * (len(take.sound) // FRAME + 24)
            if size > tokens or number == len(takes) - 1:
                before, after = prompt.render(self._tokenizer, self.turn()).split("<|audio|>")
                lessons.append(pack(encode(before + "<|audio>"), encode("<audio|>" + after), batch, self._id,
                                    self._tokenizer.convert_tokens_to_ids("<turn|>")))  # fmt: skip
                batch = []
        self._rng.shuffle(lessons)
        return lessons


def _clear(sentences: list[Spoken]) -> Iterator[Spoken]:
    return (one for one in sentences if not set(one.words) & set(SAID_OTHERWISE))


def pack(head: list[int], tail: list[int], takes: list[Take], ids: dict[str, int], end: int) -> Lesson:
    """Lays out sound, closing marks and answer of every take, with all targets."""
    counts = [-(-len(take.sound) // FRAME) for take in takes]
    answers = [[ids[word] for word in take.words] + [end] for take in takes]
    b, n = len(takes), max(c + len(tail) + len(a) - 1 for c, a in zip(counts, answers, strict=True))
    frames = np.zeros((b, max(counts), FRAME), np.float32)
    body, kind = np.zeros((b, n), np.int64), np.zeros((b, n), np.int64)
    target, words = np.full((b, n), IGNORE), np.full((b, n), IGNORE)
    phones, points = np.full((b, n, 2), IGNORE), np.full((b, n, 2), IGNORE)
    for row, (take, count, answer) in enumerate(zip(takes, counts, answers, strict=True)):
        frames[row].reshape(-1)[: len(take.sound)] = take.sound
        kind[row, :count] = 1
        text = tail + answer[:-1]
        body[row, count : count + len(text)] = text
        first = count + len(tail) - 1
        target[row, first : first + len(answer)] = answer
        steps = np.zeros(2 * count, np.int64)
        shift = 2 * DELAY_FRAMES
        places = [at // PHONE_STEP + shift for at, _ in take.phones] + [2 * count]
        for (_, phone), here, there in zip(take.phones, places, places[1:], strict=False):
            steps[here:there] = phone
        phones[row, :count] = steps.reshape(-1, 2)
        if take.ends is not None:
            words[row, :count] = 0
            nexts = [*take.ends, (1 << 30, 0)][1:]
            for number, ((at, word), after) in enumerate(zip(take.ends, nexts, strict=True)):
                here, there = at // FRAME + DELAY_FRAMES, after[0] // FRAME + DELAY_FRAMES
                there = min(here + WORD_FRAMES, there, count)
                words[row, here:there] = word + 1
                if here < there:
                    points[row, first + number] = here, there
    tensor = torch.from_numpy
    return Lesson(
        torch.tensor(head), tensor(frames), tensor(body), tensor(kind), tensor(target), tensor(phones), tensor(words),
        tensor(points),
    )  # fmt: skip
