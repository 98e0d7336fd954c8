"""A sample of the mutants; all 500 by `python tests/hostile/run.py --count 500 --seed 1` or `make soak`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.hostile import run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory and work are read from /proc")


def failures(count: int, seed: int, folder: Path) -> list[str]:
    met = list(run.run(count, seed, folder))
    assert len(met) == count
    assert {one.answered for one in met} == {True, False}, "some are readable, some are not"
    return [f"{one.what}: {one.failure}\n{one.said}" for one in met if one.failure]


def test_a_sample_of_mutants_ends_in_an_answer_or_in_one_sentence(tmp_path: Path) -> None:
    assert failures(40, 12, tmp_path) == []


@pytest.mark.slow
def test_five_hundred_mutants_end_in_an_answer_or_in_one_sentence(tmp_path: Path) -> None:
    assert failures(500, 1, tmp_path) == []


@pytest.mark.parametrize(
    ("code", "shown", "said", "well"),
    [
        (0, "a text\n", "", True),
        (1, "", "The file is empty. Choose another file.\n", True),
        (1, '{"error": "It is empty."}\n', "", True),
        (1, "", "Traceback (most recent call last):\n", False),
        (1, "", "One.\nTwo.\n", False),
        (1, "", "", False),
        (1, "", "Something went wrong inside Earshot (KeyError).\n", False),
        (1, "half a text\n", "The file is damaged.\n", False),
        (-11, "", "", False),
        (120, "a text\n", "", False),
    ],
)
def test_a_bad_end_is_told_from_a_good_one(code: int, shown: str, said: str, well: bool) -> None:
    argv = ["transcribe", "--json"] if shown.startswith("{") else ["transcribe"]
    assert (run.judged(code, shown, said, argv) == "") is well


def test_a_worker_that_dies_or_hangs_is_a_failure_and_another_one_takes_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tmp_path / "tests" / "hostile" / "worker.py"
    worker.parent.mkdir(parents=True)
    worker.write_text(
        "import sys, os, json\nfor line in sys.stdin:\n"
        "    what = json.loads(line)['argv'][0]\n"
        "    if what == 'die': os._exit(3)\n"
        "    while what == 'hang': pass\n"
        "    print(json.dumps({'code': 0, 'peak': 1 if what == 'live' else 1 << 40}), flush=True)\n"
    )
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "WORK_SECONDS", 0.5)
    runner = run.Runner(tmp_path)
    try:
        ends = [runner.meet(what, [what]).failure for what in ("live", "die", "live", "hang", "live", "large")]
    finally:
        runner.close()
    assert ends == ["", "crash (3)", "", "hang", "", "memory"]
