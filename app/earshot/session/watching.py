"""Describing clips and pictures: what is said in the sound track, what is seen scene by scene, questions afterwards."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from earshot.domain.clip import Frame, moments, scenes
from earshot.domain.errors import CannotError, TooLongError
from earshot.domain.events import DescriptionGrew, Event, FileRead, FrameSeen, PartsRead
from earshot.domain.reading import Alarm, Part, seen
from earshot.session.jobs import EXACT_FRAMES, Exactly, fits, timings, transcribe
from earshot.session.ports import Clips, Eyes, Mind, Sounds
from earshot.session.take import ANYTHING, Hints

Keep = Callable[[Eyes], None]
BROKEN_OFF = Alarm("damaged", "The end of the clip is damaged or missing; what comes before it was watched.")


def describe(path: Path, clips: Clips, mind: Mind, keep: Keep, question: str = "") -> Generator[Event]:
    """Watches a clip or a picture and tells what there is to see, or answers a question about it.

    A short clip is one prompt.  A longer one is watched in scenes of one conversation, each told as soon as it has
    been watched; after so many frames as the card allows a new conversation begins from the text so far.  The eyes
    are kept for questions.
    """
    if not mind.card.sees:
        raise CannotError(f"{mind.card.title} cannot see.")
    if clips.is_picture(path):
        yield from _picture(path, clips, mind, keep, question)
        return
    lasts = clips.duration(path)
    plan = scenes(lasts, mind.card.frames)
    if len(plan) == 1:
        yield from _scene(path, lasts, plan[0], clips, mind, keep, question)
        return
    yield from _scenes(path, lasts, plan, clips, mind, keep, question)


def exactly(path: Path, clips: Clips, mind: Mind, question: str, wish: Exactly) -> Generator[Event]:
    """One prompt: every second of a clip, or a picture; greedy and without guards."""
    if not mind.card.sees:
        raise CannotError(f"{mind.card.title} cannot see.")
    fits(wish, mind.card)
    eyes, still = mind.eyes(exact=True, scores=wish.scores, library_masks=wish.library_masks), clips.is_picture(path)
    if still:
        lasts, places, looks = 0.0, list[float](), iter([clips.picture(path)])
    else:
        lasts = clips.duration(path)
        if lasts > EXACT_FRAMES:
            raise TooLongError(
                f"“{path.name}” lasts {lasts:.0f} s; one prompt holds {EXACT_FRAMES} frames, one a second."
            )
        places = moments(lasts, EXACT_FRAMES)
        looks = clips.frames(path, places)
    alarms = yield from _watched(eyes.watch(looks, still=still, question=question), len(places) or 1)
    text = ""
    for text in eyes.tell(wish.most_tokens):
        yield DescriptionGrew(text)
    part = _part(eyes, 0.0, lasts, text, places)
    kind = "picture" if still else "video"
    yield FileRead(path, kind, (part,), timings(mind, eyes.effort()), eyes.logits(), alarms)


def described_with_sound(
    path: Path, sounds: Sounds, clips: Clips, mind: Mind, keep: Keep, hints: Hints = ANYTHING
) -> Generator[Event]:
    """What is said in a clip, as far as the model hears, then what is seen."""
    said: tuple[Part, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    if mind.card.hears and not clips.is_picture(path) and sounds.has_sound(path):
        for event in transcribe(path, sounds, mind, hints):
            if isinstance(event, FileRead):
                said, alarms = event.parts, event.alarms
            elif not isinstance(event, PartsRead):
                yield event
    for event in describe(path, clips, mind, keep):
        if isinstance(event, FileRead):
            yield replace(event, said=said, alarms=(*alarms, *event.alarms))
        else:
            yield event


def ask(eyes: Eyes, question: str) -> Generator[Event]:
    """A question about what was watched."""
    for text in eyes.ask(question):
        yield DescriptionGrew(text)


def _picture(path: Path, clips: Clips, mind: Mind, keep: Keep, question: str) -> Generator[Event]:
    eyes = mind.eyes()
    yield from _watched(eyes.watch(iter([clips.picture(path)]), still=True, question=question), 1)
    text = ""
    for text in eyes.tell():
        yield DescriptionGrew(text)
    keep(eyes)
    yield FileRead(path, "picture", (_part(eyes, 0.0, 0.0, text),), timings(mind, eyes.effort()))


def _scene(
    path: Path, lasts: float, places: list[float], clips: Clips, mind: Mind, keep: Keep, question: str
) -> Generator[Event]:
    eyes = mind.eyes()
    looks = eyes.watch(clips.frames(path, places), still=False, question=question)
    alarms = yield from _watched(looks, len(places))
    text = ""
    for text in eyes.tell():
        yield DescriptionGrew(text)
    keep(eyes)
    yield FileRead(path, "video", (_part(eyes, 0.0, lasts, text, places),), timings(mind, eyes.effort()), alarms=alarms)


def _scenes(
    path: Path, lasts: float, plan: list[list[float]], clips: Clips, mind: Mind, keep: Keep, question: str
) -> Generator[Event]:
    count, watched, here = sum(map(len, plan)), 0, 0
    shots = clips.frames(path, [place for places in plan for place in places])
    eyes, parts = mind.eyes(), list[Part]()
    alone = mind.card.part_frames <= mind.card.frames
    for number, places in enumerate(plan):
        fresh = here + len(places) > mind.card.part_frames
        if fresh:
            eyes, here = mind.eyes(), 0
        looks = eyes.watch(
            islice(shots, len(places)), still=False, so_far=seen(parts) if fresh and not alone else "", go_on=here > 0
        )
        before = watched
        for watched, frame in enumerate(looks, start=before + 1):
            yield FrameSeen(watched, count, frame)
        if watched == before:  # the clip breaks off here
            break
        here += len(places)
        start = parts[-1].end_s if parts else 0.0
        end = lasts if number == len(plan) - 1 else (places[-1] + plan[number + 1][0]) / 2
        text = ""
        for text in eyes.tell():
            yield DescriptionGrew(seen([*parts, Part(start, end, (), (), text)]))
        parts.append(_part(eyes, start, end, text, places))
        yield PartsRead(tuple(parts))
    if question:
        text = ""
        for text in eyes.ask(question):
            yield DescriptionGrew(text)
        parts = [_part(eyes, 0.0, lasts, text)]
    keep(eyes)
    alarms = (BROKEN_OFF,) if watched < count else ()
    yield FileRead(path, "video", tuple(parts), timings(mind, eyes.effort()), alarms=alarms)


def _watched(looks: Iterator[Frame], count: int) -> Generator[Event, None, tuple[Alarm, ...]]:
    """Tells of every frame; returns what was wrong with the clip."""
    number = 0
    for number, frame in enumerate(looks, start=1):
        yield FrameSeen(number, count, frame)
    return (BROKEN_OFF,) if number < count else ()


def _part(eyes: Eyes, start: float, end: float, text: str, places: Sequence[float] = ()) -> Part:
    ids, said = tuple(eyes.prompt_ids), tuple(eyes.generated_ids)
    return Part(start, end, ids, said, text, tuple(eyes.alarms), frames_s=tuple(places))
