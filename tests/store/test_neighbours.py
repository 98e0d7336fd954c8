"""Models of other programs and of the user's own folders: found where they lie, and nothing of them changes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from earshot import disk, parts, paths
from earshot.domain.candidate import Origin
from earshot.domain.errors import ModelError
from earshot.domain.steps import result
from earshot.engine import checkpoint
from earshot.engine.mind import Mind
from earshot.store import added, neighbours


def model(folder: Path, kind: str = "gemma4_unified") -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model_type": kind}))
    return folder


def listing(folder: Path) -> list[tuple[str, int, int]]:
    """Everything below a folder, with its time and size."""
    return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.rglob("*"))]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_lm_studio_is_searched_in_the_folder_it_was_told_to_use_and_in_its_usual_ones(
    home: Path, tmp_path: Path
) -> None:
    elsewhere = model(tmp_path / "disk" / "mlx-community" / "gemma-4-12B-it-4bit")
    usual = model(home / ".lmstudio" / "models" / "google" / "gemma-4-e4b")
    older = model(home / ".cache" / "lm-studio" / "models" / "someone" / "mine", "gemma4")
    model(home / ".lmstudio" / "models" / "someone" / "llama", "llama")
    (home / ".lmstudio" / "settings.json").write_text(json.dumps({"downloadsFolder": str(tmp_path / "disk")}))
    assert neighbours.lm_studio(home) == [elsewhere, usual, older]


@pytest.mark.parametrize("settings", ["", "[]", '{"downloadsFolder": 7}', '{"downloadsFolder": "\\u0000"}', "[" * 9000])
def test_odd_settings_of_lm_studio_are_passed_over(home: Path, settings: str) -> None:
    usual = model(home / ".lmstudio" / "models" / "google" / "gemma-4-e4b")
    (home / ".lmstudio" / "settings.json").write_text(settings)
    assert neighbours.lm_studio(home) == [usual]


def test_a_folder_of_models_is_searched_some_levels_down_and_a_circle_is_not_walked(tmp_path: Path) -> None:
    one, other = model(tmp_path / "a" / "b" / "c"), model(tmp_path / "z")
    model(tmp_path / "1" / "2" / "3" / "4")
    model(tmp_path / ".hidden" / "model")
    (tmp_path / "round").symlink_to(tmp_path)
    found = list(neighbours.below(tmp_path))
    assert found[0] == other and one in found and not any(".hidden" in str(folder) for folder in found)
    assert not any(folder.name == "4" for folder in found)


def test_each_folder_says_who_put_it_there_and_only_earshots_own_may_be_removed(home: Path, tmp_path: Path) -> None:
    own = model(paths.models_folder() / "own")
    studio = model(home / ".lmstudio" / "models" / "google" / "gemma-4-e4b")
    mine = model(tmp_path / "mine" / "gemma")
    disk.add_models(mine)
    origins = {found.folder: found for found in disk.found()}
    assert origins[paths.POCKET].origin is Origin.EMBEDDED and origins[own].origin is Origin.OWN
    assert origins[studio].origin is Origin.LM_STUDIO and origins[mine].origin is Origin.ADDED
    assert [folder for folder, found in origins.items() if not found.read_only] == [own]


def test_a_link_in_earshots_own_folder_is_not_its_own(tmp_path: Path) -> None:
    mine = model(tmp_path / "mine")
    paths.models_folder().mkdir(parents=True)
    (paths.models_folder() / "link").symlink_to(mine)
    assert [found.read_only for found in disk.found() if found.folder.name == "link"] == [True]


def test_a_folder_that_is_dropped_is_remembered_once_and_used_where_it_lies(tmp_path: Path) -> None:
    mine = tmp_path / "models" / "po cket"
    shutil.copytree(paths.POCKET, mine)
    before = listing(mine)
    (candidate,) = disk.add_models(mine)
    disk.add_models(mine)
    assert candidate.card == checkpoint.inspect(mine) and candidate.complete and candidate.found.read_only
    assert added.read(paths.added_models_file()) == [mine]
    assert mine in set(disk.models())
    assert disk.forget_models(mine) and not disk.forget_models(mine)
    assert mine not in set(disk.models()) and listing(mine) == before


def test_a_folder_without_a_model_is_one_sentence_and_not_remembered(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no model"):
        disk.add_models(tmp_path)
    assert added.read(paths.added_models_file()) == []


@pytest.mark.parametrize("content", ["", "{}", "[1, null]", "[[[", '"x"'])
def test_a_damaged_list_of_places_counts_as_empty(tmp_path: Path, content: str) -> None:
    file = tmp_path / "places.json"
    file.write_text(content)
    assert added.read(file) == []


def test_a_list_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="cannot be written"):
        added.add(tmp_path / "file" / "places.json", model(tmp_path / "mine"))


def test_a_model_in_the_hubs_cache_is_known_by_its_config_too(tmp_path: Path) -> None:
    repository = Path(os.environ["HF_HUB_CACHE"]) / "models--someone--my-own-conversion"
    snapshot = repository / "snapshots" / ("1" * 40)
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("1" * 40)
    (repository / "blobs").mkdir()
    (repository / "blobs" / "a").write_text('{"model_type": "gemma4_unified"}')
    (snapshot / "config.json").symlink_to("../../blobs/a")
    assert neighbours.cached() == [snapshot]


def test_a_drafter_that_was_made_for_a_model_is_found_beside_it_and_used(tmp_path: Path) -> None:
    from tests.engine.test_drafter import written

    other = written(paths.models_folder() / "another", paths.POCKET)
    config = json.loads((other / "config.json").read_text()) | {"backbone_hidden_size": 3840}
    (other / "config.json").write_text(json.dumps(config))
    assert disk.drafter_for(paths.POCKET) is None
    made = written(tmp_path / "mine" / "pocket-assistant", paths.POCKET)
    disk.add_models(made)
    assert disk.drafter_for(paths.POCKET) == made
    mind = result(parts.Minds().load_in_steps(paths.POCKET))
    assert isinstance(mind, Mind) and mind.checkpoint.drafter is not None
    mind.release()
