"""Does the screen wait while a model is fetched?  python -m tests.ui.fetching --megabytes 256.

The window gets a model of random weights in the Models place, from a hub on loopback in a process of its own.  A timer
of 10 ms runs in the window's thread; the gaps between its beats are told, and how often the card heard of the progress.
With --dictating a recorded voice is spoken and written meanwhile.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from tests.ui.shop import NAME, heavy

MB = 1024 * 1024
BEAT_MS = 10
MOST_P99, MOST = 0.050, 0.200
"""Seconds: what the design allows."""


def beats(*, dictating: bool) -> tuple[list[float], float, int]:
    """Gaps of the timer, seconds it took, and events of its progress."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from earshot import paths, shell
    from earshot.domain.course import Stage
    from earshot.domain.getting import Fetching
    from earshot.ui.models.course_strip import Act
    from earshot.ui.sidebar import Place

    application = QApplication(sys.argv[:1])
    window = shell.build(application)
    window.show()
    window.load(paths.POCKET)
    told, gaps = [0], list[float]()
    window.post.listen(lambda letter: told.__setitem__(0, told[0] + isinstance(letter.event, Fetching)))

    def until(there: Callable[[], bool], seconds: float = 300.0) -> None:
        end = time.monotonic() + seconds
        while not there():
            assert time.monotonic() < end, "it never came"
            application.processEvents()
            time.sleep(0.001)

    until(lambda: window.model_name.text() == "Earshot Pocket")
    window.go(Place.MODELS)
    until(lambda: NAME in window.models.offers and not window.models.state.text())
    card = window.models.offers[NAME]
    card.get.click()
    until(lambda: card.strip.course.stage is Stage.ASKED)
    last = [time.perf_counter()]

    def beat() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    voice = QTimer(interval=200)

    def speak() -> None:
        if dictating and not window.dictation.manuscript.frozen:
            window.play(paths.SAMPLES / "dictation.wav")

    voice.timeout.connect(speak)
    done = QTimer(interval=20)
    done.timeout.connect(lambda: application.quit() if window.models.box_of(NAME) is not None else None)
    for each in (timer, voice, done):
        each.start()
    last[0] = time.perf_counter()
    began = time.monotonic()
    window.supplies._do(NAME, Act.AGREE)
    application.exec()
    lasted = time.monotonic() - began
    window.close()
    return gaps, lasted, told[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=256)
    parser.add_argument("--dictating", action="store_true", help="a voice is written down meanwhile")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve(options.serve)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        heavy(folder / "origin", options.megabytes * MB)
        os.environ["EARSHOT_DATA"] = str(folder / "data")
        command = [sys.executable, "-m", "tests.ui.fetching", "--serve", str(folder / "origin")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as hub:
            assert hub.stdout is not None and hub.stdin is not None
            os.environ["HF_ENDPOINT"] = hub.stdout.readline().strip()
            try:
                found, lasted, events = beats(dictating=options.dictating)
            finally:
                hub.stdin.close()
    gaps = np.array(found)
    p99 = float(np.percentile(gaps, 99))
    beside = ", beside a dictation" if options.dictating else ""
    median, most, over = np.median(gaps) * 1000, gaps.max() * 1000, int((gaps > MOST).sum())
    print(
        f"{options.megabytes} MB in {lasted:.1f} s{beside}: {len(gaps)} beats, median gap {median:.1f} ms, 99 of 100"
        f" under {p99 * 1000:.0f} ms, largest {most:.0f} ms, {over} over 200 ms;"
        f" progress told {events / lasted:.1f} times a second"
    )
    return 0 if p99 < MOST_P99 else 1


def serve(origin: Path) -> int:
    """The hub, until its input ends."""
    from tests.store.hub.repository import of_folder
    from tests.store.hub.server import Hub

    hub = Hub(of_folder(NAME, origin))
    print(hub.endpoint, flush=True)
    sys.stdin.read()
    hub.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
