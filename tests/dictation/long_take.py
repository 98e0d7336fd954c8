"""One long take through the session: `python -m tests.dictation.long_take --minutes 60`.

Synthetic speech is made while it is heard, faster than anybody speaks and no faster than the model follows.  Prints
memory and work by the minute of speech, whether both stay flat, and the words against those that were said.
`--alone` adds the same sentences one by one.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tests.dictation import voices
from tests.dictation.voices import Speaker, Speech

from earshot import paths
from earshot.cli.desk import Desk, InMemory, Taken
from earshot.domain.events import FileRead
from earshot.domain.reading import Part
from earshot.domain.sound import RATE, Sound, as_recorded
from earshot.domain.transcript import word_errors
from earshot.session import jobs
from earshot.session.take import Hints

AHEAD = 2.0
"""Seconds of speech that may wait for the model."""
GROWTH = 0.05
"""The memory of the last stretch may be so much more than that of the first one."""


@dataclass(frozen=True)
class Minute:
    """After so many minutes of speech."""

    megabytes: float
    of_mlx: float
    """What MLX holds of them, freed buffers too."""
    windows: int
    final_cost: float
    """Seconds of work for the final readings of a minute of speech."""


@dataclass
class Result:
    """What the take came to."""

    words: list[str]
    """That were said."""
    written: list[str]
    taken: Taken
    minutes: list[Minute] = field(default_factory=list)
    alone: list[str] | None = None
    """The sentences one by one."""
    alone_errors: int = 0

    @property
    def word_error(self) -> float:
        return word_errors(self.words, self.written) / max(1, len(self.words))

    def own_growth(self) -> float:
        """The same of all memory but MLX's, whose freed buffers grow with the longest window so far."""
        values = [minute.megabytes - minute.of_mlx for minute in self.minutes[1:] or self.minutes]
        return self._growth(values)

    def growth(self, name: str) -> float:
        """The last ten minutes against the first ten, or a third each of a shorter take; the first one warms up."""
        return self._growth([getattr(minute, name) for minute in self.minutes[1:] or self.minutes])

    def _growth(self, values: list[float]) -> float:
        stretch = max(1, min(10, len(self.minutes) // 3))
        return float(np.mean(values[-stretch:]) / max(1e-9, np.mean(values[:stretch])) - 1.0)


def resident() -> float:
    """MB of memory this process holds now; where that is not told, the most it ever held."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def mlx_holds() -> float:
    """MB, from any thread."""
    import mlx.core as mx

    return (mx.get_active_memory() + mx.get_cache_memory()) / 1e6


def measured(
    speech: Speech, speed: float, model: Path = paths.POCKET, *, alone: bool = False, told: bool = False
) -> Result:
    """Speaks it all as one take."""
    minutes: list[Minute] = []
    sentences: list[tuple[list[str], Path]] = []
    """Their sound waits on the disk: it is none of the memory that is measured."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), speed=speed, ahead=AHEAD)
        try:
            desk.open(model)

            def sounds() -> Iterator[Sound]:
                for sentence in speech.said():
                    if alone:
                        sentences.append((sentence.words, Path(folder) / f"{len(sentences)}.npy"))
                        np.save(sentences[-1][1], sentence.sound)
                    yield sentence.sound
                    reads = [read for read in desk.notes.reads if read.final]
                    if speech.count >= (len(minutes) + 1) * 60 * RATE:
                        new = reads[sum(minute.windows for minute in minutes) :]
                        cost = sum(read.cost for read in new) / max(1.0, sum(read.seconds for read in new)) * 60
                        minutes.append(Minute(resident(), mlx_holds(), len(new), cost))
                        if told:
                            _tell(len(minutes), minutes[-1])

            taken = desk.play(lambda: Speaker(sounds(), speed), keeps_words=False)
            notes = taken.notes
            assert notes.samples[-1] == speech.count, "all of it was heard"
            found = Result(speech.words, taken.done.text.split(), taken, minutes)
            if alone:
                found.alone = []
                for words, path in sentences:
                    written = _parts(desk, np.load(path))
                    text = " ".join(part.text for part in written).split()
                    found.alone += text
                    found.alone_errors += word_errors(words, text)
        finally:
            desk.close()
    return found


def _parts(desk: Desk, sound: Sound) -> tuple[Part, ...]:
    path, hints = Path("prepared"), Hints(desk.session.language)
    events = desk.work(lambda mind: jobs.transcribe(path, InMemory(as_recorded(sound)), mind, hints))
    return next(event.parts for event in events if isinstance(event, FileRead))


def _tell(number: int, minute: Minute) -> None:
    print(
        f"{number:4d} min {minute.megabytes:8.1f} MB, {minute.of_mlx:6.1f} of them MLX's {minute.windows:4d} windows"
        f" {minute.final_cost:7.2f} s of final readings a minute of speech", flush=True,
    )  # fmt: skip


def report(found: Result) -> bool:
    """Prints the figures; True if the promises hold."""
    notes, words = found.taken.notes, len(found.words)
    memory, work = found.growth("megabytes"), found.growth("final_cost")
    lost = notes.windows == 0 or abs(len(found.written) - words) > 0.1 * words
    print(
        f"last stretch against the first: memory {memory:+.1%} (without MLX's {found.own_growth():+.1%}),"
        f" work for a minute of speech {work:+.1%}"
    )
    print(f"word error {found.word_error:.2%} of {words} words, {len(found.written)} written, {notes.windows} windows")
    share = found.taken.done.replaced / max(1, notes.settled)
    print(
        f"{notes.settled} words settled while their window was open, {notes.changed} times changed there,"
        f" {found.taken.done.replaced} replaced by the final reading ({share:.2%})"
    )
    if found.alone is not None:
        print(f"word error of the same sentences one by one {found.alone_errors / words:.2%}")
    return memory < GROWTH and not notes.changed and not lost


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--speed", type=float, default=4.0, help="times as fast as it was spoken, at most (4)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path, default=paths.POCKET)
    parser.add_argument("--alone", action="store_true", help="also each sentence by itself")
    parser.add_argument("--pauses", type=float, nargs=2, default=(0.1, 1.0), help="seconds between sentences (0.1 1)")
    options = parser.parse_args()
    speech = Speech(options.minutes * 60, options.seed, tuple(options.pauses))
    voices.warm_up()
    good = report(measured(speech, options.speed, options.model, alone=options.alone, told=True))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
