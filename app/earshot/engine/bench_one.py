"""The figures of one model by itself, with its drafter and without.  Runs on the thinking lane."""

from __future__ import annotations

import time
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from earshot.domain import figures
from earshot.domain.card import Card
from earshot.domain.manner import Manner
from earshot.domain.sound import Sound
from earshot.domain.steps import result
from earshot.engine import memory, prompt
from earshot.engine.bench import Ours
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.loading import load_in_steps
from earshot.engine.mind import Mind

TOKENS = 64


@dataclass(frozen=True)
class Measured:
    """A card and its figures, by the names of domain/figures.py."""

    card: Card
    figures: dict[str, float]


def measured(folder: Path, drafter: Path | None, samples: Path, times: int, tell: Callable[[str], None]) -> Measured:
    """Loads the model, measures it so often and lets it go; medians.  Raises ModelError."""
    memory.make_sure_it_fits(folder)
    checkpoint = result(load_in_steps(folder, drafter))
    guesses = checkpoint.drafter
    if guesses is not None:
        guesses.forced = False
    mind = Mind(checkpoint)
    try:
        found = {"load_s": checkpoint.load_seconds}
        words = _words(checkpoint, (samples / "dictation.txt").read_text(encoding="utf-8"))
        ours = Ours(checkpoint, "English")
        steps, peaks = [], []
        for number in range(times):
            tell(f"text, {number + 1} of {times}")
            steps.append(ours.steps(words, TOKENS))
            peaks.append(steps[-1].peak_bytes)
        found["prefill_tokens_s"] = len(words) / median(one.first_seconds for one in steps)
        found[figures.DECODE] = median(one.tokens_a_second for one in steps)
        if guesses is not None:
            guesses.forced = True
            found[figures.WITH_DRAFTER] = median(ours.steps(words, TOKENS).tokens_a_second for _ in range(times))
            guesses.forced = False
        if checkpoint.card.hears:
            sound = _sound(samples / "dictation.wav")
            tell("speech")
            spoken = [ours.spoken(sound, TOKENS) for _ in range(times)]
            peaks += [one.peak_bytes for one in spoken]
            found[figures.RELEASE] = median(one.seconds for one in spoken)
            found["first_token_s"] = median(ours.first_token(sound) for _ in range(times))
            found[figures.READING] = median(_reading(mind, sound) for _ in range(times))
        found["peak_bytes"] = float(max(peaks))
        return Measured(checkpoint.card, {name: value for name, value in found.items() if value > 0})
    finally:
        mind.release()


def _reading(mind: Mind, sound: Sound) -> float:
    """Seconds of one reading of an open window, the one before as its draft."""
    ears = mind.ears()
    ears.open("English")
    ears.feed(sound[: len(sound) // 2])
    draft = result(ears.read()).ids
    ears.feed(sound[len(sound) // 2 :])
    began = time.perf_counter()
    result(ears.read(draft))
    return time.perf_counter() - began


def _words(checkpoint: Checkpoint, text: str) -> list[int]:
    rendered = prompt.render(checkpoint.tokenizer, prompt.edit(" ".join([text.strip()] * 3), Manner.POLISH))
    return list(checkpoint.tokenizer(rendered, add_special_tokens=False).input_ids)


def _sound(path: Path) -> Sound:
    """The bundled sample: 16 kHz, mono, 16 bits."""
    with wave.open(str(path), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return (samples / 32768.0).astype(np.float32)
