"""What came of one prompt: text, tokens, and what should make one doubt it."""

from __future__ import annotations

from dataclasses import dataclass, replace


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

    def with_text(self, text: str) -> Part:
        """The same part with another text."""
        return replace(self, text=text)


@dataclass(frozen=True)
class Reading:
    """What a window says, as the model reads it now."""

    text: str
    ids: tuple[int, ...]
    prompt_ids: tuple[int, ...]
    alarms: tuple[Alarm, ...] = ()


@dataclass(frozen=True)
class Edit:
    """What came of an edit; `kept_raw` says why the raw text was kept."""

    raw: str
    text: str
    prompt_ids: tuple[int, ...]
    ids: tuple[int, ...]
    kept_raw: Alarm | None = None


@dataclass(frozen=True)
class Effort:
    """Seconds the model has spent reading and saying so far."""

    prefill: float
    decode: float
