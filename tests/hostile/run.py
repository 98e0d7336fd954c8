"""Mutants through the program's own entry: each must end in an answer, or in one sentence and exit code 1.

    python tests/hostile/run.py --count 500 --seed 1

prints every failure and one line at the end.  A failure is a traceback, a second line, another exit code, an error
inside Earshot, more than 10 s of work, a crash, or more than 2 GB.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [place for place in (str(ROOT), str(ROOT / "app")) if place not in sys.path]

from tests.hostile import bombs, media, models  # noqa: E402 - the tree is found above

WORK_SECONDS, WAIT_SECONDS = 10.0, 60.0
"""Of the processor, and on the clock: a busy machine is no failure of the program."""
MANY = 100
MOST_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Met:
    """How one case ended; `failure` is empty if it ended well."""

    what: str
    failure: str
    answered: bool
    seconds: float
    peak: int
    said: str


class Runner:
    """Feeds cases to a worker, and starts another one when it dies or hangs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._worker: subprocess.Popen[str] | None = None
        self._before = 0.0

    def meet(self, what: str, argv: list[str], text: bytes = b"") -> Met:
        worker = self._alive()
        out, err, given = (self._folder / name for name in ("out", "err", "in"))
        given.write_bytes(text)
        case = {"argv": argv, "out": str(out), "err": str(err), "in": str(given)}
        began, worked = time.monotonic(), _worked(worker.pid)
        assert worker.stdin is not None and worker.stdout is not None
        worker.stdin.write(json.dumps(case) + "\n")
        worker.stdin.flush()
        peak, trouble, answer = 0, "", {"code": "died", "peak": 0}
        while not select.select([worker.stdout], [], [], 0.1)[0]:
            peak = max(peak, _held(worker.pid))
            if _worked(worker.pid) - worked > WORK_SECONDS or time.monotonic() - began > WAIT_SECONDS:
                trouble = "hang"
            elif peak > 1.5 * MOST_BYTES:
                trouble = "memory"
            if trouble:
                break
        seconds = _worked(worker.pid) - worked
        line = "" if trouble else worker.stdout.readline()
        if line:
            answer = json.loads(line)
        else:
            trouble = trouble or f"crash ({worker.wait()})"
            self.close()
        peak = max(peak, int(answer["peak"]))
        said = err.read_text(errors="replace") if err.exists() else ""
        shown = out.read_text(errors="replace") if out.exists() else ""
        if (self._folder / "mutant" / "executed").exists():
            trouble = "a program of the checkpoint was run"
        failure = trouble or ("memory" if peak > MOST_BYTES else "") or judged(answer["code"], shown, said, argv)
        return Met(what, failure, answer["code"] == 0, seconds, peak, (said or shown).strip()[-600:])

    def close(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
            with worker:  # waits for it and closes its pipes
                pass

    def _alive(self) -> subprocess.Popen[str]:
        if self._worker is None:
            code = str(ROOT / "tests" / "hostile" / "worker.py")
            places = os.pathsep.join([str(ROOT / "app"), str(ROOT)])
            self._worker = subprocess.Popen(
                [sys.executable, code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, env={**os.environ, "PYTHONPATH": places, "EARSHOT_DATA": str(self._folder / "data")},
            )  # fmt: skip
        return self._worker


def judged(code: object, shown: str, said: str, argv: list[str]) -> str:
    """Why an end is no good one, or nothing."""
    if code not in (0, 1):
        return f"ended with {code}"
    if "Traceback" in said + shown or "inside Earshot" in said + shown:
        return "an error inside"
    lines = said.strip().splitlines()
    if code == 1:
        error = json.loads(shown.splitlines()[-1]).get("error", "") if "--json" in argv and shown else ""
        if not error and len(lines) != 1:
            return f"{len(lines)} lines for one sentence"
        if not error and shown:
            return "an answer and an error"
    if code == 0 and len(lines) > 3:
        return "noise beside the answer"
    return ""


def _worked(process: int) -> float:
    """Seconds of the processor it has used."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _held(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def cases(count: int, seed: int, folder: Path) -> Iterator[tuple[str, list[str], bytes]]:
    """`count` mutants, half files and half checkpoints, made just before they are met; every tenth of many is huge."""
    files = media.whole(folder / "whole")
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        place = folder / "mutant"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        if number % 2:
            what, argv, text = models.mutant(place, rng)
        elif number % 10 == 4 and count >= MANY:
            (what, argv), text = bombs.bomb(place, rng), b""
        else:
            (what, argv), text = media.mutant(files, place, rng), b""
        yield f"#{number} {what}", argv, text


def run(count: int, seed: int, folder: Path, only: int | None = None) -> Iterator[Met]:
    runner = Runner(folder)
    try:
        runner.meet("warm", ["transcribe", str(media.SPOKEN)])
        for number, (what, argv, text) in enumerate(cases(count, seed, folder)):
            if only is None or number == only:
                yield runner.meet(what, argv, text)
    finally:
        runner.close()


def main() -> int:
    options: Any = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", type=int)
    options.add_argument("--all", action="store_true", help="print every case")
    options = options.parse_args()
    ends: Counter[str] = Counter()
    worst, peak, began = 0.0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for met in run(options.count, options.seed, Path(folder), options.only):
            ends["failures" if met.failure else "answers" if met.answered else "sentences"] += 1
            worst, peak = max(worst, met.seconds), max(peak, met.peak)
            if met.failure or options.all or options.only is not None:
                print(
                    f"{met.what}: {met.failure or 'well'} ({met.seconds:.1f} s, {met.peak / 1e6:.0f} MB)\n  {met.said}"
                )
    print(
        f"{sum(ends.values())} mutants, seed {options.seed}: {ends['answers']} answers, {ends['sentences']} sentences, "
        f"{ends['failures']} failures; at most {worst:.1f} s and {peak / 1e6:.0f} MB; {time.monotonic() - began:.0f} s"
    )
    return 1 if ends["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
