"""The library: every folder on this disk that may hold a model, each once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from earshot.store.library import folders


def model(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    return folder


@pytest.fixture
def pocket(tmp_path: Path) -> Path:
    return model(tmp_path / "pocket")


def test_the_embedded_model_is_always_there(pocket: Path, tmp_path: Path) -> None:
    assert list(folders(pocket, tmp_path / "none", "")) == [pocket]


def test_the_embedded_one_comes_first_then_ones_own_by_name_then_the_chosen_one(pocket: Path, tmp_path: Path) -> None:
    own = [model(tmp_path / "models" / name) for name in ("b", "a", "c")]
    chosen = model(tmp_path / "elsewhere")
    assert list(folders(pocket, tmp_path / "models", str(chosen))) == [pocket, *sorted(own), chosen]


def test_what_is_no_model_is_left_out(pocket: Path, tmp_path: Path) -> None:
    (tmp_path / "models" / "empty").mkdir(parents=True)
    (tmp_path / "models" / "notes.txt").write_text("config.json")
    (tmp_path / "models" / "odd" / "config.json").mkdir(parents=True)
    assert list(folders(pocket, tmp_path / "models", str(tmp_path / "gone"))) == [pocket]


def test_a_model_chosen_twice_is_listed_once(pocket: Path, tmp_path: Path) -> None:
    own = model(tmp_path / "models" / "own")
    (tmp_path / "models" / "same").symlink_to(own)
    assert list(folders(pocket, tmp_path / "models", str(own))) == [pocket, own]
    assert list(folders(pocket, tmp_path / "none", str(pocket))) == [pocket]


@pytest.mark.parametrize("chosen", ["\0", "x" * 300], ids=["no name at all", "far too long"])
def test_a_chosen_folder_that_cannot_exist_is_passed_over(chosen: str, pocket: Path, tmp_path: Path) -> None:
    assert list(folders(pocket, tmp_path / "none", chosen)) == [pocket]


def test_a_name_that_leads_round_in_a_circle_is_passed_over(pocket: Path, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "circle").symlink_to(tmp_path / "models" / "circle")
    assert list(folders(pocket, tmp_path / "models", "")) == [pocket]


def fetched(name: str, snapshot: str = "0" * 40) -> Path:
    """A model as the hub's client keeps it; returns the folder it can be used from."""
    repository = Path(os.environ["HF_HUB_CACHE"]) / f"models--{name.replace('/', '--')}"
    for part in ("refs", "blobs"):
        (repository / part).mkdir(parents=True, exist_ok=True)
    (repository / "refs" / "main").write_text(snapshot)
    (repository / "blobs" / "1").write_text("{}")
    folder = repository / "snapshots" / snapshot
    folder.mkdir(parents=True)
    (folder / "config.json").symlink_to("../../blobs/1")
    return folder


def test_a_gemma_that_was_fetched_before_is_found_where_it_lies(pocket: Path, tmp_path: Path) -> None:
    found = fetched("google/gemma-4-12b-it")
    fetched("someone/other-model")
    assert list(folders(pocket, tmp_path / "none", "")) == [pocket, found]
    assert list(folders(pocket, tmp_path / "none", str(found))) == [pocket, found]
