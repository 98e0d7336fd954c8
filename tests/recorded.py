"""Records takes until somebody kills it: `python -m tests.recorded`.  Says what it is about to do."""

from __future__ import annotations

import os

import numpy as np

from earshot import paths
from earshot.audio.recording import Recording
from earshot.domain.entry import Condition
from earshot.domain.sound import Sound
from earshot.store.history import History

BLOCK = 640
BLOCKS = 50
TEXT = "words of take {number}"


def sound_of(number: int) -> Sound:
    """The sound of a take, (n,), known to whoever knows its number."""
    return np.random.default_rng(number).uniform(-0.5, 0.5, BLOCK * BLOCKS).astype(np.float32)


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def main() -> None:
    history = History(paths.history_file(), paths.recordings_folder())
    say("ready")
    for moment in range(100_000):
        entry = history.begin(1e9 + moment)
        say(f"begun {entry.number}")
        recording, sound = Recording(paths.recordings_folder() / entry.sound), sound_of(entry.number)
        for start in range(0, len(sound), BLOCK):
            say(f"heard {entry.number} {start + BLOCK}")
            recording.append(sound[start : start + BLOCK])
        recording.seal()
        history.update(entry.number, condition=Condition.RECOGNISING, seconds=recording.seconds)
        say(f"reading {entry.number}")
        history.update(entry.number, raw="half of it")
        history.update(entry.number, raw=TEXT.format(number=entry.number), condition=Condition.DONE)
        say(f"done {entry.number}")
        recording.close()


if __name__ == "__main__":
    main()
