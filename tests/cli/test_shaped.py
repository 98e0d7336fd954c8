"""One result in every form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from earshot.cli.forms import record
from earshot.domain.events import FileRead
from earshot.domain.forms import shaped
from earshot.domain.reading import Alarm, Part, Timings
from fakes import card

NONE = Timings(0.1, 0.2, 0.3, 4)


def part(start: float, end: float, text: str, translation: str = "") -> Part:
    return Part(start, end, (1,), (2,), text, (), ((start, end),), translation)


SOUND = FileRead(Path("talk.wav"), "sound", (part(0, 2, "Guten Tag."), part(65, 67, "Auf bald.")), NONE)
CLIP = FileRead(Path("clip.mp4"), "video", (part(0, 15, "A dog runs."), part(15, 30, "It sleeps.")), NONE)


def test_bare_text() -> None:
    assert shaped(SOUND, "txt") == "Guten Tag. Auf bald."
    assert shaped(CLIP, "txt") == "00:00 A dog runs.\n00:15 It sleeps."


def test_subtitles_of_a_clip_show_what_is_said_and_without_a_word_what_is_seen() -> None:
    said = FileRead(CLIP.path, "video", CLIP.parts, NONE, said=(part(3, 4, "Sit!"),))
    assert "Sit!" in shaped(said, "srt") and "dog" not in shaped(said, "srt")
    assert "00:00:15.000 --> " in shaped(CLIP, "vtt") and "dog" in shaped(CLIP, "vtt")


def test_a_translation_takes_the_place_of_the_text_and_keeps_its_times() -> None:
    both = FileRead(SOUND.path, "sound", (part(0, 2, "Guten Tag.", "Hello."),), NONE)
    assert shaped(both, "txt") == shaped(both, "plain") == "Hello."
    assert shaped(both, "srt") == "1\n00:00:00,000 --> 00:00:02,000\nHello.\n"
    row = record(both, card())
    assert row["text"] == "Guten Tag." and row["translation"] == "Hello."


def test_plain_shows_what_is_said_below_what_is_seen() -> None:
    said = FileRead(CLIP.path, "video", CLIP.parts[:1], NONE, said=(part(3, 4, "Sit!"),))
    assert shaped(said, "plain") == "A dog runs.\n\nSaid: Sit!"


def test_markdown_names_the_file_and_marks_times() -> None:
    assert shaped(SOUND, "md") == "# talk.wav\n\n**00:00** Guten Tag.\n\n**01:05** Auf bald.\n"
    said = FileRead(Path("a\nb.mp4"), "video", CLIP.parts[:1], NONE, said=(part(3, 4, "Sit!"),), summary="A dog.")
    assert shaped(said, "md") == "# a b.mp4\n\nA dog.\n\n## Seen\n\nA dog runs.\n\n## Said\n\n**00:03** Sit!\n"


@pytest.mark.parametrize("result", [SOUND, CLIP])
def test_json_has_what_was_asked_for_and_no_more(result: FileRead) -> None:
    row = json.loads(json.dumps(record(result, card())))
    assert set(row) == {"schema", "path", "kind", "text", "model", "parts", "alarms", "timings_s", "peak_bytes"}
    marked = FileRead(result.path, result.kind, result.parts, NONE, alarms=(Alarm("damaged", "Damaged."),), summary="S")
    row = record(marked, card())
    assert row["alarms"] == ["damaged"] and row["summary"] == "S"
