"""What leaves the history: texts, Markdown, JSON and sums."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta, timezone

from earshot.domain.entry import (
    Condition,
    Entry,
    Text,
    as_json,
    as_markdown,
    as_text,
    earlier,
    read_again,
    statistics,
)

NOON = 1_700_046_000.0
"""2023-11-15, 11:00 UTC."""
TAKE = Entry(1, NOON, Condition.DONE, "a.wav", 2.5, "hello um world", "Hello, world.", "polish", "pocket")
TAKES = [
    TAKE,
    Entry(2, NOON + 60, Condition.DONE, seconds=1.0, raw="# not a heading\n- nor a list"),
    Entry(3, NOON + 86_400, Condition.FAILED, seconds=4.0),
]


def test_text_is_what_was_delivered() -> None:
    assert as_text(TAKES) == "Hello, world.\n\n# not a heading\n- nor a list\n"
    assert as_text([]) == "" == as_text(TAKES[2:])


def test_markdown_has_a_heading_a_day_and_quotes_what_was_edited() -> None:
    assert as_markdown(TAKES).split("\n\n") == [
        "# 2023-11-15", "## 11:00:00 (2.5 s)", "Hello, world.", "> hello um world",
        "## 11:01:00 (1.0 s)", "\\# not a heading\n\\- nor a list", "# 2023-11-16", "## 11:00:00 (4.0 s)", "*failed*\n",
    ]  # fmt: skip
    assert as_markdown([]) == ""


def test_markdown_tells_the_time_of_the_user() -> None:
    assert "# 2023-11-16\n\n## 01:00:00" in as_markdown([TAKE], timezone(timedelta(hours=14)))


def test_json_is_everything() -> None:
    found = json.loads(as_json([replace(TAKE, health='{"rate": 48000}'), replace(TAKE, health="{")]))
    assert found["schema"] == 1
    one, other = found["takes"]
    assert one["begun_at"] == "2023-11-15T11:00:00.000+00:00" and one["condition"] == "done"
    assert (one["raw"], one["edited"], one["manner"]) == ("hello um world", "Hello, world.", "polish")
    assert one["health"] == {"rate": 48000} and other["health"] == {}


def test_sums() -> None:
    found = statistics(TAKES)
    assert (found.takes, found.words, found.seconds) == (2, 8, 3.5)
    assert round(found.words_a_minute, 1) == 137.1
    assert found.saved_seconds == 8 / 40 * 60 - 3.5
    nothing = statistics([])
    assert nothing.words_a_minute == 0.0 == nothing.saved_seconds


def test_slow_speech_saves_nothing_and_costs_nothing() -> None:
    assert statistics([replace(TAKE, seconds=600.0)]).saved_seconds == 0.0


def test_a_text_that_is_replaced_is_kept_and_the_entry_names_the_new_model() -> None:
    once = replace(TAKE, **read_again(TAKE, Text("one", model="One")))
    twice = replace(once, **read_again(once, Text("two", "Two.", "polish", "Two")))
    assert (twice.text, twice.raw, twice.model, twice.sound) == ("Two.", "two", "Two", TAKE.sound)
    old = Text("hello um world", "Hello, world.", "polish", "pocket")
    assert earlier(twice.earlier) == (old, Text("one", model="One"))
    assert json.loads(as_json([once]))["takes"][0]["earlier"][0]["raw"] == "hello um world"


def test_a_take_that_failed_is_done_when_it_was_read_after_all() -> None:
    changed = replace(TAKES[2], **read_again(TAKES[2], Text("words")))
    assert (changed.condition, changed.raw, changed.earlier) == (Condition.DONE, "words", "")


def test_what_is_damaged_of_earlier_texts_counts_as_none() -> None:
    assert earlier("") == earlier("{") == earlier("7") == earlier('["x"]') == ()
    assert earlier('[{"raw": 3}]') == (Text("3"),)
