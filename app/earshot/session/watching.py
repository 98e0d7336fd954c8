"""Describing clips and pictures: what is said in the sound track, what is seen scene by scene, questions afterwards."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from earshot.domain.clip import Frame, moments, scenes
from earshot.domain.errors import CannotError, MediaError, TooLongError
from earshot.domain.events import DescriptionGrew, Event, FileRead, FrameSeen, PartsRead
from earshot.domain.plan import Contents, Order
from earshot.domain.reading import Alarm, Effort, Part, seen
from earshot.session.jobs import EXACT_FRAMES, Exactly, fits, timings, transcribe
from earshot.session.ports import Clips, Eyes, Mind, Sounds
from earshot.session.take import ANYTHING, Hints

Keep = Callable[[Eyes], None]
BROKEN_OFF = Alarm("damaged", "The end of the clip is damaged or missing; what comes before it was watched.")

NO_SOUND = Alarm("damaged", "The sound of the clip is damaged or empty; it was watched without.")


@dataclass(frozen=True, eq=False)
class _Shots:
    """What is looked at in one prompt: a picture, or moments of a clip that lasts so many seconds."""

    path: Path
    frames: Iterator[Frame]
    places: Sequence[float] = ()
    lasts: float = 0.0

    @property
    def still(self) -> bool:
        return not self.places


def describe(path: Path, clips: Clips, mind: Mind, keep: Keep, question: str = "") -> Generator[Event]:
    """Watches a clip or a picture and tells what there is to see, or answers a question about it.

    A short clip is one prompt.  A longer one is watched in scenes of one conversation, each told as soon as it has
    been watched; after so many frames as the card allows a new conversation begins from the text so far.  The eyes
    are kept for questions.
    """
    if not mind.card.sees:
        raise CannotError(f"{mind.card.title} cannot see.")
    if clips.is_picture(path):
        yield from _at_once(_Shots(path, iter([clips.picture(path)])), mind, mind.eyes(), keep, question)
        return
    lasts = clips.duration(path)
    plan = scenes(lasts, mind.card.frames)
    if len(plan) == 1:
        shots = _Shots(path, clips.frames(path, plan[0]), plan[0], lasts)
        yield from _at_once(shots, mind, mind.eyes(), keep, question)
        return
    yield from _scenes(path, lasts, plan, clips, mind, keep, question)


def exactly(path: Path, clips: Clips, mind: Mind, question: str, wish: Exactly) -> Generator[Event]:
    """One prompt: every second of a clip, or a picture; greedy and without guards."""
    if not mind.card.sees:
        raise CannotError(f"{mind.card.title} cannot see.")
    fits(wish, mind.card)
    if clips.is_picture(path):
        shots = _Shots(path, iter([clips.picture(path)]))
    else:
        lasts = clips.duration(path)
        if lasts > EXACT_FRAMES:
            raise TooLongError(
                f"“{path.name}” lasts {lasts:.0f} s; one prompt holds {EXACT_FRAMES} frames, one a second."
            )
        places = moments(lasts, EXACT_FRAMES)
        shots = _Shots(path, clips.frames(path, places), places, lasts)
    eyes = mind.eyes(exact=True, scores=wish.scores, library_masks=wish.library_masks)
    yield from _at_once(shots, mind, eyes, lambda _: None, question, wish.most_tokens)


def described_with_sound(
    path: Path, sounds: Sounds, clips: Clips, mind: Mind, keep: Keep, hints: Hints = ANYTHING,
    order: Order = Order.SPEECH_FIRST,
) -> Generator[Event]:  # fmt: skip
    """What is said in a clip, as far as the model hears, and what is seen, in the order that is wanted."""
    has_sound = mind.card.hears and not clips.is_picture(path) and sounds.has_sound(path)
    hears = has_sound and order is not Order.PICTURES_ONLY
    heard = FileRead(path, "video", (), timings(mind, Effort(0.0, 0.0)))
    if hears and order is not Order.PICTURES_FIRST:
        heard = yield from _heard(path, sounds, mind, hints, heard)
    found = heard
    for event in describe(path, clips, mind, keep):
        match event:
            case FileRead() as read:
                found = replace(read, said=heard.said, alarms=(*heard.alarms, *read.alarms))
            case PartsRead(so_far):
                yield PartsRead(replace(so_far, said=heard.said, alarms=(*heard.alarms, *so_far.alarms)))
            case _:
                yield event
    if hears and order is Order.PICTURES_FIRST:
        yield PartsRead(found)
        found = yield from _heard(path, sounds, mind, hints, found)
    yield found


def _heard(path: Path, sounds: Sounds, mind: Mind, hints: Hints, found: FileRead) -> Generator[Event, None, FileRead]:
    """Adds what is said to what was found of a clip until now."""
    heard = found
    try:
        for event in transcribe(path, sounds, mind, hints):
            match event:
                case (FileRead() as read) | PartsRead(read):
                    spent = found.timings if found.parts else read.timings
                    heard = replace(found, said=read.parts, alarms=(*found.alarms, *read.alarms), timings=spent)
                    yield PartsRead(heard)
                case _:
                    yield event
    except MediaError:
        heard = replace(heard, alarms=(*heard.alarms, NO_SOUND))
    return heard


def contents(path: Path, sounds: Sounds, clips: Clips) -> Contents:
    """What is in a file.  Raises MediaError for what is no media file at all."""
    if clips.is_picture(path):
        return Contents(path, "picture")
    sound = sounds.has_sound(path)
    if sound and not clips.moves(path):
        return Contents(path, "sound", sounds.length(path), sound=True)
    return Contents(path, "video", clips.duration(path), sound)


def watched_or_heard(
    path: Path, sounds: Sounds, clips: Clips, mind: Mind, keep: Keep, hints: Hints = ANYTHING,
    order: Order = Order.SPEECH_FIRST,
) -> Generator[Event]:  # fmt: skip
    """Whatever a file is: a sound is written down, a clip or a picture described, each as far as the model can."""
    hears = mind.card.hears and not clips.is_picture(path) and sounds.has_sound(path)
    sees = mind.card.sees and order is not Order.SPEECH_ONLY
    if hears and (not sees or not clips.moves(path)):
        yield from transcribe(path, sounds, mind, hints)
    else:
        yield from described_with_sound(path, sounds, clips, mind, keep, hints, order)


def look(path: Path, picture: Frame, mind: Mind, keep: Keep) -> Generator[Event]:
    """A picture that is in no file, under a name it is told by."""
    if not mind.card.sees:
        raise CannotError(f"{mind.card.title} cannot see.")
    yield from _at_once(_Shots(path, iter([picture])), mind, mind.eyes(), keep, "")


def ask(eyes: Eyes, question: str) -> Generator[Event]:
    """A question about what was watched."""
    for text in eyes.ask(question):
        yield DescriptionGrew(text)


def _at_once(
    shots: _Shots, mind: Mind, eyes: Eyes, keep: Keep, question: str, most_tokens: int | None = None
) -> Generator[Event]:
    """Everything in one prompt: watched, told and kept."""
    count = len(shots.places) or 1
    looks = eyes.watch(shots.frames, still=shots.still, question=question, count=count)
    watched = yield from _watched(looks, 0, count)
    alarms = (BROKEN_OFF,) if watched < count else ()

    def so_far(text: str) -> FileRead:
        part = _part(eyes, 0.0, shots.lasts, text, shots.places[:watched])
        kind = "picture" if shots.still else "video"
        return FileRead(shots.path, kind, (part,), timings(mind, eyes.effort()), alarms=alarms)

    text = ""
    for text in eyes.tell() if most_tokens is None else eyes.tell(most_tokens):
        yield PartsRead(so_far(text))
        yield DescriptionGrew(text)
    keep(eyes)
    yield replace(so_far(text), logits=eyes.logits())


def _scenes(
    path: Path, lasts: float, plan: list[list[float]], clips: Clips, mind: Mind, keep: Keep, question: str
) -> Generator[Event]:
    count, watched, here = sum(map(len, plan)), 0, 0
    shots = clips.frames(path, [place for places in plan for place in places])
    eyes, parts = mind.eyes(), list[Part]()
    alone = mind.card.part_frames <= mind.card.frames

    def so_far(*more: Part) -> FileRead:
        return FileRead(path, "video", (*parts, *more), timings(mind, eyes.effort()))

    for number, places in enumerate(plan):
        fresh = here + len(places) > mind.card.part_frames
        looking = mind.eyes() if fresh else eyes
        looks = looking.watch(
            islice(shots, len(places)),
            still=False,
            so_far=seen(parts) if fresh and not alone else "",
            go_on=here > 0 and not fresh,
            count=min(mind.card.part_frames, count - watched),
        )
        before = watched
        watched = yield from _watched(looks, before, count)
        if watched == before:  # the clip breaks off here: eyes that saw nothing of it could answer no question
            break
        eyes, here = looking, len(places) + (0 if fresh else here)
        start = parts[-1].end_s if parts else 0.0
        end = lasts if number == len(plan) - 1 else (places[-1] + plan[number + 1][0]) / 2
        part = _part(eyes, start, end, "", places[: watched - before])
        for text in eyes.tell():
            part = _part(eyes, start, end, text, part.frames_s)
            yield PartsRead(so_far(part))
            yield DescriptionGrew(seen([*parts, part]))
        parts.append(part)
    if question:
        parts.clear()
        part = _part(eyes, 0.0, lasts, "")
        for text in eyes.ask(question):
            part = _part(eyes, 0.0, lasts, text)
            yield PartsRead(so_far(part))
            yield DescriptionGrew(text)
        parts.append(part)
    keep(eyes)
    yield replace(so_far(), alarms=(BROKEN_OFF,) if watched < count else ())


def _watched(looks: Iterator[Frame], before: int, count: int) -> Generator[Event, None, int]:
    """Tells of every frame; returns how many there were with those `before`."""
    number = before
    for number, frame in enumerate(looks, start=before + 1):
        yield FrameSeen(number, count, frame)
    return number


def _part(eyes: Eyes, start: float, end: float, text: str, places: Sequence[float] = ()) -> Part:
    ids, said = tuple(eyes.prompt_ids), tuple(eyes.generated_ids)
    return Part(start, end, ids, said, text, tuple(eyes.alarms), frames_s=tuple(places))
