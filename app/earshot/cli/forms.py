"""What was found in a file, as JSON."""

from __future__ import annotations

from earshot.domain.card import Card
from earshot.domain.events import FileRead
from earshot.domain.reading import Part

SCHEMA = 1


def record(result: FileRead, card: Card) -> dict[str, object]:
    """One JSON object; what was not asked for is left out."""
    found: dict[str, object] = {
        "schema": SCHEMA,
        "path": str(result.path),
        "kind": result.kind,
        "text": result.text,
        "model": card.title,
        "parts": [_part(part) for part in result.parts],
        "alarms": [alarm.kind for alarm in result.alarms],
        "timings_s": {"load": result.timings.load, "prefill": result.timings.prefill, "decode": result.timings.decode},
        "peak_bytes": result.timings.peak_bytes,
    }
    if result.said:
        found["said"] = [_part(part) for part in result.said]
    if result.translation:
        found["translation"] = result.translation
    if result.summary:
        found["summary"] = result.summary
    return found


def _part(part: Part) -> dict[str, object]:
    found: dict[str, object] = {
        "start_s": round(part.start_s, 3),
        "end_s": round(part.end_s, 3),
        "prompt_ids": part.prompt_ids,
        "generated_ids": part.generated_ids,
        "text": part.text,
        "alarms": [alarm.kind for alarm in part.alarms],
    }
    if part.translation:
        found["translation"] = part.translation
    if part.frames_s:
        found["frames_s"] = [round(moment, 3) for moment in part.frames_s]
    return found
