"""A minute of every sound in which nobody speaks, through the session: no text, and it is said once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.dictation.noises import NAMES, noise
from tests.pulse import write

from earshot import paths
from earshot.cli.desk import Desk

SPEED = 100.0
SENTENCE = "No speech was heard."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(Path(tmp_path_factory.mktemp("takes")), speed=SPEED, ahead=5.0)
    desk.open(paths.POCKET)
    yield desk
    desk.close()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_written_down_and_it_is_said_once(desk: Desk, name: str) -> None:
    taken = desk.take(noise(name))
    assert (taken.done.text, taken.done.raw, taken.finishes) == ("", "", 1)
    assert taken.notices == (SENTENCE,)
    assert not [shown for shown in taken.notes.shown if shown.words.text]
    assert taken.notes.samples[-1] == 60 * 16_000


def test_the_terminal_says_it_once_too(tmp_path: Path) -> None:
    write(tmp_path / "hum.wav", noise("hum", 1.0))
    command = [sys.executable, "-m", "earshot", "listen", "--sound", str(tmp_path / "hum.wav")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 0 and done.stdout == ""
    assert (done.stdout + done.stderr).count(SENTENCE) == 1
