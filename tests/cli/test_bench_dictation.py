"""`earshot bench --dictation` on the pocket model, played fast, and what it notes on the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from earshot.cli.notes import Notes
from earshot.domain.transcript import Words


def bench(speed: float) -> dict[str, Any]:
    words = ("bench", "--dictation", "--pairs", "1", "--lengths", "5", "--speed", str(speed), "--json")
    run = [sys.executable, "-m", "earshot", *words]
    done = subprocess.run(run, capture_output=True, text=True, timeout=160, check=False)
    assert done.returncode == 0, done.stderr
    row: dict[str, Any] = json.loads(done.stdout)
    return row


def test_one_pair_is_timed_on_both_sides_and_leaves_the_history_alone() -> None:
    """So fast that there may be no time for a reading before the last one."""
    row = bench(6.0)
    (take,) = row["takes"]
    assert take["speech"] == 5.0 and take["whole_clip"] > 0.0
    assert 0.0 < take["after_last_sample"] < take["after_release"], "the tail comes between them"
    assert [reading["into_window_s"] for reading in row["readings"]] == [5.0, 10.0, 20.0, 28.0]
    assert row["words"] >= 4 and row["word_to_screen_s"]["median"] <= row["word_to_settled_s"]["median"]
    assert row["changed_in_open_window"] == 0
    assert not Path(os.environ["EARSHOT_DATA"]).exists(), "nothing of the user's is touched"


@pytest.mark.slow
def test_readings_are_measured_at_the_speed_of_speech() -> None:
    row = bench(1.0)
    first = row["readings"][0]
    assert first["readings"] >= 1 and first["cost_s"] > 0.0 and 0.0 <= first["draft_survives"] <= 1.0
    assert row["settled"] > 0 and row["word_to_screen_s"]["median"] < row["word_to_settled_s"]["median"]


def test_a_settled_word_that_changes_in_an_open_window_is_noted() -> None:
    notes = Notes()
    for words in (Words("", "send a"), Words("send a", "report"), Words("send the", "report")):
        notes.show(words)
    assert notes.changed == 1
    notes.closing()
    notes.show(Words("Send that report.", ""))
    assert (notes.changed, notes.settled) == (1, 2), "the final reading may replace them"
    notes.show(Words("Send that report. Now", ""))
    assert notes.changed == 1
