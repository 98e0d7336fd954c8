"""A short stretch of switching models; all fifty by `python -m tests.session.switching --times 50`."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.session.switching import Switch, failures

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the process's memory is read from /proc")


@pytest.mark.slow
def test_nothing_of_a_model_stays_when_another_one_comes() -> None:
    """In a process of its own: this one may hold models for other tests."""
    command = [sys.executable, "-m", "tests.session.switching", "--times", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("left 10") == 4 and "3 switches" in done.stdout


def test_a_model_that_stays_and_memory_that_creeps_are_failures() -> None:
    def steady(**changes: int) -> Switch:
        return Switch("m", **{"active": 8, "held": 1000, "peak": 110, "alone": 100, **changes}, seconds=0.1)

    assert failures([steady()] * 9) == []
    assert "bytes of MLX left" in failures([steady(active=1 << 20)])[0]
    assert failures([steady()] * 5 + [steady(held=1019)]) == []
    assert len(failures([steady()] * 5 + [steady(held=1051)])) == 2
    assert "both models" in failures([steady(), steady(peak=200)])[0]
    assert "stayed" in failures([steady(held=1000), steady(held=1030)])[0]
