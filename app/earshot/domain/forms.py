"""What was found in a file, in the form that was asked for: plain, bare text, subtitles, Markdown, a quotation."""

from __future__ import annotations

from collections.abc import Sequence

from earshot.domain.clip import mark
from earshot.domain.events import FileRead
from earshot.domain.reading import Part
from earshot.domain.subtitles import cues, marked, srt, vtt
from earshot.domain.words import text_of

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


def quoted(text: str, seconds: float | None, name: str) -> str:
    """A quotation with where it stands: “text” (name, 00:18)."""
    where = ", ".join(part for part in (_printable(name), "" if seconds is None else mark(seconds)) if part)
    return f"“{' '.join(text.split())}”" + (f" ({where})" if where else "")


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
    said = text_of(part.text for part in result.said)
    if said and not result.summary:
        blocks.append(f"Said: {said}")
    return "\n\n".join(block for block in blocks if block)


def _markdown(result: FileRead) -> str:
    blocks = [f"# {_printable(result.path.name)}", result.summary]
    if result.kind == "sound":
        blocks.append(marked(_told(result)))
    else:
        said = marked(result.said)
        seen = marked(result.parts) if len(result.parts) > 1 else result.text
        blocks += ["## Seen" if said and seen else "", seen, "## Said" if said else "", said]
    blocks += ["## Asked" if result.answers else "", *(f"*{one.question}* {one.text}" for one in result.answers)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in name)
