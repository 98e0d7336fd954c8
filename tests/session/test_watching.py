"""Describing clips and pictures: frames, text, scenes, questions, and what is said beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from earshot.domain.clip import moments
from earshot.domain.errors import CannotError, MediaError, TooLongError
from earshot.domain.events import DescriptionGrew, FileRead, FrameSeen
from earshot.domain.sound import Sound
from earshot.session import watching
from earshot.session.jobs import EXACT_FRAMES, Exactly
from earshot.session.ports import Eyes
from fakes import FakeClips, FakeEars, FakeEyes, FakeMind, FakeSounds, card, ids, noise, silence

CLIP = Path("clip.mp4")
PICTURE = Path("picture.png")


def forget(_: object) -> None:
    """For who keeps nothing."""


def test_a_clip_is_watched_frame_by_frame_and_then_told_word_by_word() -> None:
    eyes, kept = FakeEyes("a red circle"), list[Eyes]()
    mind = FakeMind(eyes=eyes)
    events = list(watching.describe(CLIP, FakeClips(lasts=6.0), mind, kept.append))
    seen = [event for event in events if isinstance(event, FrameSeen)]
    assert [(event.number, event.of) for event in seen] == [(n, 6) for n in range(1, 7)]
    assert [event.frame.seconds for event in seen] == moments(6.0, 16)
    assert [e.text for e in events if isinstance(e, DescriptionGrew)] == ["a", "a red", "a red circle"]
    read = events[-1]
    assert isinstance(read, FileRead)
    assert (read.path, read.kind, read.text) == (CLIP, "video", "a red circle")
    (part,) = read.parts
    assert (part.start_s, part.end_s) == (0.0, 6.0)
    assert (part.prompt_ids, part.generated_ids) == ((7, 8), ids("a red circle"))
    assert read.timings.prefill == 0.5
    assert kept == [eyes]
    assert eyes.still is False


def test_a_long_clip_is_told_scene_by_scene_while_the_rest_is_still_being_watched() -> None:
    eyes, kept = FakeEyes("it moves"), list[Eyes]()
    events = list(watching.describe(CLIP, FakeClips(lasts=60.0), FakeMind(eyes=eyes), kept.append))
    first_words = next(n for n, event in enumerate(events) if isinstance(event, DescriptionGrew))
    assert sum(isinstance(event, FrameSeen) for event in events[:first_words]) == 15, "a quarter of its frames"
    assert eyes.turns == [("", False), ("", True), ("", True), ("", True)]
    read = events[-1]
    assert isinstance(read, FileRead)
    assert read.text == "00:00 it moves\n00:15 it moves\n00:30 it moves\n00:45 it moves"
    assert [(round(p.start_s), round(p.end_s)) for p in read.parts] == [(0, 15), (15, 30), (30, 45), (45, 60)]
    assert kept == [eyes]


def test_after_sixty_frames_a_new_conversation_begins_from_the_text_so_far() -> None:
    eyes = FakeEyes("it moves")
    list(watching.describe(CLIP, FakeClips(lasts=100.0), FakeMind(eyes=eyes), forget))
    assert [go_on for _, go_on in eyes.turns] == [False, True, True, True, False, True, True]
    assert eyes.turns[4][0].startswith("00:00 it moves\n00:")
    assert len(eyes.watched) == 100


def test_a_model_made_for_single_scenes_gets_each_alone() -> None:
    eyes = FakeEyes("it moves")
    mind = FakeMind(eyes=eyes, of=card(frames=8, part_frames=8))
    list(watching.describe(CLIP, FakeClips(lasts=40.0), mind, forget))
    assert eyes.turns == [("", False)] * 5


def test_an_hour_is_looked_at_no_more_often_than_makes_sense() -> None:
    eyes = FakeEyes("it moves")
    events = list(watching.describe(CLIP, FakeClips(lasts=3600.0), FakeMind(eyes=eyes), forget))
    assert len(eyes.watched) == 240
    assert isinstance(events[-1], FileRead)
    assert len(events[-1].parts) == 15


def test_a_question_about_a_long_clip_is_asked_when_all_of_it_has_been_seen() -> None:
    eyes = FakeEyes("it moves", answer="red")
    *_, read = watching.describe(CLIP, FakeClips(lasts=60.0), FakeMind(eyes=eyes), forget, "Which colour?")
    assert isinstance(read, FileRead)
    assert read.text == "red"
    assert eyes.asked == ["Which colour?"]


def test_a_long_clip_that_breaks_off_keeps_the_scenes_before() -> None:
    eyes = FakeEyes("it moves")
    *_, read = watching.describe(CLIP, FakeClips(lasts=60.0, readable=20.0), FakeMind(eyes=eyes), forget)
    assert isinstance(read, FileRead)
    assert len(read.parts) == 2


def test_if_a_clip_breaks_off_where_a_new_conversation_begins_questions_go_to_the_eyes_that_saw_something() -> None:
    eyes, kept = FakeEyes("it moves"), list[Eyes]()
    mind = FakeMind(eyes=eyes)
    mind.more_eyes = [FakeEyes("nothing")]
    *_, read = watching.describe(CLIP, FakeClips(lasts=100.0, readable=57.0), mind, kept.append)
    assert isinstance(read, FileRead)
    assert len(read.parts) == 4 and read.alarms == (watching.BROKEN_OFF,)
    assert kept == [eyes]


def test_a_part_names_only_the_moments_that_were_looked_at() -> None:
    *_, read = watching.describe(CLIP, FakeClips(lasts=60.0, readable=20.0), FakeMind(), forget)
    assert isinstance(read, FileRead)
    assert [len(part.frames_s) for part in read.parts] == [15, 5]
    *_, read = watching.describe(CLIP, FakeClips(lasts=6.0, readable=3.0), FakeMind(), forget)
    assert isinstance(read, FileRead)
    assert read.parts[0].frames_s == (0.5, 1.5, 2.5)


def test_what_is_said_in_a_clip_stands_beside_what_is_seen() -> None:
    mind = FakeMind(FakeEars(["Hello."]), FakeEyes("a red circle"))
    sounds = FakeSounds({CLIP: [noise(2.0)]})
    *_, read = watching.described_with_sound(CLIP, sounds, FakeClips(), mind, forget)
    assert isinstance(read, FileRead)
    assert read.text == "a red circle"
    assert [part.text for part in read.said] == ["Hello."]


def test_a_clip_whose_sound_cannot_be_heard_is_seen_all_the_same() -> None:
    class Deaf(FakeSounds):
        def blocks(self, path: Path, alarm: object = None) -> Iterator[Sound]:
            yield noise(7.0)
            yield silence(3.0)
            raise MediaError("There is no sound.")

    mind = FakeMind(FakeEars(["Hello."]), FakeEyes("a red circle"))
    *_, read = watching.described_with_sound(CLIP, Deaf({CLIP: []}), FakeClips(), mind, forget)
    assert isinstance(read, FileRead)
    assert read.text == "a red circle" and read.alarms == (watching.NO_SOUND,)
    assert [part.text for part in read.said] == ["Hello."], "what could be heard before"


def test_a_silent_clip_is_only_seen() -> None:
    mind = FakeMind(FakeEars(["ghost"]), FakeEyes("a red circle"))
    *_, read = watching.described_with_sound(CLIP, FakeSounds({}), FakeClips(), mind, forget)
    assert isinstance(read, FileRead)
    assert read.said == ()


def test_a_picture_is_one_frame() -> None:
    eyes = FakeEyes()
    events = list(watching.describe(PICTURE, FakeClips(), FakeMind(eyes=eyes), forget))
    assert [(e.number, e.of) for e in events if isinstance(e, FrameSeen)] == [(1, 1)]
    read = events[-1]
    assert isinstance(read, FileRead)
    assert (read.kind, read.parts[0].end_s) == ("picture", 0.0)
    assert eyes.still is True


def test_of_a_clip_that_breaks_off_what_could_be_seen_is_told() -> None:
    eyes = FakeEyes("a red circle")
    events = list(watching.describe(CLIP, FakeClips(lasts=6.0, readable=3.0), FakeMind(eyes=eyes), forget))
    assert len(eyes.watched) == 3
    assert isinstance(events[-1], FileRead)
    assert events[-1].alarms == (watching.BROKEN_OFF,)
    assert events[-1].text == "a red circle"


def test_a_question_is_asked_with_the_clip() -> None:
    eyes = FakeEyes()
    list(watching.describe(CLIP, FakeClips(), FakeMind(eyes=eyes), forget, "What colour is it?"))
    assert eyes.asked == ["What colour is it?"]


def test_exactly_limits_the_tokens_and_refuses_a_clip_beyond_one_prompt() -> None:
    eyes = FakeEyes()
    mind = FakeMind(eyes=eyes, of=card(frames=4))
    list(watching.exactly(CLIP, FakeClips(lasts=10.0), mind, "", Exactly(12)))
    assert len(eyes.watched) == 10
    assert eyes.limits == [12]
    assert mind.exact == [True]
    with pytest.raises(TooLongError, match=f"“clip.mp4” lasts 61 s; one prompt holds {EXACT_FRAMES} frames"):
        list(watching.exactly(CLIP, FakeClips(lasts=61.0), mind, "", Exactly(12)))


def test_a_model_without_eyes_says_so() -> None:
    with pytest.raises(CannotError, match="cannot see"):
        list(watching.describe(CLIP, FakeClips(), FakeMind(of=card(sees=False)), forget))


def test_a_cancelled_description_lets_go_of_the_file() -> None:
    clips, kept = FakeClips(), list[Eyes]()
    job = watching.describe(CLIP, clips, FakeMind(), kept.append)
    assert isinstance(next(job), FrameSeen)
    job.close()
    assert clips.closed
    assert kept == []


def test_a_question_afterwards_is_answered_word_by_word() -> None:
    eyes = FakeEyes(answer="it is red")
    assert list(watching.ask(eyes, "Which?")) == [DescriptionGrew(t) for t in ("it", "it is", "it is red")]
    assert eyes.asked == ["Which?"]
