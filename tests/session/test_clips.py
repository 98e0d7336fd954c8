"""What can be asked for in the describe place, with everything scripted but the history."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest

from earshot import parts
from earshot.domain.clip import Frame
from earshot.domain.clip_events import ClipOpened
from earshot.domain.entry import Entry
from earshot.domain.events import (
    Event,
    Failed,
    FileRead,
    Finished,
    FrameSeen,
    Noticed,
    PartsRead,
    TextHeard,
)
from earshot.domain.plan import Contents, Order
from earshot.session.session import Session
from earshot.session.world import Letter, World
from fakes import FakeClips, FakeEars, FakeEyes, FakeMicrophone, FakeMind, FakeMinds, FakePen, FakeSounds, card, noise

MODEL, CLIP, TALK, PICTURE = Path("model"), Path("clip.mp4"), Path("talk.wav"), Path("shot.png")
PATIENCE = 10.0


class Gated(FakeClips):
    """A clip of 64 s whose second half is not to be had before `go`."""

    def __init__(self) -> None:
        super().__init__(64.0)
        self.go = threading.Event()

    def frames(self, path: Path, moments: Iterable[float]) -> Iterator[Frame]:
        for frame in super().frames(path, moments):
            if frame.seconds > 32.0:
                assert self.go.wait(PATIENCE)
            yield frame


class Place:
    """A session and its letters."""

    def __init__(self, lasts: float = 4.0, clips: FakeClips | None = None) -> None:
        self.mind = FakeMind(FakeEars(["Send it."]), FakeEyes("a red circle", "red"), FakePen("In short."), card())
        world = World(
            FakeMinds({MODEL: self.mind}), FakeSounds({CLIP: [noise(2.0)], TALK: [noise(2.0)]}),
            clips or FakeClips(lasts), FakeMicrophone, lambda _: FakeMicrophone(), parts.world().keeping,
        )  # fmt: skip
        self._letters: SimpleQueue[Letter] = SimpleQueue()
        self.session = Session(world, self._letters.put)
        self.all_of(self.session.open_model(MODEL))

    def until(self, job: int, kind: type[Event]) -> list[Event]:
        came: list[Event] = []
        while not came or not isinstance(came[-1], kind):
            letter = self._letters.get(timeout=PATIENCE)
            came += [letter.event] if letter.job == job else []
        return came

    def all_of(self, job: int) -> list[Event]:
        return self.until(job, Finished)

    def kept(self) -> list[Entry]:
        """The history, once what was asked of it is done."""
        history = parts.history()
        try:
            return history.newest()
        finally:
            history.close()

    def found(self, order: Order = Order.SPEECH_FIRST, path: Path = CLIP) -> FileRead:
        (read,) = [e for e in self.all_of(self.session.clips.describe(path, order)) if isinstance(e, FileRead)]
        return read


@pytest.fixture
def place() -> Iterator[Place]:
    place = Place()
    yield place
    assert place.session.close()


def test_a_file_is_looked_into_before_anything_is_made_of_it(place: Place) -> None:
    for path, contents in (
        (CLIP, Contents(CLIP, "video", 4.0, sound=True)),
        (TALK, Contents(TALK, "sound", 2.0, sound=True)),
        (PICTURE, Contents(PICTURE, "picture")),
    ):
        opened, finished = place.all_of(place.session.clips.look_into(path))
        assert opened == ClipOpened(contents) and finished == Finished()


@pytest.mark.parametrize(
    ("order", "kinds", "said", "seen"),
    [
        (Order.SPEECH_FIRST, [TextHeard, FrameSeen], "Send it.", "a red circle"),
        (Order.PICTURES_FIRST, [FrameSeen, TextHeard], "Send it.", "a red circle"),
        (Order.PICTURES_ONLY, [FrameSeen], "", "a red circle"),
        (Order.SPEECH_ONLY, [TextHeard], "", "Send it."),
    ],
)
def test_speech_and_pictures_come_in_the_order_that_is_wanted(
    place: Place, order: Order, kinds: list[type[Event]], said: str, seen: str
) -> None:
    events = place.all_of(place.session.clips.describe(CLIP, order))
    came = [type(event) for event in events if isinstance(event, TextHeard | FrameSeen)]
    assert list(dict.fromkeys(came)) == kinds
    (read,) = [event for event in events if isinstance(event, FileRead)]
    assert read.text == seen and " ".join(part.text for part in read.said) == said


def test_what_was_found_is_in_the_history_also_of_a_job_that_was_stopped() -> None:
    clips = Gated()
    place = Place(clips=clips)
    job = place.session.clips.describe(CLIP, Order.PICTURES_ONLY)
    while not [e for e in place.until(job, PartsRead)[-1:] if isinstance(e, PartsRead) and e.so_far.text]:
        pass
    place.session.stop(job)
    clips.go.set()
    assert not [event for event in place.all_of(job) if isinstance(event, FileRead)]
    place.found()
    assert place.session.close()
    whole, stopped = place.kept()
    assert stopped.raw and stopped.raw in whole.raw and stopped.path == str(CLIP.absolute())
    assert (whole.kind, whole.model) == ("video", place.mind.card.title) and "Said: Send it." in whole.raw


def test_closing_in_mid_clip_loses_nothing_of_it() -> None:
    place = Place(lasts=640.0)
    job = place.session.clips.describe(CLIP, Order.PICTURES_ONLY)
    while not [e for e in place.until(job, PartsRead)[-1:] if isinstance(e, PartsRead) and e.so_far.text]:
        pass
    began = time.monotonic()
    assert place.session.close()
    assert time.monotonic() - began < 3.0
    (entry,) = place.kept()
    assert "a red" in entry.raw


def test_where_nothing_is_to_be_kept_a_clip_is_not_either() -> None:
    place = Place()
    place.session.wishes.nothing = True
    place.found()
    assert place.session.close() and place.kept() == []


def test_a_picture_that_is_in_no_file_is_kept_without_a_path() -> None:
    place = Place()
    pasted = Frame(0.0, np.zeros((48, 48, 3), np.uint8))
    events = place.all_of(place.session.clips.describe(Path("Pasted picture"), picture=pasted))
    assert [event.text for event in events if isinstance(event, FileRead)] == ["a red circle"]
    assert place.session.close()
    (entry,) = place.kept()
    assert (entry.kind, entry.path, entry.raw) == ("picture", "", "a red circle")


def test_what_was_found_is_summed_up(place: Place) -> None:
    found = place.found()
    *_, summed, finished = place.all_of(place.session.clips.sum_up(found))
    assert isinstance(summed, FileRead) and finished == Finished()
    assert (summed.summary, summed.parts, summed.said) == ("In short.", found.parts, found.said)


def test_what_was_found_is_exported_by_the_ending_of_the_name(place: Place, tmp_path: Path) -> None:
    found = place.found()
    for name, begins in (("a.md", "# clip.mp4"), ("a.srt", "1\n00:00:"), ("a.vtt", "WEBVTT"), ("a.txt", "a red")):
        events = place.all_of(place.session.clips.export(found, tmp_path / name))
        assert events[0] == Noticed(f"“{name}” was written.")
        assert (tmp_path / name).read_text().startswith(begins)
    refused = place.all_of(place.session.clips.export(found, tmp_path / "a.docx"))[0]
    assert isinstance(refused, Failed) and ".srt" in refused.error.sentence
    assert sorted(path.name for path in tmp_path.glob("a.*")) == ["a.md", "a.srt", "a.txt", "a.vtt"]
