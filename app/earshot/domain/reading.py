"""What came of one prompt: text, tokens, and what should make one doubt it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from earshot.domain.clip import mark

REST = 2.0
"""While a window is open, the next reading comes no sooner than this many times what the last one cost."""


@dataclass(frozen=True)
class Alarm:
    """A reading that should be looked at; `kind` is a word for machines, `sentence` is for people."""

    kind: str
    sentence: str


@dataclass(frozen=True)
class Part:
    """One prompt and what came of it."""

    start_s: float
    end_s: float
    prompt_ids: tuple[int, ...]
    generated_ids: tuple[int, ...]
    text: str
    alarms: tuple[Alarm, ...] = ()
    speech: tuple[tuple[float, float], ...] = ()
    """Where in the file somebody speaks, in seconds."""
    translation: str = ""
    frames_s: tuple[float, ...] = ()
    """The moments of a clip that were looked at, in seconds."""

    def with_text(self, text: str) -> Part:
        """The same part with another text."""
        return replace(self, text=text)


@dataclass(frozen=True)
class Answer:
    """A question about a clip and what came of it."""

    question: str
    text: str


def telling(parts: Sequence[Part]) -> tuple[Alarm, ...]:
    """Alarms a user should be told of: those of parts without a text only if no part has any."""
    empty = not any(part.text for part in parts)
    return tuple(dict.fromkeys(alarm for part in parts for alarm in part.alarms if part.text or empty))


def seen(parts: Sequence[Part]) -> str:
    """What is seen in a clip: one sentence, or a line with a time mark for every scene."""
    if len(parts) == 1:
        return parts[0].text
    return "\n".join(f"{mark(part.start_s)} {part.text}" for part in parts if part.text)


def pieces(text: str, most: int) -> list[str]:
    """A text in pieces of at most `most` characters, cut between lines, else between words."""
    out = [""]
    for line in text.splitlines(keepends=True):
        for word in [line] if len(line) <= most else line.split(" "):
            joint = "" if not out[-1] or out[-1].endswith("\n") else " "
            if out[-1] and len(out[-1]) + len(joint) + len(word) > most:
                out.append(word[:most])
            else:
                out[-1] += joint + word
    return [piece.strip() for piece in out if piece.strip()]


@dataclass(frozen=True)
class Reading:
    """What a window says, as the model reads it now."""

    text: str
    ids: tuple[int, ...]
    prompt_ids: tuple[int, ...]
    alarms: tuple[Alarm, ...] = ()
    translation: str = ""


@dataclass(frozen=True)
class Edit:
    """What came of an edit; `kept_raw` says why the raw text was kept."""

    raw: str
    text: str
    prompt_ids: tuple[int, ...]
    ids: tuple[int, ...]
    kept_raw: Alarm | None = None


@dataclass(frozen=True)
class Timings:
    """Seconds spent, and the most memory MLX held."""

    load: float
    prefill: float
    decode: float
    peak_bytes: int


@dataclass(frozen=True)
class Effort:
    """Seconds the model has spent reading and saying so far."""

    prefill: float
    decode: float
