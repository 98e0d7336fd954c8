"""What was found in a file, in the form that was asked for: plain, bare text, JSON, subtitles, Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from earshot.domain.card import Card
from earshot.domain.events import FileRead
from earshot.domain.reading import Part
from earshot.domain.subtitles import cues, marked, srt, vtt

SCHEMA = 1
SUFFIXES = {"txt": ".txt", "srt": ".srt", "vtt": ".vtt", "md": ".md", "json": ".json"}


def shaped(result: FileRead, form: str) -> str:
    """The text of a result; `form` is one of txt, srt, vtt, md, plain."""
    match form:
        case "srt":
            return srt(cues(_told(result)))
        case "vtt":
            return vtt(cues(_told(result)))
        case "md":
            return _markdown(result)
        case "txt":
            return result.summary or result.translation or result.text
        case _:
            return _plain(result)


def _told(result: FileRead) -> Sequence[Part]:
    """What subtitles show: what is said, translated if asked for; without a word of it, what is seen."""
    if result.kind == "video" and any(part.text for part in result.said):
        return result.said
    if result.translation:
        return [part.with_text(part.translation or part.text) for part in result.parts]
    return result.parts


def _plain(result: FileRead) -> str:
    """Everything there is, one under the other."""
    blocks = [result.summary, result.translation, "" if result.summary or result.translation else result.text]
    said = " ".join(part.text for part in result.said if part.text)
    if said and not result.summary:
        blocks.append(f"Said: {said}")
    return "\n\n".join(block for block in blocks if block)


def _markdown(result: FileRead) -> str:
    name = "".join(letter if letter.isprintable() else " " for letter in result.path.name)
    blocks = [f"# {name}", result.summary]
    if result.kind == "sound":
        blocks.append(marked(_told(result)))
    else:
        said = marked(result.said)
        seen = marked(result.parts) if len(result.parts) > 1 else result.text
        blocks += ["## Seen" if said and seen else "", seen, "## Said" if said else "", said]
    return "\n\n".join(block for block in blocks if block) + "\n"


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
