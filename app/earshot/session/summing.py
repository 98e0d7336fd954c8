"""Summaries: of a text, of what is said in a file, of what is seen in a clip; long ones by parts."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from earshot.domain.clip import mark
from earshot.domain.errors import CannotError, EarshotError
from earshot.domain.events import Event, FileRead, PartsRead, Summing, TextEdited
from earshot.domain.reading import Part, pieces
from earshot.session.jobs import transcribe
from earshot.session.ports import Clips, Mind, Sounds
from earshot.session.take import ANYTHING, Hints, stepping
from earshot.session.watching import described_with_sound

PIECE = 9000
"""Characters summarised at once: about two thousand tokens, a quarter of an hour of speech."""


def summarise(mind: Mind, text: str) -> Generator[Event]:
    """A summary of a text of any length: of its pieces first, then of their summaries."""
    pen, raw = mind.pen(), text
    while True:
        found: list[str] = []
        cut = pieces(text, PIECE)
        for number, piece in enumerate(cut, start=1):
            yield Summing(number, len(cut))
            edit = yield from stepping(pen.summarise(piece))
            if edit.kept_raw:
                raise EarshotError("No summary came about: the model's answer was not usable.", "Try another model.")
            found.append(edit.text)
        shorter = "\n\n".join(found)
        if len(found) == 1 or len(shorter) >= len(text):
            yield TextEdited(raw, shorter)
            return
        text = shorter


def summarise_file(path: Path, sounds: Sounds, clips: Clips, mind: Mind, hints: Hints = ANYTHING) -> Generator[Event]:
    """What is said in a file and seen in it, and a summary of both."""
    if not mind.card.edits("summary"):
        raise CannotError(f"{mind.card.title} cannot summarise.")
    if clips.is_picture(path):
        raise EarshotError("A picture has no summary.", "Use describe.")
    job = described_with_sound(path, sounds, clips, mind, lambda _: None, hints)
    if not (mind.card.sees and clips.moves(path)):
        job = transcribe(path, sounds, mind, hints)
    for event in job:
        if not isinstance(event, FileRead):
            yield event
            continue
        yield PartsRead(event)
        yield from summed(mind, event)


def summed(mind: Mind, found: FileRead) -> Generator[Event]:
    """What was found in a file, with a summary of it."""
    for event in summarise(mind, _story(found)):
        yield replace(found, summary=event.text) if isinstance(event, TextEdited) else event


def _story(found: FileRead) -> str:
    """Everything known about a file in the order of its time, with time marks."""
    told = [(part.start_s, "said", part) for part in found.said]
    told += [(part.start_s, "seen" if found.kind == "video" else "said", part) for part in found.parts]
    told.sort(key=lambda known: known[0])
    lines = [_line(what, part, both=bool(found.said)) for _, what, part in told if part.text]
    if not lines:
        raise EarshotError("There is nothing to summarise: no speech was heard and nothing was seen.", "")
    return "\n".join(lines)


def _line(what: str, part: Part, *, both: bool) -> str:
    return f"{mark(part.start_s)} {f'({what}) ' if both else ''}{part.text}"
