"""Live takes through a real stream on a virtual microphone: `python -m tests.dictation.microphone --pairs 20`.

Speech is played into a sound server of its own and captured by sounddevice; the key is let go when it has been played.
Beside it stands mlx-vlm's whole-clip `generate` on what was captured.  Capture while the machine is busy is measured
by packaging/capture.py.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soxr
from tests import pulse
from tests.pulse import Compared, PulseAudio

from earshot import paths
from earshot.audio import decode
from earshot.cli.bench_dictation import Waited, of_length, tell_waits, whole_clip
from earshot.cli.desk import Desk
from earshot.domain.sound import RATE

SAMPLE = paths.SAMPLES / "talk.flac"


@dataclass
class Heard:
    """Of all takes."""

    waited: list[Waited] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    overflows: int = 0
    gaps: int = 0


def measured(lengths: list[float], pairs: int, model: Path = paths.POCKET) -> Heard:
    """Starts a sound server, and ends it."""
    found = Heard()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rig = PulseAudio()
        stack.callback(rig.end)
        os.environ.update(rig.environment)
        desk = Desk(folder)
        stack.callback(desk.close)
        card = desk.open(model)
        speech = decode.sound_of(SAMPLE)
        desk.work(lambda mind: whole_clip(mind, speech[: 2 * RATE], []))
        for number in range(pairs):
            for seconds in lengths:
                path = folder / "speech.wav"
                sound = of_length(speech, seconds, number)
                played = pulse.write(path, soxr.resample(sound, RATE, pulse.RATE))
                said: list[tuple[subprocess.Popen[bytes], float]] = []
                taken = desk.listen(
                    lambda said=said: bool(said) and said[0][0].poll() is not None,  # type: ignore[misc]
                    lambda said=said, path=path: said.append((rig.speak(path), time.monotonic())),  # type: ignore[misc]
                )
                captured, health = _kept(folder)
                clip, theirs = captured[-round(min(seconds, card.window_seconds) * RATE) :], list[float]()
                desk.work(lambda mind, clip=clip, theirs=theirs: whole_clip(mind, clip, theirs))  # type: ignore[misc]
                waits = taken.text_at - taken.last_sample, taken.text_at - taken.released
                found.waited.append(Waited(seconds, *waits, theirs[0], min(seconds, card.window_seconds)))
                found.overflows += int(health["overflows"])
                found.gaps += int(health["gaps"])
                if number == 0 and seconds == lengths[0]:  # a stream's first take: nothing of it came before
                    found.compared.append(pulse.compare(captured, played))
    return found


def _kept(folder: Path) -> tuple[np.ndarray, dict[str, float]]:
    """The sound of the last take, and its health card."""
    base = sqlite3.connect(folder / "history.db")
    sound, health = base.execute("SELECT sound, health FROM takes ORDER BY number DESC LIMIT 1").fetchone()
    base.close()
    return decode.sound_of(folder / "recordings" / sound), json.loads(health)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--lengths", type=float, nargs="+", default=[5.0, 15.0, 25.0, 60.0])
    parser.add_argument("--model", type=Path, default=paths.POCKET)
    options = parser.parse_args()
    found = measured(options.lengths, options.pairs, options.model)
    print(f"through sounddevice on a virtual microphone; medians of {options.pairs}\n")
    tell_waits(found.waited)
    worst = max((one.worst for one in found.compared), default=0.0)
    lost = sum(abs(one.lost) for one in found.compared)
    print(
        f"\n{found.overflows} overflows, {found.gaps} gaps, {lost} samples lost of the first take,"
        f" largest difference {worst:.2f} steps of 16 bits"
    )
    return 0 if not (found.overflows or found.gaps or lost) and worst <= 1.0 else 1


if __name__ == "__main__":
    sys.exit(main())
