"""`kill -9` in the midst of a take: at most half a second is lost, and the history is sound."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from tests import recorded
from tests.dictation import killed

from earshot import paths
from earshot.audio import decode
from earshot.audio.recording import in_use, length, recover
from earshot.domain.entry import Condition
from earshot.domain.sound import RATE, as_recorded
from earshot.store.history import History

MOST_LOST = 0.5
"""Seconds of a take's end that may be missing."""
ROOT = Path(__file__).resolve().parents[1]
LINES_A_TAKE = recorded.BLOCKS + 3


@dataclass
class Said:
    """What the killed program had announced."""

    begun: set[int] = field(default_factory=set)
    done: set[int] = field(default_factory=set)
    heard: dict[int, int] = field(default_factory=dict)
    """Samples by take; the last of them may not have been written."""

    def hear(self, line: str) -> None:
        match line.split():
            case ["begun", number]:
                self.begun.add(int(number))
            case ["heard", number, samples]:
                self.heard[int(number)] = int(samples)
            case ["done", number]:
                self.done.add(int(number))


def killed_after(lines: int, pause: float) -> Said:
    """Runs the program until it has said so many lines, and a moment longer."""
    said = Said()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.recorded"], cwd=ROOT, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as program:
        assert program.stdout is not None
        for _ in range(lines):
            said.hear(program.stdout.readline())
        time.sleep(pause)
        program.kill()
        for line in program.stdout:
            said.hear(line)
    return said


def check(said: Said, known: set[int]) -> float:
    """Recovers, as a start does; returns the most seconds lost.  `known` are takes of earlier runs."""
    folder, lost = paths.recordings_folder(), 0.0
    found = recover(folder)
    history = History(paths.history_file(), folder)
    try:
        assert history.alarm is None
        repaired = [one.path.name for one in found]
        history.recover(repaired, lambda name: in_use(folder / name), lambda name: length(folder / name))
        entries = {entry.number: entry for entry in history.newest(100_000)}
    finally:
        history.close()
    assert said.begun <= set(entries) and known <= set(entries)
    for number in set(entries) - known:
        entry = entries[number]
        assert entry.condition in (Condition.DONE, Condition.RECOVERED)
        if number in said.done or entry.condition is Condition.DONE:
            assert entry.raw == recorded.TEXT.format(number=number)
        heard = said.heard.get(number, 0)
        if not entry.sound:
            assert heard <= recorded.BLOCK  # killed before the file was there
            continue
        kept = decode.sound_of(folder / entry.sound) if entry.seconds else np.zeros(0, np.float32)
        assert np.array_equal(kept, as_recorded(recorded.sound_of(number))[: len(kept)])
        lost = max(lost, (heard - len(kept)) / RATE)
    assert lost <= MOST_LOST
    base = sqlite3.connect(paths.history_file())
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    base.close()
    known |= set(entries)
    return lost


MOMENTS = {"before the first sample": 2, "in mid-take": LINES_A_TAKE // 2, "while the history is written": LINES_A_TAKE}


@pytest.mark.parametrize("lines", MOMENTS.values(), ids=MOMENTS)
def test_a_killed_program_loses_no_take(lines: int) -> None:
    said = killed_after(lines, 0.0)
    assert said.begun
    check(said, set())


@pytest.mark.slow
def test_a_killed_dictation_is_recovered_and_delivers_nothing_by_itself() -> None:
    """The whole `earshot listen`, at one moment of every kind; `python -m tests.dictation.killed` tries fifty."""
    books = killed.measured(5, seed=4)
    assert len(books.known) >= 3 and books.broken >= 2


@pytest.mark.slow
def test_fifty_seeded_moments() -> None:
    """One data folder for all of them: each start recovers what the one before left."""
    rng, known, lost = random.Random(4), set[int](), 0.0
    for _ in range(50):
        said = killed_after(rng.randrange(1, 3 * LINES_A_TAKE), rng.uniform(0.0, 0.004))
        lost = max(lost, check(said, known))
    print(f"{len(known)} takes, at most {lost:.3f} s lost")
    assert len(known) > 50
