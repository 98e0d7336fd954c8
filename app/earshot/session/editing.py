"""A text in a manner that was asked for, with the user's own words.  Job of the thinking lane."""

from __future__ import annotations

from collections.abc import Generator

from earshot.domain.errors import EarshotError
from earshot.domain.events import Event, Noticed, TextEdited
from earshot.domain.manner import Manner
from earshot.domain.replacements import OwnWords, corrected, corrections
from earshot.session import jobs
from earshot.session.ports import Mind


def edited(mind: Mind, words: OwnWords, manner: Manner | str, raw: str) -> Generator[Event, None, str]:
    """Empty if the raw text is better, or nothing came of the editing: that is told, and the words are there."""
    rules, made = corrections(words), ""
    try:
        for event in jobs.edit(mind, corrected(raw, rules), manner):
            if isinstance(event, TextEdited):
                made = "" if event.kept_raw else corrected(event.text, rules)
                if event.kept_raw:
                    yield Noticed(event.kept_raw.sentence)
            else:
                yield event
    except EarshotError as error:
        yield Noticed(error.sentence, error.advice)
    return made
