"""A clip of several scenes by the embedded model: real file, real frames, real words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.scripted import saying
from tests.speech import spoken

from earshot import parts, paths
from earshot.domain.events import DescriptionGrew, FileRead, FrameSeen
from earshot.domain.reading import Part
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.mind import Mind
from earshot.session import jobs, summing, watching
from earshot.session.ports import Eyes
from earshot.session.take import Hints
from earshot.video.frames import cv2

SHOWN = (paths.SAMPLES / "clip.txt").read_text(encoding="utf-8").split()
ROUNDS, FRAMES = 4, 24


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled clip of six seconds, four times one after the other."""
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


def mind(checkpoint: Checkpoint, **changes: object) -> Mind:
    """The embedded model, but for what is said otherwise on its card."""
    return Mind(replace(checkpoint, card=replace(checkpoint.card, frames=6, **changes)))  # type: ignore[arg-type]


def described(mind: Mind, clip: Path) -> tuple[list[Part], list[Eyes], int]:
    """The parts, the eyes that were kept, and how many frames had been watched when the first word stood."""
    kept: list[Eyes] = []
    events = list(watching.describe(clip, parts.world().clips, mind, kept.append))
    first = next(place for place, event in enumerate(events) if isinstance(event, DescriptionGrew))
    read = events[-1]
    assert isinstance(read, FileRead) and read.alarms == ()
    early = sum(isinstance(event, FrameSeen) for event in events[:first])
    return list(read.parts), kept, early


def right(part: Part) -> float:
    return sum(word in part.text.split() for word in SHOWN) / len(SHOWN)


def test_every_scene_shows_what_it_shows_and_the_first_stands_while_the_rest_is_watched(
    pocket_checkpoint: Checkpoint, clip: Path
) -> None:
    found, kept, early = described(mind(pocket_checkpoint, part_frames=6), clip)
    assert len(found) == ROUNDS and early == FRAMES // ROUNDS
    assert all(right(part) >= 0.6 for part in found), [part.text for part in found]
    assert [part.frames_s for part in found] == [tuple(6 * n + k + 0.5 for k in range(6)) for n in range(ROUNDS)]
    assert len({len(part.prompt_ids) for part in found}) == 1, "each scene alone"
    assert list(watching.ask(kept[0], "What colour is it?"))[-1].text


def test_scenes_of_one_conversation_and_a_new_one_after_so_many_frames(
    pocket_checkpoint: Checkpoint, clip: Path
) -> None:
    found, kept, _ = described(mind(pocket_checkpoint, part_frames=18), clip)
    decode = pocket_checkpoint.tokenizer.decode
    prompts = [decode(part.prompt_ids) for part in found]
    assert [prompt.startswith("<bos>") for prompt in prompts] == [True, False, False, True]
    assert ["next frames of the same video" in prompt for prompt in prompts] == [False, True, True, False]
    assert found[0].text in prompts[3] and "What happened in the video so far" in prompts[3]
    assert right(found[0]) >= 0.6
    (eyes,) = kept
    assert tuple(eyes.prompt_ids) == found[3].prompt_ids


def test_what_is_said_is_translated_and_summed_up_by_the_real_parts(pocket_checkpoint: Checkpoint) -> None:
    card = replace(pocket_checkpoint.card, translates=True, manners=None)
    model, take = replace(pocket_checkpoint, card=card), spoken()[0]
    sounds = parts.world().sounds
    teller = Mind(saying(model, "send the report\nGerman: call the office"))
    short = min(spoken(), key=lambda one: len(one.sound()))  # read once: the script has one answer
    *_, read = jobs.transcribe(short.path, sounds, teller, Hints("English", target="German"))
    assert isinstance(read, FileRead)
    assert (read.text, read.translation) == ("send the report", "call the office")
    *_, read = summing.summarise_file(take.path, sounds, parts.world().clips, _Summing(model, "a yellow circle"))
    assert isinstance(read, FileRead)
    assert read.summary == "a yellow circle" and len(read.text.split()) > 5


class _Summing(Mind):
    """Hears by itself and is told what to write."""

    def __init__(self, checkpoint: Checkpoint, text: str) -> None:
        super().__init__(checkpoint)
        self._told = Mind(saying(checkpoint, text))

    def pen(self):  # type: ignore[no-untyped-def]
        return self._told.pen()
