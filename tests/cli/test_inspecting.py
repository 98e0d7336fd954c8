"""`earshot models inspect`, `add` and `forget`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.cli.test_bench import earshot

from earshot import paths


def test_a_folder_is_added_inspected_and_forgotten_and_nothing_of_it_changes(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(paths.POCKET, mine)
    assert "Fits. It needs" in earshot("models", "add", mine).stdout
    rows = [json.loads(line) for line in earshot("models", "inspect", "--json").stdout.splitlines()]
    assert [(row["folder"], row["origin"], row["read_only"]) for row in rows] == [
        (str(paths.POCKET), "embedded", True), (str(mine), "added", True)
    ]  # fmt: skip
    assert rows[1]["fit"] == "Fits" and rows[1]["free_bytes"] > rows[1]["weights_bytes"] > rows[1]["bytes"]
    assert earshot("models", "forget", mine).returncode == 0
    again = earshot("models", "forget", mine)
    assert again.returncode == 1 and "no entry" in again.stderr
    assert sorted(path.name for path in mine.iterdir()) == sorted(path.name for path in paths.POCKET.iterdir())


def test_what_is_missing_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "half").mkdir()
    shutil.copy(paths.POCKET / "config.json", tmp_path / "half")
    done = earshot("models", "inspect", tmp_path / "half")
    shown = done.stdout
    assert done.returncode == 1
    assert "holds no weights" in shown and "Missing: model.safetensors, tokenizer.json" in shown
