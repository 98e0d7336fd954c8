"""Speech without an end whose words and their ends are known, by the recipe's synthetic voices.

Needs Debian's libespeak-ng1 and libflite1, as the recipe does.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from ctypes.util import find_library
from dataclasses import dataclass, field
from functools import cache
from threading import Event, Thread
from typing import Any

import numpy as np

from earshot import paths
from earshot.domain.errors import EarshotError
from earshot.domain.microphone import Health, News, Ready
from earshot.domain.sound import RATE, Sound

BLOCK = RATE // 25
LEVEL = 0.4
NOISE = 3e-4
"""A quiet room, so that nothing is digital silence."""


SHORT = 0.2
"""Where all pauses are shorter, in seconds, one sentence runs into the next."""


def installed() -> bool:
    return all(find_library(name) for name in ("espeak-ng", "flite"))


@cache
def mouths() -> tuple[Any, list[str]]:
    """The recipe's voices, one set a process, and the words that the pocket model knows."""
    folder = str(paths.POCKET.parents[1] / "models" / "recipe")
    if folder not in sys.path:
        sys.path.append(folder)
    from speak import Voices
    from vocabulary import WORDS

    return Voices(), WORDS


def warm_up() -> None:
    """Every voice has been read from the disk after some minutes of speech: memory is compared after that."""
    for _ in Speech(600.0, seed=0).said():
        pass


@dataclass(eq=False)
class Sentence:
    """What is said from one pause to the next; `ends` in samples of it, None where the voice ran words together."""

    words: list[str]
    sound: Sound
    ends: list[int] | None


@dataclass(eq=False)
class Speech:
    """So many seconds of it; `words` and `ends` grow while it is spoken."""

    seconds: float
    seed: int = 1
    pauses: tuple[float, float] = (0.1, 1.0)
    """Seconds between sentences, from and to."""
    exact: bool = False
    """Only sentences of which the end of every word is known."""
    count: int = 0
    """Samples so far."""
    words: list[str] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    """Sample of the take at which each word ends; only with `exact`."""
    sentences: int = 0

    def said(self) -> Iterator[Sentence]:
        """Sentence by sentence, each with the pause behind it; the last one is spoken to its end."""
        (voices, known), rng = mouths(), random.Random(self.seed)
        noise = np.random.default_rng(self.seed)
        while self.count < self.seconds * RATE:
            spoken = voices.random(rng, known)
            if self.exact and spoken.ends is None:
                continue
            samples, ends = spoken.samples, spoken.ends
            if self.pauses[1] < SHORT and ends is not None:  # voices bring a pause of their own
                first = int(spoken.phones[0][0])
                samples, ends = samples[first : int(ends[-1]) + BLOCK], [int(end) - first for end in ends]
            quiet = np.zeros(round(rng.uniform(*self.pauses) * RATE), np.float32)
            sound = np.concatenate([(samples / 32768 * LEVEL).astype(np.float32), quiet])
            sound += NOISE * noise.standard_normal(len(sound)).astype(np.float32)
            ends = None if ends is None else [int(end) for end in ends]
            self.words += spoken.words
            self.ends += [self.count + end for end in ends or []]
            self.count += len(sound)
            self.sentences += 1
            yield Sentence(list(spoken.words), sound, ends)

    def whole(self) -> Sound:
        return np.concatenate([sentence.sound for sentence in self.said()])


class Speaker:
    """Sound as a microphone that is made while it is heard; it ends by itself."""

    def __init__(self, sounds: Iterator[Sound], speed: float) -> None:
        """`speed`: so many times as fast as it was spoken; what was held back is not made up for."""
        self._sounds, self._speed = sounds, speed
        self._stop = Event()
        self._thread = Thread(target=self._play, name="speaker", daemon=True)

    def start(
        self,
        heard: Callable[[Sound], None],
        ended: Callable[[EarshotError | None], None],
        told: Callable[[News], None] = lambda _: None,
    ) -> None:
        self._heard, self._ended, self._told = heard, ended, told
        self._thread.start()

    def _play(self) -> None:
        self._told(Ready("Speaker", 0.0))
        due = time.monotonic()
        for sound in self._sounds:
            for start in range(0, len(sound), BLOCK):
                block = sound[start : start + BLOCK]
                due = max(due, time.monotonic() - 1.0) + len(block) / RATE / self._speed
                if self._stop.wait(max(0.0, due - time.monotonic())):
                    return
                self._heard(block)
        self._ended(None)

    def finish(self) -> None:
        self._stop.set()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(5.0)

    @property
    def health(self) -> Health:
        return Health(device="Speaker")
