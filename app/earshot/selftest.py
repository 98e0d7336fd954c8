"""`earshot self-test`: a window off the screen, bundled samples through every stage, each green or red.

Nothing of the user's is read or written, and nobody needs a microphone, a screen or a network.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from earshot import paths
from earshot.domain.errors import EarshotError

SPOKEN, CLIP = paths.SAMPLES / "dictation.wav", paths.SAMPLES / "clip.mp4"
SHARE_RIGHT = 0.6
"""A stage is green if so many of the sample's words are there: a test of the pipeline, not of the model."""
LIMIT_SECONDS = 55.0
"""For all stages together; a stage that is not done by then is red."""


@dataclass(frozen=True)
class Stage:
    """What came of one."""

    name: str
    seconds: float
    why: str = ""
    """What went wrong; empty if it is green."""


def run(model: Path, report: Path | None = None) -> int:
    """Returns 0 if every stage is green; `report` is written as JSON if it is given."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EARSHOT_DATA"] = folder
        stages = _stages(model)
    if report is not None:
        _write(report, model, stages)
    return 0 if all(not stage.why for stage in stages) else 1


def _stages(model: Path) -> list[Stage]:
    from earshot.scratch import Scratch

    until = time.monotonic() + LIMIT_SECONDS
    done, scratch = list[Stage](), Scratch(SPOKEN, until)
    said = (SPOKEN.parent / "dictation.txt").read_text(encoding="utf-8")
    seen = (CLIP.parent / "clip.txt").read_text(encoding="utf-8")

    def stage(name: str, work: Callable[[], object]) -> bool:
        began = time.monotonic()
        why = ""
        try:
            work()
        except EarshotError as error:
            why = error.sentence
        done.append(Stage(name, round(time.monotonic() - began, 2), why))
        colour, word = (31, "red  ") if why else (32, "green")
        _say(f"{_coloured(word, colour)} {name}" + (f": {why}" if why else f" ({done[-1].seconds:.1f} s)"))
        return not why

    try:
        if stage("open the window", scratch.open) and stage("load the model", lambda: scratch.load(model)):
            stage("hear the sample into another field", lambda: _expect(scratch.dictate(), said))
            stage("see the clip", lambda: _expect(scratch.watch(CLIP), seen))
            stage("edit a sentence", lambda: scratch.edit("send the the report on monday"))
    finally:
        stage("close it all", scratch.close)
    return done


def _write(report: Path, model: Path, stages: list[Stage]) -> None:
    found = {
        "schema": 1, "model": model.name, "green": all(not stage.why for stage in stages),
        "stages": [{**asdict(stage), "green": not stage.why} for stage in stages],
    }  # fmt: skip
    try:
        report.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    except OSError as problem:
        raise EarshotError(f"The report could not be written to “{report.name}”.", "Choose another place.") from problem


def _expect(found: str, wanted: str) -> None:
    words = wanted.split()
    right = sum(word in found.split() for word in words)
    if right < SHARE_RIGHT * len(words):
        raise EarshotError(f"only {right} of {len(words)} expected words were there.")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _coloured(word: str, code: int) -> str:
    return f"\x1b[{code}m{word}\x1b[0m" if sys.stdout.isatty() else word
