"""The whole program as a person uses it: hold the key in another program, speak, let go, and the words stand there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import soxr
from tests.desktop.xserver import Other, XServer, until

import pulse
from earshot import paths
from earshot.domain.settings import Settings
from earshot.domain.sound import RATE
from earshot.domain.transcript import word_errors
from earshot.store import settings
from pulse import PulseAudio
from speech import spoken

READY_SECONDS = 4.0
"""A sound server takes two seconds for its first block."""
PATIENCE_SECONDS = 100.0
"""On a busy machine the model is loaded and read by what the others leave."""
pytestmark = pytest.mark.skipif(not pulse.installed(), reason="pulseaudio is not installed: run `make setup`")


@pytest.fixture
def server() -> Iterator[PulseAudio]:
    server = PulseAudio()
    yield server
    server.end()


@pytest.fixture
def program(screen: XServer, server: PulseAudio) -> Iterator[subprocess.Popen[bytes]]:
    settings.write(paths.settings_file(), Settings(hotkey="F8", insert_demo=True, overlay=True, welcomed=True))
    environment = {**screen.environment, **server.environment, "EARSHOT_DATA": os.environ["EARSHOT_DATA"]}
    with subprocess.Popen([sys.executable, "-m", "earshot"], env=environment) as running:
        yield running
        if running.poll() is None:
            running.send_signal(signal.SIGINT)


def test_words_stand_where_the_caret_was(
    screen: XServer, editor: Other, painter: Other, server: PulseAudio, program: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    said = spoken()[0]
    path = tmp_path / "spoken.wav"
    pulse.write(path, soxr.resample(said.sound(), RATE, pulse.RATE))
    screen.press("search", "--sync", "--name", "^Earshot$")
    painter.copy(text="kept", html="<b>kept</b>")
    editor.empty()
    editor.focus()
    screen.press("keydown", "F8")
    time.sleep(READY_SECONDS)
    assert server.speak(path).wait(30) == 0
    screen.press("keyup", "F8")
    assert until(lambda: editor.catch_up(0.05) or bool(editor.text), PATIENCE_SECONDS), "nothing was inserted"
    written = editor.text.split()
    assert word_errors(said.words, written) <= len(said.words) // 4, written
    assert until(lambda: screen.clipboard("text/html").decode() == "<b>kept</b>")
    assert program.poll() is None
    program.send_signal(signal.SIGINT)
    assert program.wait(15) == 0
