"""Long work as generators of events.  A job knows no thread, queue or widget, so a test is `list(job)`."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from earshot.domain.card import Card
from earshot.domain.errors import CannotError, EarshotError, MemoryFullError, TooLongError
from earshot.domain.events import (
    Event,
    FileRead,
    Noticed,
    PartsRead,
    Progressed,
    Stepped,
    TextEdited,
    Waiting,
)
from earshot.domain.manner import Manner
from earshot.domain.model_events import ModelFound, ModelLetGo, ModelLoading, ModelReady, ModelRefused
from earshot.domain.reading import Alarm, Effort, Part, Timings
from earshot.domain.sound import RATE, Sound
from earshot.domain.take_events import TakeFinished
from earshot.domain.voice import Judge
from earshot.session.pace import Ease, Pace
from earshot.session.ports import Mind, Minds, Sounds
from earshot.session.take import ANYTHING, Hints, Take, stepping

Job = Generator[Event]
EXACT_FRAMES = 60
"""Frames of a clip in one prompt when asked for exactly: the family's own limit."""


@dataclass(frozen=True)
class Exactly:
    """One prompt, greedy, no zeroing, guards, context or cutting; input that does not fit is an error."""

    most_tokens: int
    scores: bool = False
    """Keep the logits behind every token."""
    library_masks: bool = False
    """Pictures are read with the masks of the libraries' defaults (decision 0003), to compare with those."""


def load(minds: Minds, folder: Path, let_go: Callable[[], None], keep: Callable[[Mind], None]) -> Generator[Event]:
    """Brings a model into memory.  Files and room are checked before `let_go` releases the old model."""
    minds.inspect(folder)
    yield Stepped()
    minds.make_sure_it_fits(folder)
    let_go()
    yield ModelLetGo()
    steps = minds.load_in_steps(folder)
    try:
        while True:
            yield ModelLoading(next(steps))
    except StopIteration as end:
        mind: Mind = end.value
    finally:
        steps.close()
    keep(mind)
    yield ModelReady(mind.card)


def look(folders: Callable[[], Iterable[Path]], minds: Minds) -> Generator[Event]:
    """Inspects every model on this disk without loading it."""
    room = minds.room()
    for folder in folders():
        try:
            yield ModelFound(minds.inspect(folder), room, minds.verdict(folder))
        except EarshotError as error:
            yield ModelRefused(folder, error)


def transcribe(
    path: Path, sounds: Sounds, mind: Mind, hints: Hints = ANYTHING, exactly: Exactly | None = None
) -> Generator[Event]:
    """Writes down what is said in a file."""
    if not mind.card.hears:
        raise CannotError(f"{mind.card.title} cannot transcribe.")
    alarms: list[Alarm] = []
    if exactly is not None:
        fits(exactly, mind.card)
        found, lasts = _whole(path, sounds.blocks(path, alarms.append), mind.card.window_seconds)
        ears = mind.ears(exact=True, scores=exactly.scores)
        ears.open(hints.language, vocabulary=hints.vocabulary)
        for block in found:
            ears.feed(block)
            yield Stepped()
        reading = yield from stepping(ears.close(limit=exactly.most_tokens))
        part = Part(0.0, lasts, reading.prompt_ids, reading.ids, reading.text)
        yield FileRead(path, "sound", (part,), timings(mind, ears.effort()), ears.logits(), tuple(alarms))
        return
    ears, heard = mind.ears(), 0
    take = Take(ears, sounds.detector(), mind.card.cut_seconds, time.monotonic, hints)

    def so_far() -> FileRead:
        return FileRead(path, "sound", tuple(take.parts), timings(mind, ears.effort()), alarms=tuple(alarms))

    for block in sounds.blocks(path, alarms.append):
        yield from _keeping(take.push(block), take, so_far)
        heard += len(block)
        yield Progressed(heard / RATE)
    yield from _keeping(take.finish(), take, so_far)
    yield so_far()


def _keeping(steps: Generator[Event], take: Take, so_far: Callable[[], FileRead]) -> Generator[Event]:
    """The steps of a take, and before anything else what is done of the file whenever a window has been read."""
    done = len(take.parts)
    for event in steps:
        if len(take.parts) > done:
            done = len(take.parts)
            yield PartsRead(so_far())
        yield event


def fits(exactly: Exactly, card: Card) -> None:
    """Raises TooLongError if the answer alone is longer than the model's context."""
    if exactly.most_tokens >= card.context:
        raise TooLongError(
            f"{exactly.most_tokens} tokens do not fit into the {card.context} positions of {card.title}.",
            "Ask for fewer with --max-tokens.",
        )


def _whole(path: Path, blocks: Iterator[Sound], most: float) -> tuple[list[Sound], float]:
    """All of a short sound and its seconds; a long one is read no further than is needed to know."""
    found: list[Sound] = []
    samples = 0
    for block in blocks:
        found.append(block)
        samples += len(block)
        if samples / RATE > most:
            raise TooLongError(f"“{path.name}” lasts longer than the {most:.0f} s that one prompt holds.")
    return found, samples / RATE


def dictate(
    mind: Mind, judge: Judge, blocks: Iterator[Sound | None], released: Callable[[], float], hints: Hints = ANYTHING,
    pace: Pace | None = None,
) -> Generator[Event]:  # fmt: skip
    """Writes down a live take.  `blocks` gives None while there is nothing new and ends when the key is released;
    `released` then tells when that was, on the monotonic clock; before, it is 0.  `pace` says when words are shown."""
    if not mind.card.hears:
        raise CannotError(f"{mind.card.title} cannot transcribe.")
    pace = pace or Pace(Ease())
    take = Take(mind.ears(), judge, mind.card.cut_seconds, time.monotonic, hints, pace)
    alarms: tuple[Alarm, ...] = ()
    try:
        for block in blocks:
            if block is not None:
                yield from take.push(block)
            elif take.worth_reading():
                yield from take.read(hurry=lambda: released() > 0)
            elif news := pace.news():
                yield Noticed(news)
            else:
                yield Waiting()
        yield from take.finish()
    except MemoryFullError as error:
        if not take.text or not released():  # nothing to give out, or more is still being said: the sound is kept
            raise
        alarms = (Alarm("memory", f"{error.sentence} The rest is missing."),)
    lasted = time.monotonic() - released()
    alarms = (*take.alarms, *alarms)
    yield TakeFinished(take.text, lasted, alarms, take.replaced, take.spoken, final_only=take.final_only)


def edit(mind: Mind, text: str, task: Manner | str) -> Generator[Event]:
    """Rewrites a text."""
    edited = yield from stepping(mind.pen().edit(text, task))
    yield TextEdited(text, edited.text, edited.kept_raw)


def timings(mind: Mind, effort: Effort) -> Timings:
    return Timings(mind.load_seconds, effort.prefill, effort.decode, mind.peak_bytes())
