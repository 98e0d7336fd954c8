"""How long a person waits, medians of five: `make timings`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from earshot import parts, paths
from earshot.domain.events import TextHeard, Waiting
from earshot.domain.take_events import TakeFinished
from earshot.session import jobs
from earshot.session.take import Hints

SAMPLE = paths.SAMPLES / "dictation.wav"
SENTENCE = Path(__file__).resolve().parents[1] / "tests" / "data" / "speech" / "sentence-00.wav"
TIMES = 5


def median(work: Callable[[], float]) -> float:
    return statistics.median(work() for _ in range(TIMES))


def process(*words: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "earshot", *words], check=True, capture_output=True)
    return time.perf_counter() - began


def warm_word() -> float:
    """Loading the model and hearing the first words, once the libraries are imported."""
    began = time.perf_counter()
    world = parts.world()
    mind = world.minds.load(paths.POCKET)
    for event in jobs.transcribe(SENTENCE, world.sounds, mind, Hints("English")):
        if isinstance(event, TextHeard):
            break
    seconds = time.perf_counter() - began
    mind.release()
    return seconds


def release_to_text() -> float:
    """From the end of a take that was spoken at its own speed to its last word."""
    world = parts.world()
    mind = world.minds.load(paths.POCKET)
    sound = list(world.sounds.blocks(SAMPLE))
    began, released = time.monotonic(), [0.0]

    def spoken():
        heard = 0
        for block in sound:
            heard += len(block)
            while time.monotonic() - began < heard / 16_000:
                yield None
            yield block
        released[0] = time.monotonic()

    for event in jobs.dictate(mind, world.sounds.detector(), spoken(), lambda: released[0], Hints("English")):
        match event:
            case Waiting():
                time.sleep(0.002)
            case TakeFinished():
                return time.monotonic() - began - sum(map(len, sound)) / 16_000
            case _:
                pass
    raise AssertionError("a take ends")


def main() -> None:
    print(f"earshot --help                                   {median(lambda: process('--help')):.3f} s")
    print(
        f"first words of a 4 s file, from a cold start    {median(lambda: process('transcribe', str(SENTENCE))):.2f} s"
    )
    warm_word()
    print(f"first words, libraries imported                  {median(warm_word):.2f} s")
    print(f"end of an 11 s take to its final text            {median(release_to_text):.3f} s")


if __name__ == "__main__":
    main()
