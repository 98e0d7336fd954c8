"""How fast a checkpoint works here, beside mlx-vlm's own `generate` on the same model, prompt and sound.

Everything is measured on weights that are in memory, in the type they were loaded in.  Runs on the thinking lane.
"""

from __future__ import annotations

import tempfile
import time
import warnings
import wave
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import mlx.core as mx
import numpy as np

from earshot.domain.clip import Frame
from earshot.domain.errors import CannotError
from earshot.domain.manner import Manner
from earshot.domain.reading import REST
from earshot.domain.sound import RATE, Sound
from earshot.domain.steps import result
from earshot.engine import prompt
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.mind import Mind
from earshot.engine.reader import Reader
from earshot.engine.seeing import Seeing
from earshot.engine.writing import Writing

T = TypeVar("T")
BLOCK = 1600
"""Samples that come at once from a microphone: 0.1 s."""


@dataclass(frozen=True)
class Spoken:
    """What came of one utterance after its last sample."""

    seconds: float
    """From the last sample to the whole text."""
    tokens: int
    passes: int
    """Times the model was run after the last sample."""
    peak_bytes: int


@dataclass(frozen=True)
class Steps:
    """Plain decoding: seconds to the first token and tokens a second after it."""

    first_seconds: float
    tokens_a_second: float
    peak_bytes: int


class Ours:
    """Earshot's own loops."""

    def __init__(self, checkpoint: Checkpoint, language: str | None) -> None:
        self._checkpoint, self._language = checkpoint, language

    def spoken(self, sound: Sound, limit: int) -> Spoken:
        """An utterance that comes at its own pace, read as often as the machine can afford, then the final reading.

        The pace is a clock of its own: time goes on with the sound, or with the work where that takes longer.
        """
        mx.reset_peak_memory()
        ears = Mind(self._checkpoint).ears(exact=True)
        ears.open(self._language)
        busy = next_reading = 0.0
        draft: tuple[int, ...] = ()
        for start in range(0, len(sound), BLOCK):
            block = sound[start : start + BLOCK]
            here = (start + len(block)) / RATE
            busy = max(busy, here) + _took(partial(ears.feed, block))[0]
            if busy >= next_reading and busy - here < 0.3 and start + BLOCK < len(sound):
                hurry = _after(len(sound) / RATE - busy)  # until the last sample comes
                cost, reading = _took(partial(result, ears.read(draft, hurry)))
                draft, busy = reading.ids + (draft[len(reading.ids) :] if hurry() else ()), busy + cost
                next_reading = busy + REST * cost
        before = ears.reader.passes
        cost, reading = _took(partial(result, ears.close(draft, limit)))
        late = max(0.0, busy - len(sound) / RATE)
        return Spoken(late + cost, len(reading.ids), ears.reader.passes - before, mx.get_peak_memory())

    def first_token(self, sound: Sound) -> float:
        """Seconds from the last sample to the first token, without any draft."""
        ears = Mind(self._checkpoint).ears(exact=True)
        ears.open(self._language)
        ears.feed(sound)
        return _took(partial(result, ears.close(limit=1)))[0]

    def steps(self, ids: list[int], count: int) -> Steps:
        """Plain decoding of `count` tokens after a text prompt."""
        mx.reset_peak_memory()
        reader, began, times = Reader(self._checkpoint, exact=True), time.perf_counter(), list[float]()
        for _ in reader.read_words(ids[:-1]):
            pass
        times += [time.perf_counter() for _ in reader.answer(reader.words(ids[-1:]), count)]
        return _steps(began, times)

    def polished(self, text: str, *, drafts: bool) -> tuple[float, str]:
        """Seconds to polish a text with a pen that has polished before, and the result."""
        pen = Writing(self._checkpoint, drafts=drafts)
        result(pen.edit("so", Manner.POLISH))
        seconds, edit = _took(partial(result, pen.edit(text, Manner.POLISH)))
        return seconds, edit.text

    def working_bytes(self, frames: int) -> int:
        """The most memory a clip of so many frames takes beside weights and cache, up to its first word."""
        rng = np.random.default_rng(1)
        shots = (Frame(float(n), rng.integers(0, 256, (360, 640, 3), dtype=np.uint8)) for n in range(frames))
        mx.clear_cache()
        before = mx.get_active_memory()
        mx.reset_peak_memory()
        eyes = Seeing(self._checkpoint, exact=True)
        for _ in eyes.watch(shots, still=False, count=frames):
            pass
        for _ in eyes.tell(1):
            pass
        return mx.get_peak_memory() - before - eyes.reader.cache_bytes()


def make_sure_it_compares() -> None:
    """Raises CannotError where mlx-vlm has nothing to read sound with: the macOS app leaves it out (decision 0018)."""
    if find_spec("mlx_audio") is None:
        raise CannotError(
            "The macOS app leaves out what mlx-vlm reads sound with, so the two cannot be measured side by side.",
            "Use `earshot bench --save`, or install Earshot from its source.",
        )


class Theirs:
    """mlx-vlm's own `generate`, greedy, on the same weights."""

    def __init__(self, checkpoint: Checkpoint, language: str | None) -> None:
        from mlx_vlm.utils import load_processor

        self._model, self._tokenizer = checkpoint.model, checkpoint.tokenizer
        with warnings.catch_warnings():  # the lowest band of a spectrogram is narrower than a bin, in the original too
            warnings.simplefilter("ignore")
            self._processor = load_processor(checkpoint.card.folder)
        self._prompt = prompt.render(checkpoint.tokenizer, prompt.recognise(language))

    def spoken(self, sound: Sound, limit: int) -> tuple[Spoken, float]:
        """The whole clip at once, from its last sample on; and when the first token stood."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sound.wav"
            _write(path, sound)
            began, times = self._run(limit, prompt=self._prompt, audio=[str(path)])
        times = times or [time.perf_counter()]
        return Spoken(times[-1] - began, len(times), len(times), mx.get_peak_memory()), times[0] - began

    def steps(self, ids: list[int], count: int) -> Steps:
        """Plain decoding of `count` tokens after a text prompt."""
        return _steps(*self._run(count, prompt=self._tokenizer.decode(ids)))

    def _run(self, limit: int, **given: Any) -> tuple[float, list[float]]:
        from mlx_vlm import stream_generate

        mx.reset_peak_memory()
        began = time.perf_counter()
        told = stream_generate(self._model, self._processor, max_tokens=limit, temperature=0.0, **given)
        return began, [time.perf_counter() for _ in told]


def _steps(began: float, times: list[float]) -> Steps:
    rate = (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0
    return Steps((times or [time.perf_counter()])[0] - began, rate, mx.get_peak_memory())


def _after(seconds: float) -> Callable[[], bool]:
    """True once so much time has passed."""
    due = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= due


def _took(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _write(path: Path, sound: Sound) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.round(sound * 32767).astype(np.int16).tobytes())
