"""One model after another in one process, by the session's own jobs: nothing of the one before may stay.

    python -m tests.session.switching --times 50

switches between the pocket model and a random one of about 150 million parameters, and edits a sentence with each
pocket model in between.  Whenever a model was let go it writes down MLX's active memory and the process's; a
failure is more of MLX then than the libraries' own constants, more than 5 % more of the process than after the fifth,
two models at once, or an error of any job.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue

import mlx.core as mx

from earshot import parts, paths
from earshot.domain.events import Event, Failed, Finished
from earshot.domain.manner import Manner
from earshot.domain.model_events import ModelLetGo, ModelReady
from earshot.engine import synthetic
from earshot.session.session import Session
from earshot.session.world import Letter

PATIENCE = 1800.0
"""Seconds: a machine at other work is no failure."""
SETTLED = 5
"""The first switches fill what Python and the libraries keep for good."""
ALLOWED = 0.05
STAYED = 0.2
"""Share of the larger model that may be between the most and the least the process held without one."""
CONSTANTS = 2048
"""Bytes: a table of mlx-vlm's for 8-bit numbers (1024), MLX's random key and constants of its compiled functions."""


def held() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Switch:
    """One switch: what was left of the model before, and the most MLX held until the new one stood."""

    title: str
    active: int
    """Bytes of MLX just after the model before was let go."""
    held: int
    """Bytes of the process then."""
    peak: int
    """From the model before, ready, to this one, ready."""
    alone: int
    """Bytes of MLX with this model ready."""
    seconds: float


@dataclass
class Watch:
    """Measures on the thinking lane itself, where letters are posted."""

    letters: SimpleQueue[Letter] = field(default_factory=SimpleQueue)
    active: int = 0
    held: int = 0

    def __call__(self, letter: Letter) -> None:
        if isinstance(letter.event, ModelLetGo):
            self.active, self.held = mx.get_active_memory(), held()
        self.letters.put(letter)

    def all_of(self, job: int) -> list[Event]:
        """Every event of a job.  Raises AssertionError if it failed."""
        events: list[Event] = []
        while not events or not isinstance(events[-1], Finished):
            letter = self.letters.get(timeout=PATIENCE)
            if letter.job == job:
                events.append(letter.event)
                assert not isinstance(letter.event, Failed), letter.event
        return events


def switches(times: int, folder: Path) -> Iterator[Switch]:
    """Switches so many times; every one as soon as it is done."""
    random = synthetic.build(paths.POCKET, folder / "Random")
    mx.clear_cache()
    watch = Watch()
    session = Session(parts.world(), watch)
    try:
        watch.all_of(session.open_model(paths.POCKET))
        for number in range(times):
            mx.reset_peak_memory()
            began = time.monotonic()
            wanted = paths.POCKET if number % 2 else random
            *_, ready, _ = watch.all_of(session.open_model(wanted))
            assert isinstance(ready, ModelReady) and ready.card.folder == wanted
            peak, seconds = mx.get_peak_memory(), time.monotonic() - began
            yield Switch(ready.card.title, watch.active, watch.held, peak, mx.get_active_memory(), seconds)
            if number % 2:
                watch.all_of(session.edit("um send the the report on monday", Manner.POLISH))
        watch.all_of(session.unload())
        yield Switch("none", watch.active, watch.held, 0, mx.get_active_memory(), 0.0)
    finally:
        assert session.close()


def failures(found: list[Switch]) -> list[str]:
    """What is not as it should be, one line each."""
    bad = [f"{number}: {one.active} bytes of MLX left" for number, one in enumerate(found, 1) if one.active > CONSTANTS]
    if len(found) > SETTLED:
        most = (1 + ALLOWED) * found[SETTLED - 1].held
        bad += [
            f"{number}: {one.held / 1e6:.0f} MB where {most / 1e6:.0f} are allowed"
            for number, one in enumerate(found[SETTLED:], SETTLED + 1)
            if one.held > most
        ]
    for number, (before, one) in enumerate(pairwise(found), 2):
        if one.peak >= before.alone + one.alone:
            bad.append(f"{number}: {one.peak / 1e6:.0f} MB at once, both models are as much")
    spread = max(one.held for one in found) - min(one.held for one in found)
    if spread > STAYED * max(one.alone for one in found):
        bad.append(f"{spread / 1e6:.0f} MB of a model that was let go stayed with the process")
    return bad


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=50)
    times = options.parse_args().times
    found: list[Switch] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EARSHOT_DATA"] = str(Path(folder) / "data")
        for one in switches(times, Path(folder)):
            found.append(one)
            print(
                f"{len(found):3d} {one.title:16} left {one.active} bytes, process {one.held / 1e6:6.1f} MB, peak "
                f"{one.peak / 1e6:6.1f} MB, alone {one.alone / 1e6:6.1f} MB, {one.seconds:.1f} s",
                flush=True,
            )
    bad = failures(found)
    settled = found[min(SETTLED, len(found)) - 1].held
    late = [one.held / settled - 1 for one in found[SETTLED:]]
    print(f"{times} switches; the process {min(late, default=0):+.1%} to {max(late, default=0):+.1%} against the fifth")
    for line in bad:
        print(line)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
