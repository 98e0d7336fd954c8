"""Dictation comes first: the first word and the last one of a take while a long clip is described, against idle.

    make first          or: python packaging/first.py --times 20

Idle and busy takes alternate, so that both see the same machine.  The sample is spoken at its own speed, by a file in
place of the microphone.  Reported are medians, their ratio, and the longest step of a
description that is left alone: a press may have to wait for one.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue

import cv2

from earshot import parts, paths
from earshot.domain.events import DescriptionGrew, Event, Finished, FrameSeen, TextHeard
from earshot.domain.take_events import TakeEnds, TakeFinished
from earshot.session.session import Session
from earshot.session.shelf import Wishes
from earshot.session.world import Letter

SAMPLE, CLIP = paths.SAMPLES / "dictation.wav", paths.SAMPLES / "clip.mp4"
PATIENCE = 300.0
ALONE = 40
"""Frames and words of a description that is left alone, to know the longest of its steps."""


def long_clip(path: Path, seconds: float) -> Path:
    """The bundled clip over and over, without its sound."""
    source = cv2.VideoCapture(str(CLIP))
    rate = source.get(cv2.CAP_PROP_FPS)
    size = int(source.get(cv2.CAP_PROP_FRAME_WIDTH)), int(source.get(cv2.CAP_PROP_FRAME_HEIGHT))
    frames = []
    while (read := source.read())[0]:
        frames.append(read[1])
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), rate, size)
    for number in range(round(seconds * rate)):
        writer.write(frames[number % len(frames)])
    writer.release()
    return path


class Watch:
    """A session and its letters, with the moments they came."""

    def __init__(self) -> None:
        self.letters: SimpleQueue[tuple[float, Letter]] = SimpleQueue()
        self.session = Session(parts.world(), lambda letter: self.letters.put((time.monotonic(), letter)), Wishes(True))
        self.session.language = "English"
        self.clip: Path | None = None
        self.job: int | None = None
        self.came: list[float] = []
        """When the description gave something."""

    def next(self) -> tuple[float, Letter]:
        """A description that comes to its end begins anew."""
        at, letter = self.letters.get(timeout=PATIENCE)
        if letter.job == self.job:
            if isinstance(letter.event, FrameSeen | DescriptionGrew):
                self.came.append(at)
            elif isinstance(letter.event, Finished) and self.clip is not None:
                self.job = self.session.clips.describe(self.clip)
        return at, letter

    def until(self, kind: type[Event], job: int) -> float:
        while True:
            at, letter = self.next()
            if letter.job == job and isinstance(letter.event, kind):
                return at

    def describes(self, clip: Path | None) -> None:
        """Begins a description that goes on until it is told None."""
        self.clip = clip
        if clip is None:
            if self.job is not None:
                job, self.job = self.job, None
                self.session.stop(job)
                self.until(Finished, job)
            return
        self.job = self.session.clips.describe(clip)
        seen = len(self.came)
        while len(self.came) < seen + 3:
            self.next()

    def take(self) -> tuple[float, float]:
        """Seconds from the press to the first word, and from the release to the text."""
        began = time.monotonic()
        take = self.session.press(SAMPLE)
        first = self.until(TextHeard, take)
        ended = self.until(TakeEnds, take)
        done = self.until(TakeFinished, take)
        self.until(Finished, take)
        self.session.release()
        return first - began, done - ended


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--times", type=int, default=5, help="takes of each kind (5)")
    asked.add_argument("--model", type=Path, default=paths.POCKET, metavar="FOLDER")
    asked.add_argument("--clip-seconds", type=float, default=300.0, help="how long the described clip is (300)")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clip = long_clip(Path(folder) / "long.mp4", options.clip_seconds)
        watch = Watch()
        try:
            watch.until(Finished, watch.session.open_model(options.model))
            watch.take()  # what the first take pays for is no matter of being busy
            watch.describes(clip)
            while len(watch.came) < ALONE:
                watch.next()
            longest = max(b - a for a, b in pairwise(watch.came))
            watch.describes(None)
            idle, busy, went_on = [], [], []
            for _ in range(options.times):
                idle.append(watch.take())
                watch.describes(clip)
                before = len(watch.came)
                busy.append(watch.take())
                went_on.append(len(watch.came) - before)
                watch.describes(None)
        finally:
            watch.session.close()
    for number, name in enumerate(("press to first word", "release to text")):
        quiet, beside = (statistics.median(row[number] for row in rows) for rows in (idle, busy))
        print(f"{name:20s} idle {quiet:.3f} s, beside a description {beside:.3f} s, ratio {beside / quiet:.2f}")
    print(f"a frame or a word of the description alone: at most {longest:.3f} s")
    allowed = 1.2 * statistics.median(text for _, text in idle) + longest
    print(f"allowed: first word 2 x idle; text 1.2 x idle + one step = {allowed:.3f} s")
    print(f"and beside a take of 11 s: {statistics.median(went_on):.0f} of them, then it went on by itself")


if __name__ == "__main__":
    main()
