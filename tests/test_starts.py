"""The whole program: started, started again, ended and killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import startup


def started(data: Path, *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "EARSHOT_DATA": str(data), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "earshot", *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until_it_says(mark: Path, word: str) -> None:
    until = time.monotonic() + 60
    while not (mark.exists() and mark.read_text(encoding="utf-8") == word):
        assert time.monotonic() < until, f"the mark never said {word}"
        time.sleep(0.05)


@pytest.fixture
def first(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    program = started(tmp_path)
    until_it_says(tmp_path / "open.mark", "open")
    yield program
    program.kill()
    program.communicate(timeout=30)


def test_a_second_start_ends_at_once_and_the_first_one_closes_cleanly(
    first: subprocess.Popen[str], tmp_path: Path
) -> None:
    second = started(tmp_path, "open", "some.wav")
    _, said = second.communicate(timeout=30)
    assert (second.returncode, said) == (0, "")
    assert first.poll() is None
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=30) == 0
    assert not (tmp_path / "open.mark").exists()
    assert not (tmp_path / "earshot.log").exists(), (tmp_path / "earshot.log").read_text(encoding="utf-8")


def test_a_start_after_a_kill_works_and_knows_of_it(first: subprocess.Popen[str], tmp_path: Path) -> None:
    first.kill()
    first.wait(timeout=30)
    assert (tmp_path / "open.mark").read_text(encoding="utf-8") == "open"
    again = started(tmp_path)
    until_it_says(tmp_path / "open.mark", "starting")
    until_it_says(tmp_path / "open.mark", "open")
    again.terminate()
    again.communicate(timeout=30)
    assert again.returncode == 0


def test_the_window_is_painted_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _, _, heavy, _ = startup.once(str(tmp_path))
    assert heavy == []
