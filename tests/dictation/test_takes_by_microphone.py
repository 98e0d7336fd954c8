"""Live takes and long capture through a real stream, on short ones; each script is a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests import pulse

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not pulse.installed(), reason="pulseaudio is not installed: run `make setup`"),
]


def python(*words: str) -> str:
    run = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=280, check=False, cwd=ROOT)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_a_take_is_captured_to_the_bit_and_written_down_beside_a_whole_clip() -> None:
    told = python("-m", "tests.dictation.microphone", "--pairs", "1", "--lengths", "5")
    assert "0 overflows, 0 gaps, 0 samples lost" in told
    (row,) = [line.split() for line in told.splitlines() if line.lstrip().startswith("5 s")]
    after_last_sample, after_release, whole_clip = map(float, row[2:8:2])
    assert 0.0 < after_last_sample < after_release and whole_clip > 0.0


def test_twenty_seconds_with_two_busy_engines_lose_no_sample() -> None:
    told = python(str(ROOT / "packaging" / "capture.py"), "--minutes", "0.34", "--busy", "2")
    assert "0 samples lost" in told and "0 overflows" in told
