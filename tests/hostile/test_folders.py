"""One folder of every kind; a hundred by `python -m tests.hostile.folders --count 100`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.hostile import folders

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="open files are counted in /proc")


def test_every_kind_of_broken_folder_is_one_sentence_and_the_model_in_memory_goes_on() -> None:
    """In a process of its own, whose user and limits change on the way."""
    count = len(folders.KINDS)
    command = [sys.executable, "-m", "tests.hostile.folders", "--count", str(count), "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{count} folders" in done.stdout and " 0 failures" in done.stdout


@pytest.mark.parametrize(
    ("sentence", "well"),
    [
        ("The weights are damaged. | Get them again.", True),
        ("Something went wrong inside Earshot. | Try again.", False),
        ("[Errno 2] No such file | ", False),
        ("The weights are damaged. | ", False),
    ],
)
def test_a_sentence_without_a_way_out_is_a_failure(sentence: str, well: bool) -> None:
    assert (folders.judged(sentence) == "") is well


def test_what_is_left_behind_is_seen(tmp_path: Path) -> None:
    before = folders.left([tmp_path])
    (tmp_path / "part").write_text("")
    assert len(set(folders.left([tmp_path])) ^ set(before)) == 1
