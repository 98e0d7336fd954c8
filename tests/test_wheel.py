"""A wheel carries the model and the samples, and runs from where it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_an_installed_wheel_hears_sees_and_edits(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.stat().st_size < 20_000_000
    target = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True, timeout=120)
    assert not list((target / "earshot" / "carried").rglob("*.py")), "the recipe stays out"
    place = "import earshot, sys; sys.stdout.write(earshot.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(target)}
    run = lambda *words: subprocess.run(  # noqa: E731
        [sys.executable, *words],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run("-c", place).stdout.startswith(str(target))
    done = run("-m", "earshot", "self-test")
    assert done.returncode == 0, done.stdout + done.stderr
