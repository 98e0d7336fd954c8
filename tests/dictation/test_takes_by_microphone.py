"""Live takes and long capture through a real stream, on short ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests import pulse
from tests.dictation.microphone import measured

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not pulse.installed(), reason="pulseaudio is not installed: run `make setup`"),
]


def test_a_take_is_captured_to_the_bit_and_written_down_beside_a_whole_clip(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_SERVER"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # put back when this is over
    found = measured([5.0], pairs=1)
    (waited,), (compared,) = found.waited, found.compared
    assert compared.lost == 0 and compared.worst <= 1.0 and found.overflows == found.gaps == 0
    assert 0.0 < waited.after_last_sample < waited.after_release and waited.whole_clip > 0.0


@pytest.mark.timeout(300)
def test_twenty_seconds_with_two_busy_engines_lose_no_sample() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "capture.py"), "--minutes", "0.34", "--busy", "2"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 samples lost" in run.stdout and "0 overflows" in run.stdout
