"""Long work as generators of events.  A job knows no thread, queue or widget, so a test is `list(job)`."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from earshot.domain.clip import moments
from earshot.domain.errors import CannotError, TooLongError
from earshot.domain.events import (
    DescriptionGrew,
    Event,
    FileRead,
    FrameSeen,
    ModelReady,
    Progressed,
    Stepped,
    TakeFinished,
    TextEdited,
    Timings,
    Waiting,
)
from earshot.domain.manner import Manner
from earshot.domain.reading import Effort, Part
from earshot.domain.sound import RATE, Sound
from earshot.session.ports import Clips, Eyes, Mind, Minds, Sounds
from earshot.session.take import Take, stepping

Job = Generator[Event]
EXACT_FRAMES = 60
"""Frames of a clip in one prompt when asked for exactly: the family's own limit."""


@dataclass(frozen=True)
class Exactly:
    """One prompt, greedy, no zeroing, guards, context or cutting; input that does not fit is an error."""

    most_tokens: int
    library_masks: bool = False
    """Pictures are read with the masks of the libraries' defaults (decision 0003), to compare with those."""


def load(minds: Minds, folder: Path, let_go: Callable[[], None], keep: Callable[[Mind], None]) -> Generator[Event]:
    """Brings a model into memory.  The files are checked before `let_go` releases the old model."""
    minds.inspect(folder)
    yield Stepped()
    let_go()
    mind = minds.load(folder)
    keep(mind)
    yield ModelReady(mind.card)


def transcribe(
    path: Path, sounds: Sounds, mind: Mind, language: str | None = None, exactly: Exactly | None = None
) -> Generator[Event]:
    """Writes down what is said in a file."""
    if not mind.card.hears:
        raise CannotError(f"{mind.card.title} cannot transcribe.")
    ears = mind.ears(exact=exactly is not None)
    if exactly is not None:
        found = list(sounds.blocks(path))
        lasts = sum(map(len, found)) / RATE
        if lasts > mind.card.window_seconds:
            raise TooLongError(f"“{path.name}” lasts {lasts:.1f} s; one prompt holds {mind.card.window_seconds:.0f} s.")
        ears.open(language)
        for block in found:
            ears.feed(block)
            yield Stepped()
        reading = yield from stepping(ears.close(limit=exactly.most_tokens))
        part = Part(0.0, lasts, reading.prompt_ids, reading.ids, reading.text)
        yield FileRead(path, "sound", (part,), timings(mind, ears.effort()), ears.logits())
        return
    take = Take(ears, mind.card.window_seconds, language, time.monotonic)
    heard = 0
    for block in sounds.blocks(path):
        yield from take.push(block)
        heard += len(block)
        yield Progressed(heard / RATE)
    yield from take.finish()
    yield FileRead(path, "sound", tuple(take.parts), timings(mind, ears.effort()))


def dictate(
    mind: Mind, blocks: Iterator[Sound | None], released: Callable[[], float], language: str | None = None
) -> Generator[Event]:
    """Writes down a live take.  `blocks` gives None while there is nothing new and ends when the key is released;
    `released` then tells when that was, on the monotonic clock."""
    if not mind.card.hears:
        raise CannotError(f"{mind.card.title} cannot transcribe.")
    take = Take(mind.ears(), mind.card.window_seconds, language, time.monotonic)
    for block in blocks:
        if block is not None:
            yield from take.push(block)
        elif take.worth_reading():
            yield from take.read()
        else:
            yield Waiting()
    yield from take.finish()
    yield TakeFinished(take.text, time.monotonic() - released(), take.alarms)


def describe(
    path: Path, clips: Clips, mind: Mind, keep: Callable[[Eyes], None], question: str = "",
    exactly: Exactly | None = None,
) -> Generator[Event]:  # fmt: skip
    """Watches a clip or a picture and tells what there is to see; the eyes are kept for questions."""
    if not mind.card.sees:
        raise CannotError(f"{mind.card.title} cannot see.")
    eyes = mind.eyes(exact=exactly is not None, library_masks=exactly is not None and exactly.library_masks)
    still = clips.is_picture(path)
    if still:
        lasts, looks, count = 0.0, iter([clips.picture(path)]), 1
    else:
        lasts = clips.duration(path)
        most = mind.card.frames if exactly is None else EXACT_FRAMES
        if exactly is not None and lasts > EXACT_FRAMES:
            raise TooLongError(
                f"“{path.name}” lasts {lasts:.0f} s; one prompt holds {EXACT_FRAMES} frames, one a second."
            )
        places = moments(lasts, most)
        looks, count = clips.frames(path, places), len(places)
    for number, frame in enumerate(eyes.watch(looks, still=still, question=question), start=1):
        yield FrameSeen(number, count, frame)
    text = ""
    for text in eyes.tell(exactly.most_tokens) if exactly is not None else eyes.tell():
        yield DescriptionGrew(text)
    keep(eyes)
    part = Part(0.0, lasts, tuple(eyes.prompt_ids), tuple(eyes.generated_ids), text)
    yield FileRead(path, "picture" if still else "video", (part,), timings(mind, eyes.effort()), eyes.logits())


def ask(eyes: Eyes, question: str) -> Generator[Event]:
    """A question about what was watched."""
    for text in eyes.ask(question):
        yield DescriptionGrew(text)


def edit(mind: Mind, text: str, task: Manner | str) -> Generator[Event]:
    """Rewrites a text."""
    edited = yield from stepping(mind.pen().edit(text, task))
    yield TextEdited(text, edited.text, edited.kept_raw)


def timings(mind: Mind, effort: Effort) -> Timings:
    return Timings(mind.load_seconds, effort.prefill, effort.decode, mind.peak_bytes())
