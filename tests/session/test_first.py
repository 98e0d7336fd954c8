"""Dictation comes first: a take in the midst of a description; the real model, a real clip, a real recording."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from test_live import SAMPLE, Desk

from earshot import paths
from earshot.domain.events import DescriptionGrew, Event, FileRead, Finished, FrameSeen, TextHeard
from earshot.domain.take_events import TakeFinished
from earshot.video.frames import cv2

ROUNDS = 6
PATIENCE = 60.0


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled clip of six seconds, many times one after the other: scenes of a long description."""
    shots, source = [], cv2.VideoCapture(str(paths.SAMPLES / "clip.mp4"))
    while (read := source.read())[0]:
        shots.append(read[1])
    path = tmp_path_factory.mktemp("clip") / "long.mp4"
    size = (shots[0].shape[1], shots[0].shape[0])
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), source.get(cv2.CAP_PROP_FPS), size)
    for shot in shots * ROUNDS:
        writer.write(shot)
    writer.release()
    return path


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk(speed=4.0)
    desk.open()
    yield desk
    assert desk.session.close()


def described(desk: Desk, clip: Path, *, speaks: bool) -> tuple[str, str, list[tuple[str, Event]]]:
    """The description, the text of a take begun at its third frame if one is, and all that came, by whose it is."""
    job, take = desk.session.clips.describe(clip), 0
    came: list[tuple[str, Event]] = []
    description = said = ""
    over: set[int] = set()
    while job not in over or (speaks and take not in over):
        letter = desk.letters.get(timeout=PATIENCE)
        came.append(("take" if letter.job == take else "description" if letter.job == job else "", letter.event))
        match letter.event:
            case FrameSeen(number=3) if speaks and not take:
                take = desk.session.press(SAMPLE)
            case FileRead(kind="video") as read if letter.job == job:
                description = read.text
            case TakeFinished(text) if letter.job == take:
                said = text
            case Finished():
                over.add(letter.job)
            case _:
                pass
    desk.session.release()
    return description, said, came


def test_a_take_in_the_midst_of_a_description_changes_neither(desk: Desk, clip: Path) -> None:
    alone, _, _ = described(desk, clip, speaks=False)
    idle = desk.says(desk.session.press(SAMPLE)).text
    desk.session.release()
    beside, said, came = described(desk, clip, speaks=True)
    assert beside == alone and alone.count("\n") > 1, "it went on by itself, frame by frame and word by word"
    assert said == idle
    whose = [owner for owner, event in came if isinstance(event, TextHeard | FrameSeen | DescriptionGrew)]
    assert "description" in whose[whose.index("take") :], "the first word did not wait for its end"
    order = [(owner, type(event)) for owner, event in came]
    assert order.index(("take", TextHeard)) < order.index(("description", Finished)), "the take did not wait"


def test_while_a_take_is_read_to_its_end_the_description_stands_still(desk: Desk, clip: Path) -> None:
    """From the end of the sound to the text not more than one of its steps."""
    _, _, came = described(desk, clip, speaks=True)
    order = [(owner, type(event)) for owner, event in came]
    ends = next(place for place, (owner, kind) in enumerate(order) if owner == "take" and kind.__name__ == "TakeEnds")
    done = order.index(("take", TakeFinished))
    between = [
        kind for owner, kind in order[ends:done] if owner == "description" and kind in (FrameSeen, DescriptionGrew)
    ]
    assert len(between) <= 1, between
