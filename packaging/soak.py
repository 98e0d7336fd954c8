"""Mixed work in one process for a long time: python packaging/soak.py [--minutes 30].

Recordings are heard, clips watched, texts edited and the model is loaded anew now and then.  Prints the memory of the
process by the minute and its slope over the last two thirds, in percent of its mean in ten minutes.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from pathlib import Path

import numpy as np

from earshot import parts, paths
from earshot.domain.events import FileRead, TextEdited
from earshot.domain.manner import Manner
from earshot.session import jobs, watching
from earshot.session.ports import Mind
from earshot.session.take import Hints

SPEECH = sorted((Path(__file__).parents[1] / "tests" / "data" / "speech").glob("*.wav"))
ROUNDS_A_MODEL = 25


def resident() -> float:
    """MB of memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def work(mind: Mind, rng: random.Random) -> None:
    """One round: something heard, something seen, something edited."""
    world = parts.world()
    text = ""
    for event in jobs.transcribe(rng.choice(SPEECH), world.sounds, mind, Hints("English")):
        text = event.text if isinstance(event, FileRead) else text
    for _ in watching.describe(paths.SAMPLES / "clip.mp4", world.clips, mind, lambda _: None):
        pass
    for event in jobs.edit(mind, text or "um one two", Manner.POLISH):
        assert not isinstance(event, TextEdited) or event.raw


def loaded() -> Mind:
    kept: list[Mind] = []
    for _ in jobs.load(parts.world().minds, paths.POCKET, lambda: None, kept.append):
        pass
    return kept[0]


def slope(samples: list[tuple[float, float]]) -> float:
    """Percent of the mean in ten minutes, over the last two thirds of (seconds, MB)."""
    seconds, megabytes = np.array(samples[len(samples) // 3 :]).T
    return float(np.polyfit(seconds, megabytes, 1)[0] * 600 / megabytes.mean() * 100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    options = parser.parse_args()
    rng, began, samples, rounds = random.Random(1), time.monotonic(), list[tuple[float, float]](), 0
    mind = loaded()
    while time.monotonic() - began < options.minutes * 60:
        work(mind, rng)
        rounds += 1
        if rounds % ROUNDS_A_MODEL == 0:
            mind.release()
            mind = loaded()
        samples.append((time.monotonic() - began, resident()))
        if len(samples) < 2 or int(samples[-1][0] / 60) > int(samples[-2][0] / 60):
            print(f"{samples[-1][0] / 60:5.1f} min  {samples[-1][1]:7.1f} MB", flush=True)
    print(f"{rounds} rounds in {options.minutes:.0f} min; slope {slope(samples):+.2f} % in ten minutes")


if __name__ == "__main__":
    main()
