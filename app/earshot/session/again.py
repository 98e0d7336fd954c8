"""A take of the history, read once more by the model that is in memory now.  Jobs of the thinking lane."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

from earshot.domain.entry import Entry, Text
from earshot.domain.errors import EarshotError, HistoryError
from earshot.domain.events import Event, FileRead, Waiting
from earshot.domain.manner import Manner
from earshot.domain.replacements import OwnWords, corrected, corrections
from earshot.domain.take_events import TakeReadAgain
from earshot.session import jobs
from earshot.session.editing import edited
from earshot.session.ports import Mind, Sounds
from earshot.session.shelf import Shelf
from earshot.session.take import Hints

T = TypeVar("T")


def again(
    mind: Mind, sounds: Sounds, entry: Entry, sound: Path, words: OwnWords, language: str | None
) -> Generator[Event, None, Text]:
    """What this model makes of it, edited as the text before was.  Raises EarshotError; the old text stays then."""
    raw = ""
    for event in jobs.transcribe(sound, sounds, mind, Hints(language, words.terms)):
        if isinstance(event, FileRead):
            raw = event.text
        else:
            yield event
    if not raw:
        raise EarshotError(f"{mind.card.title} hears no speech in this take.", "The text from before stays.")
    made = ""
    if entry.manner:
        known = {manner.value: manner for manner in Manner}
        made = yield from edited(mind, words, known.get(entry.manner, entry.manner), raw)
    text = made or corrected(raw, corrections(words))
    return Text(raw, text if text != raw else "", entry.manner if made else "", mind.card.title)


def job(
    number: int, shelf: Callable[[Callable[[Shelf], None]], None], wake: Callable[[], None],
    mind: Callable[[], Mind], sounds: Sounds, language: str | None,
) -> jobs.Job:  # fmt: skip
    """Reads take `number` again and writes it down; `shelf` has something done on the take thread, `wake` the lane."""
    entry, sound, words = yield from _asked(lambda there: there.to_read_again(number), shelf, wake)
    text = yield from again(mind(), sounds, entry, sound, words, language)
    changed = yield from _asked(lambda there: there.have_read_again(number, text), shelf, wake)
    yield TakeReadAgain(changed)


def _asked(
    question: Callable[[Shelf], T], shelf: Callable[[Callable[[Shelf], None]], None], wake: Callable[[], None]
) -> Generator[Event, None, T]:
    """The answer of the take thread, which is waited for without holding anything up."""
    answers: list[T] = []
    errors: list[EarshotError] = []

    def ask(there: Shelf) -> None:
        try:
            answers.append(question(there))
        except EarshotError as error:
            errors.append(error)
        except Exception:
            errors.append(HistoryError("The history cannot be read."))
            raise
        finally:
            wake()

    shelf(ask)
    while not answers:
        if errors:
            raise errors[0]
        yield Waiting()
    return answers[0]
