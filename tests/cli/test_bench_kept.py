"""`earshot bench --save` and `--list`: what was measured stays, one model beside another."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

from tests.cli.test_bench import earshot
from tests.cli.test_bench import library as library
from tests.engine.test_drafter import written

from earshot import paths
from earshot.domain.figures import UNITS
from earshot.store import benchmarks


def test_a_model_is_measured_with_its_drafter_kept_and_listed(tmp_path: Path) -> None:
    written(paths.models_folder() / "pocket-assistant", paths.POCKET)
    done = earshot("bench", "--save", "--pairs", 1, "--json")
    assert done.returncode == 0, done.stderr
    (run,) = benchmarks.read(paths.benchmarks_folder())
    assert json.loads(done.stdout)["figures"] == run.figures
    assert set(run.figures) == set(UNITS) and run.model == "Earshot Pocket"
    assert str(tmp_path) not in next(paths.benchmarks_folder().iterdir()).read_text()
    half = {name: value / 2 for name, value in run.figures.items()}
    benchmarks.keep(paths.benchmarks_folder(), replace(run, model="Other", when="2999-01-01", figures=half))
    table = earshot("bench", "--list", "--baseline", 1).stdout
    assert "Earshot Pocket, 16 bit" in table and "(the baseline)" in table and table.count("-50%") >= len(UNITS) - 1
    assert "Recommended here: " in table
    file = tmp_path / "all.csv"
    assert earshot("bench", "--list", "--csv", file).returncode == 0
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert [row["model"] for row in rows] == ["Earshot Pocket", "Other"]
    assert float(rows[0]["load_s"]) == run.figures["load_s"]


def test_word_error_of_ones_own_recordings_is_kept_for_each_length_of_windows(library: Path) -> None:
    done = earshot("bench", "--save", "--pairs", 1, "--speech", library)
    assert done.returncode == 0, done.stderr
    (run,) = benchmarks.read(paths.benchmarks_folder())
    assert {f"word_error_{seconds}" for seconds in (10, 15, 20, 30)} < set(run.figures)
    assert "windows of" in done.stdout


def test_nothing_measured_and_a_baseline_that_is_not_there_are_one_sentence() -> None:
    empty = earshot("bench", "--list")
    assert empty.returncode == 1 and "Nothing was measured yet." in empty.stderr
    assert len(empty.stderr.splitlines()) == 1
