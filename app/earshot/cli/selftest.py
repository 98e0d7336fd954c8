"""`earshot self-test`: bundled samples through every stage, each green or red."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from earshot.cli.demo import CLIP, SPOKEN
from earshot.cli.opening import opened
from earshot.cli.progress import Line
from earshot.domain.errors import EarshotError
from earshot.domain.events import FileRead, TextEdited
from earshot.domain.manner import Manner
from earshot.session import jobs, watching
from earshot.session.ports import Mind
from earshot.session.take import Hints
from earshot.session.world import World

SHARE_RIGHT = 0.6
"""A stage is green if so many of the sample's words are there: a test of the pipeline, not of the model."""


def run(world: World, model: Path) -> int:
    """Returns 0 if every stage is green."""
    mind: list[Mind] = []
    said = (SPOKEN.parent / "dictation.txt").read_text(encoding="utf-8")
    seen = (CLIP.parent / "clip.txt").read_text(encoding="utf-8")

    def load() -> None:
        mind.append(opened(world.minds, model, Line()))

    def hear() -> None:
        _expect(_text(jobs.transcribe(SPOKEN, world.sounds, mind[0], Hints("English"))), said)

    def see() -> None:
        _expect(_text(watching.describe(CLIP, world.clips, mind[0], lambda _: None)), seen)

    def edit() -> None:
        for event in jobs.edit(mind[0], "send the the report on monday", Manner.POLISH):
            if isinstance(event, TextEdited) and event.kept_raw:
                raise EarshotError(event.kept_raw.sentence)

    good = _stage("load the model", load)
    if good:
        good = all([_stage("hear the sample", hear), _stage("see the clip", see), _stage("edit a sentence", edit)])
    return 0 if good else 1


def _stage(name: str, work: Callable[[], None]) -> bool:
    began = time.monotonic()
    try:
        work()
    except EarshotError as error:
        print(f"{_colour('red  ', 31)} {name}: {error.sentence}")
        return False
    print(f"{_colour('green', 32)} {name} ({time.monotonic() - began:.1f} s)")
    return True


def _colour(word: str, code: int) -> str:
    return f"\x1b[{code}m{word}\x1b[0m" if sys.stdout.isatty() else word


def _text(job: jobs.Job) -> str:
    return next(event.text for event in job if isinstance(event, FileRead))


def _expect(found: str, wanted: str) -> None:
    words = wanted.split()
    right = sum(word in found.split() for word in words)
    if right < SHARE_RIGHT * len(words):
        raise EarshotError(f"only {right} of {len(words)} expected words were there.")
