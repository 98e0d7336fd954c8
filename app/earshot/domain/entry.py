"""A take as the history keeps it, what it is exported as, and what many of them add up to.  Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, tzinfo
from enum import Enum
from typing import TypedDict

from earshot.domain.words import word_count

TYPED_WORDS_A_MINUTE = 40.0
"""How fast an ordinary typist is, for the time that speaking saves."""


class Condition(Enum):
    """How far a take has come."""

    RECORDING = "recording"
    RECOGNISING = "recognising"
    DONE = "done"
    RECOVERED = "recovered"
    """Its program ended in the midst of it; it is shown and never inserted by itself."""
    CANCELLED = "cancelled"
    """Or taken back after it was delivered."""
    FAILED = "failed"


TAKE = "take"
UNDER_WAY = (Condition.RECORDING, Condition.RECOGNISING)


@dataclass(frozen=True)
class Entry:
    """One row."""

    number: int
    begun_at: float
    """Seconds since 1970, UTC."""
    condition: Condition = Condition.RECORDING
    sound: str = ""
    """Name of its file in the recordings folder; empty when the sound is gone."""
    seconds: float = 0.0
    raw: str = ""
    """As it was heard."""
    edited: str = ""
    """As it was edited; empty if it was not."""
    manner: str = ""
    """How it was edited: a manner's name, or an instruction of the user's own."""
    model: str = ""
    health: str = ""
    """The health card, JSON (domain/health.py)."""
    inserted_into: str = ""
    """Name of the program that got the text."""
    earlier: str = ""
    """Texts of it that were replaced since, JSON; `earlier` reads them."""
    fleeting: bool = False
    """Nothing of it is kept once it is delivered or cancelled, nor after a crash."""
    kind: str = TAKE
    """A take, or what a file was that was described: video, picture, sound."""
    path: str = ""
    """Where that file lies; empty for a take, and for a picture that was pasted."""

    @property
    def text(self) -> str:
        """What was delivered, or would be."""
        return self.edited or self.raw

    @property
    def words(self) -> int:
        return word_count(self.text)


class Changes(TypedDict, total=False):
    """What of an entry may change."""

    condition: Condition
    sound: str
    seconds: float
    raw: str
    edited: str
    manner: str
    model: str
    health: str
    inserted_into: str
    earlier: str


@dataclass(frozen=True)
class Text:
    """What a model made of a take."""

    raw: str = ""
    edited: str = ""
    manner: str = ""
    model: str = ""


def earlier(kept: str) -> tuple[Text, ...]:
    """The texts of a take before its last one, oldest first; what cannot be read is left out."""
    found = _object(kept) or []
    rows = found if isinstance(found, list) else []
    names = [field.name for field in fields(Text)]
    return tuple(Text(**{name: str(row.get(name, "")) for name in names}) for row in rows if isinstance(row, dict))


def read_again(entry: Entry, text: Text) -> Changes:
    """Another text in place of the one there is, which is kept; whatever it was inserted as stays inserted."""
    before = earlier(entry.earlier)
    if entry.raw:
        before = (*before, Text(entry.raw, entry.edited, entry.manner, entry.model))
    return {
        "raw": text.raw, "edited": text.edited, "manner": text.manner, "model": text.model,
        "condition": Condition.DONE if entry.condition is Condition.FAILED else entry.condition,
        "earlier": json.dumps([asdict(one) for one in before], ensure_ascii=False) if before else "",
    }  # fmt: skip


def as_text(entries: Iterable[Entry]) -> str:
    """The texts alone, a blank line between them."""
    texts = [entry.text for entry in entries if entry.text]
    return "\n\n".join(texts) + "\n" if texts else ""


def as_markdown(entries: Iterable[Entry], zone: tzinfo = UTC) -> str:
    """One heading a day and one a take, in the order given; below an edited text the raw one is quoted."""
    blocks, today = [], ""
    for entry in entries:
        begun = datetime.fromtimestamp(entry.begun_at, zone)
        if f"{begun:%Y-%m-%d}" != today:
            today = f"{begun:%Y-%m-%d}"
            blocks.append(f"# {today}")
        blocks.append(f"## {begun:%H:%M:%S} ({entry.seconds:.1f} s)")
        blocks.append(_plain(entry.text) or f"*{entry.condition.value}*")
        if entry.edited and entry.edited != entry.raw:
            blocks.append("\n".join(f"> {line}".rstrip() for line in _plain(entry.raw).splitlines()))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _plain(text: str) -> str:
    """Signs at the beginning of a line that Markdown would take for its own are made letters."""
    lines = (f"\\{line}" if line.lstrip()[:1] in set("#>*+-=`~|") else line for line in text.strip().splitlines())
    return "\n".join(lines)


def as_json(entries: Iterable[Entry]) -> str:
    """Everything that is known of every take; `health` as an object, `begun_at` in ISO 8601, UTC."""
    rows = [
        asdict(entry)
        | {
            "condition": entry.condition.value,
            "begun_at": datetime.fromtimestamp(entry.begun_at, UTC).isoformat(timespec="milliseconds"),
            "health": _object(entry.health),
            "earlier": [asdict(text) for text in earlier(entry.earlier)],
        }
        for entry in entries
    ]
    return json.dumps({"schema": 1, "takes": rows}, ensure_ascii=False, indent=2) + "\n"


def _object(text: str) -> object:
    try:
        return json.loads(text) if text else {}
    except ValueError:
        return {}


@dataclass(frozen=True)
class Statistics:
    """What all takes with a text add up to."""

    takes: int
    words: int
    seconds: float
    """Spoken."""

    @property
    def words_a_minute(self) -> float:
        return self.words / self.seconds * 60.0 if self.seconds else 0.0

    @property
    def saved_seconds(self) -> float:
        """Against typing the same words; never less than nothing."""
        return max(0.0, self.words / TYPED_WORDS_A_MINUTE * 60.0 - self.seconds)


def statistics(entries: Iterable[Entry]) -> Statistics:
    """Over takes that came to a text and were not cancelled; clips are not spoken by the user."""
    takes = (entry for entry in entries if entry.kind == TAKE)
    counted = [entry for entry in takes if entry.text and entry.condition is not Condition.CANCELLED]
    return Statistics(
        len(counted), sum(entry.words for entry in counted), sum((entry.seconds for entry in counted), 0.0)
    )
