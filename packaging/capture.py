"""Ten minutes of a real microphone while the engine is busy: python packaging/capture.py [--minutes 10] [--busy 2].

Speech is played into a sound server of its own (pulseaudio), captured by the app's own microphone, and compared with
what was played through the same resampler, sample by sample.  The first busy engine works on a thread of this very
process, in the callback's way; each further one is a process.  Ends with 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread

import numpy as np
import soxr

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "packaging")]

from soak import SPEECH, loaded, work  # noqa: E402

import pulse  # noqa: E402
from earshot.audio import decode  # noqa: E402
from earshot.audio.capture import Capture  # noqa: E402
from earshot.audio.microphone import DeviceMicrophone  # noqa: E402
from earshot.domain.microphone import Level, News, Ready  # noqa: E402
from earshot.domain.sound import RATE, Sound  # noqa: E402


class Listening:
    """Takes everything in and looks how long it had to wait for it."""

    def __init__(self) -> None:
        self.blocks: list[Sound] = []
        self.ready, self.over = Event(), Event()
        self.longest_wait = self._last = 0.0

    def heard(self, sound: Sound) -> None:
        now = time.monotonic()
        self.longest_wait = max(self.longest_wait, now - self._last if self._last else 0.0)
        self._last = now
        self.blocks.append(sound)

    def ended(self, error: Exception | None) -> None:
        if error is not None:
            print(error)
        self.over.set()

    def told(self, news: News) -> None:
        if isinstance(news, Ready):
            self.ready.set()
        if not isinstance(news, Level):
            print(f"  {news}", flush=True)


def speech(seconds: float) -> Sound:
    """So much of the tests' sentences, in an order that does not repeat."""
    rng, said, lasts = np.random.default_rng(7), list[Sound](), 0.0
    while lasts < seconds:
        said += decode.blocks(SPEECH[rng.integers(len(SPEECH))])
        lasts = sum(map(len, said)) / RATE
    return np.concatenate(said)[: round(seconds * RATE)]


def engine(stop: Event, rounds: list[int]) -> None:
    """Hears, watches and edits without a pause."""
    import random

    mind, rng = loaded(), random.Random(1)
    while not stop.is_set():
        work(mind, rng)
        rounds[0] += 1
    mind.release()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--busy", type=int, default=2, metavar="N", help="engines at work meanwhile (2)")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        played = pulse.write(folder / "speech.wav", soxr.resample(speech(options.minutes * 60), RATE, pulse.RATE))
        rig = pulse.PulseAudio()
        stack.callback(rig.end)
        stop, rounds = Event(), [0]
        if options.busy:
            thinking = Thread(target=engine, args=(stop, rounds))
            thinking.start()
            stack.callback(thinking.join)
            stack.callback(stop.set)
        for _ in range(options.busy - 1):
            soak = [sys.executable, str(ROOT / "packaging" / "soak.py"), "--minutes", "600"]
            other = subprocess.Popen(soak, stdout=subprocess.DEVNULL)
            stack.callback(other.wait)
            stack.callback(other.terminate)
        os.environ.update(rig.environment)
        capture, listening = Capture(), Listening()
        stack.callback(capture.close)
        microphone = DeviceMicrophone(capture)
        microphone.start(listening.heard, listening.ended, listening.told)
        if not listening.ready.wait(30.0):
            print("The microphone did not become ready.")
            return 1
        rig.speak(folder / "speech.wav").wait()
        microphone.finish()
        listening.over.wait(30.0)
    found, health = pulse.compare(np.concatenate(listening.blocks), played), microphone.health
    print(
        f"{len(played) / pulse.RATE:.1f} s spoken, {health.heard_s:.1f} s heard beside {options.busy} busy engines"
        f" ({rounds[0]} rounds of work in this process)\n"
        f"{found.lost} samples lost, {health.overflows} overflows, {len(health.gaps_s)} gaps,"
        f" largest difference {found.worst:.2f} steps of 16 bits\n"
        f"ready after {health.wait_s:.2f} s, longest wait for a block {listening.longest_wait:.3f} s"
    )
    return 0 if found.lost == 0 and found.worst <= 1.0 and not health.overflows and not health.gaps_s else 1


if __name__ == "__main__":
    sys.exit(main())
