"""The health card: all that a bug report needs and nothing of what was said."""

from __future__ import annotations

from dataclasses import fields

import pytest

from earshot.domain.health import Health, as_json, card, from_json

FULL = Health(
    version="0.1.0", system="macOS 26", model="Gemma 4 12B, 4 bit", device="MacBook Microphone", rate=48_000,
    channels=1, seconds=12.34, speech_seconds=9.0, peak_db=-6.2, overflows=1, gaps=2, gap_seconds=0.25,
    device_changes=1, final_only=True,
    opening=0.2, waited_for_model=1.5, first_word=0.9, release_to_text=0.42, readings=7, replaced_words=3,
    alarms=("loop", "damaged"), inserted="pasted",
)  # fmt: skip


def test_the_history_keeps_it_whole() -> None:
    assert from_json(as_json(FULL)) == FULL


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"rate": "fast", "gaps": true, "alarms": 3, "mood": 1}'])
def test_what_is_damaged_counts_as_not_known(text: str) -> None:
    assert from_json(text) == Health()


def test_the_card_says_every_figure() -> None:
    text = card(FULL)
    for said in ("48000 Hz", "12.3 s", "-6 dB", "1 overflows", "2 gaps (0.25 s)", "0.42 s", "loop, damaged", "pasted"):
        assert said in text
    assert len(text.splitlines()) == 15


def test_what_is_not_known_is_left_out() -> None:
    assert "Microphone" not in card(Health()) and "Text after release" not in card(Health())


def test_every_field_is_a_figure_or_a_name_of_a_thing() -> None:
    """A field for text would be a field for what was said."""
    names = {field.name for field in fields(Health) if isinstance(field.default, (str, tuple))}
    assert names == {"version", "system", "model", "device", "alarms", "inserted"}


@pytest.mark.parametrize(
    ("device", "shown"),
    [
        ("Ann's AirPods", "AirPods"), ("Ann’s AirPods Pro", "AirPods Pro"), ("AirPods von Ann", "AirPods"),
        ("James' Headset", "Headset"), ("Shure MV7", "Shure MV7"), ("two\nlines", "two lines"),
    ],
)  # fmt: skip
def test_whose_microphone_it_is_stays_out(device: str, shown: str) -> None:
    assert f"Microphone: {shown}\n" in card(Health(device=device))
