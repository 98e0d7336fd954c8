"""Measurements on the disk: each a file, whole or not there, and a damaged one hides no other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from earshot.domain.errors import EarshotError
from earshot.domain.figures import Run
from earshot.store import benchmarks

RUN = Run(
    "Gemma 4 12B / it", "4 bit", "Linux", "0.1.0", "2026-11-21T10:00:00+00:00", {"load_s": 1.5, "word_error_10": 0.1}
)


def test_what_is_kept_is_read_again_oldest_first(tmp_path: Path) -> None:
    later = replace(RUN, when="2026-11-22T10:00:00+00:00")
    assert benchmarks.keep(tmp_path / "new", later) != benchmarks.keep(tmp_path / "new", RUN)
    assert benchmarks.keep(tmp_path / "new", RUN).name.endswith("-2.json"), "the same once more takes nothing away"
    assert benchmarks.read(tmp_path / "new") == [RUN, RUN, later]
    assert not list((tmp_path / "new").glob("*.part"))


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"model": 7}', "[" * 100_000, json.dumps({**RUN.__dict__, "figures": [1]})]
)
def test_a_damaged_file_is_passed_over(tmp_path: Path, content: str) -> None:
    benchmarks.keep(tmp_path, RUN)
    (tmp_path / "bad.json").write_text(content)
    (tmp_path / "folder.json").mkdir()
    assert benchmarks.read(tmp_path) == [RUN]


def test_figures_that_are_none_are_left_out(tmp_path: Path) -> None:
    odd = {
        "load_s": float("nan"),
        "evil": 1,
        "peak_bytes": "1",
        "word_error": True,
        "decode_tokens_s": -1,
        "reading_s": 2,
    }
    (tmp_path / "odd.json").write_text(json.dumps({**RUN.__dict__, "figures": odd}))
    assert benchmarks.read(tmp_path) == [replace(RUN, figures={"reading_s": 2.0})]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EarshotError, match="could not be kept"):
        benchmarks.keep(tmp_path / "file", RUN)
    assert benchmarks.read(tmp_path / "file") == []
