"""`kill -9` at seeded moments of the whole `earshot listen`: `python -m tests.dictation.killed --count 50 --seed 4`.

One data folder for all of them: each start finds what the one before left, and recovers it.  After every kill each
take that had a sample is there, at most half a second of its end missing, the database is sound, and nothing was
given out that was not written down by the run that heard it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import IO

import numpy as np
from tests.dictation.announced import MARK
from tests.speech import spoken

from earshot import parts, paths
from earshot.audio import decode
from earshot.domain.entry import Condition
from earshot.domain.sound import RATE, as_recorded
from earshot.domain.take_events import TakeFinished
from earshot.session.session import Session
from earshot.session.world import Letter

ROOT = Path(__file__).resolve().parents[2]
MOST_LOST = 0.5
"""Seconds of a take's end that may be missing."""
SOUND = spoken()[0].path
BLOCKS = 100
"""Of the recording that are announced, at least."""


@dataclass(frozen=True)
class Moment:
    """After the `count`-th announcement of a kind, and so many seconds more; counted from the end of the take's sound
    with `late`, because a start also reads and writes what the one before left."""

    name: str
    word: str
    count: int
    pause: float
    late: bool = False


def moment(rng: random.Random, number: int) -> Moment:
    """Kinds take turns."""
    kinds = [
        lambda: Moment("before the first sample", "awake", 1, rng.uniform(0.0, 0.8)),
        lambda: Moment("as the take is begun", "writing", 1, rng.uniform(0.0, 0.01)),
        lambda: Moment("in mid-take", "heard", rng.randint(1, BLOCKS), rng.uniform(0.0, 0.04)),
        lambda: Moment("while reading", "reading", 1, rng.uniform(0.0, 0.1), late=True),
        lambda: Moment(
            "while the history is written", "writing", rng.randint(1, 2), rng.uniform(0.0, 0.004), late=True
        ),
    ]
    return kinds[number % len(kinds)]()


@dataclass
class Said:
    """What a run announced and gave out."""

    number: int | None = None
    heard: int = 0
    """Samples; the last block may not have been written."""
    whole: bool = False
    """All of its sound had come."""
    rows: list[dict[str, object]] = field(default_factory=list)

    def hear(self, line: str) -> str:
        """Returns the kind of the announcement, if it is one."""
        match line.split():
            case [mark, "begun", number] if mark == MARK:
                self.number = int(number)
                return "begun"
            case [mark, "heard", samples] if mark == MARK:
                self.heard = int(samples)
                return "heard"
            case [mark, "whole"] if mark == MARK:
                self.whole = True
            case [mark, kind, *_] if mark == MARK:
                return kind
        return ""


def killed(at: Moment) -> Said:
    """One run until then; one that ends before is killed by its end."""
    said, count = Said(), 0
    command = [sys.executable, "-m", "tests.dictation.announced", "listen", "--sound", str(SOUND), "--json"]
    command += ["--model", str(paths.POCKET)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        errors, out = _pipes(program)
        for line in errors:
            word = said.hear(line)
            count += word == at.word and (said.whole or not at.late)
            if count == at.count:
                break
        time.sleep(at.pause)
        program.kill()
        for line in errors:
            said.hear(line)
        said.rows = [json.loads(line) for line in out if line.endswith("}\n")]
    return said


def _pipes(program: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert program.stderr is not None and program.stdout is not None
    return program.stderr, program.stdout


def restarted() -> list[Letter]:
    """A start of the program, as far as recovery goes: no model, no microphone."""
    letters: SimpleQueue[Letter] = SimpleQueue()
    assert Session(parts.world(), letters.put).close()
    return [letters.get() for _ in range(letters.qsize())]


@dataclass
class Books:
    """What has to be there."""

    known: set[int] = field(default_factory=set)
    texts: dict[int, str] = field(default_factory=dict)
    lost: float = 0.0
    """Seconds, at most."""
    broken: int = 0
    """Takes that were found broken off."""

    def check(self, said: Said) -> None:
        """Starts anew and looks at everything; raises AssertionError."""
        letters = restarted()
        assert not [letter for letter in letters if isinstance(letter.event, TakeFinished)], "delivered by itself"
        base = sqlite3.connect(paths.history_file())
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        base.close()
        history = parts.history()
        try:
            assert history.alarm is None
            entries = {entry.number: entry for entry in history.newest(100_000)}
        finally:
            history.close()
        assert self.known <= set(entries), "a take of an earlier run is gone"
        assert said.number is None or said.number in entries, "a take that was begun is gone"
        assert all(entries[n].raw == text for n, text in self.texts.items()), "a text that was there has changed"
        new = set(entries) - self.known
        assert len(new) <= 1
        for row in said.rows:
            assert row["take"] == said.number, "a take of an earlier run was given out"
        whole = as_recorded(decode.sound_of(SOUND))
        for number in new:
            entry = entries[number]
            assert entry.condition in (Condition.DONE, Condition.RECOVERED), entry.condition
            self.broken += entry.condition is Condition.RECOVERED
            path = paths.recordings_folder() / entry.sound
            kept = decode.sound_of(path) if entry.sound and entry.seconds else np.zeros(0, np.float32)
            assert np.array_equal(kept, whole[: len(kept)]), "what is kept is not what was heard"
            self.lost = max(self.lost, (said.heard - len(kept)) / RATE)
            if entry.condition is Condition.DONE:
                self.texts[number] = entry.raw
        assert new or said.heard <= MOST_LOST * RATE, "a take that had sound is gone"
        assert self.lost <= MOST_LOST, f"{self.lost:.3f} s lost"
        self.known |= new


def measured(count: int, seed: int, *, told: bool = False) -> Books:
    """Kills so many runs in the data folder of this process."""
    rng, books = random.Random(seed), Books()
    for number in range(count):
        at = moment(rng, number)
        said = killed(at)
        books.check(said)
        if told:
            print(f"{number + 1:3d}  {at.name:30} {said.heard / RATE:5.2f} s heard", flush=True)
    return books


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EARSHOT_DATA"] = folder
        try:
            books = measured(options.count, options.seed, told=True)
        except AssertionError as wrong:
            print(f"not kept: {wrong}")
            return 1
    print(
        f"{options.count} kills, {len(books.known)} takes begun, {books.broken} found broken off and recovered, at most"
        f" {books.lost:.3f} s of an end missing, database sound, nothing given out by itself"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
