"""How a take went, for a bug report: figures and devices, never a word of what was said."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True)
class Health:
    """One take; times in seconds, levels in dB below full scale."""

    version: str = ""
    system: str = ""
    model: str = ""
    device: str = ""
    rate: int = 0
    """The device's own, samples a second."""
    channels: int = 0
    seconds: float = 0.0
    speech_seconds: float = 0.0
    peak_db: float = 0.0
    overflows: int = 0
    """Times the system dropped sound before we got it."""
    gaps: int = 0
    gap_seconds: float = 0.0
    device_changes: int = 0
    opening: float = 0.0
    """From the press to the first sample."""
    waited_for_model: float = 0.0
    first_word: float = 0.0
    """From the press to the first word on the screen."""
    release_to_text: float = 0.0
    readings: int = 0
    replaced_words: int = 0
    final_only: bool = False
    """Some words came only at the end of their window."""
    alarms: tuple[str, ...] = ()
    """Their kinds."""
    inserted: str = ""
    """How the text was put in its place."""


def as_json(health: Health) -> str:
    """For the history."""
    return json.dumps(asdict(health), ensure_ascii=False)


def from_json(text: str) -> Health:
    """What is missing, unknown or of a wrong kind counts as not known."""
    try:
        content = json.loads(text)
    except ValueError:
        return Health()
    if not isinstance(content, dict):
        return Health()
    found: dict[str, object] = {}
    for field in fields(Health):
        value, usual = content.get(field.name), field.default
        if isinstance(usual, tuple) and isinstance(value, list):
            found[field.name] = tuple(kind for kind in value if isinstance(kind, str))
        elif isinstance(usual, float) and isinstance(value, (int, float)) and not isinstance(value, bool):
            found[field.name] = float(value)
        elif type(value) is type(usual):
            found[field.name] = value
    return Health(**found)  # type: ignore[arg-type]  # every value has the kind of its field's default


def card(health: Health) -> str:
    """The card as text to copy, one line a fact; what is not known is left out, and whose device it is too."""
    lines = [
        ("Earshot", health.version),
        ("System", health.system),
        ("Model", health.model),
        ("Microphone", _nobodys(health.device)),
        ("Captured", f"{health.rate} Hz, {health.channels} ch" if health.rate else ""),
        ("Take", f"{health.seconds:.1f} s, {health.speech_seconds:.1f} s of speech, peak {health.peak_db:.0f} dB"),
        ("Lost", f"{health.overflows} overflows, {health.gaps} gaps ({health.gap_seconds:.2f} s)"),
        ("Devices changed", str(health.device_changes or "")),
        ("Waited", f"{health.opening:.2f} s for the microphone, {health.waited_for_model:.2f} s for the model"),
        ("First word after", f"{health.first_word:.2f} s" if health.first_word else ""),
        ("Text after release", f"{health.release_to_text:.2f} s" if health.release_to_text else ""),
        ("Readings", f"{health.readings}, {health.replaced_words} settled words replaced"),
        ("Live words", "not all the time" if health.final_only else ""),
        ("Alarms", ", ".join(health.alarms)),
        ("Inserted", health.inserted),
    ]
    return "".join(f"{name}: {_line(value)}\n" for name, value in lines if value)


def _nobodys(device: str) -> str:
    """“Ann's AirPods” are AirPods."""
    return re.sub(r"^.*['’]s?\s+(?=\S)|\s+(?:von|de|di|of)\s+.*$", "", device)


def _line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
