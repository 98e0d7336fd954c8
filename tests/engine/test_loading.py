"""A model comes into memory in steps, can be stopped between them, and is refused if it clearly cannot fit."""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import mlx.core as mx
import pytest

from earshot import parts, paths
from earshot.domain.errors import ModelError, ModelTooLargeError
from earshot.domain.steps import result
from earshot.engine import loading, memory, room
from earshot.engine.mind import Mind


def test_the_share_grows_and_the_model_stands_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "STEP_BYTES", 1_000_000)
    shares: list[float] = []
    assert result(Mind.in_steps(paths.POCKET), shares.append).card.title == "Earshot Pocket"
    assert shares == sorted(shares) and shares[0] == 0.0 and shares[-1] == 1.0
    assert len([share for share in shares if 0 < share < 1]) > 5


def test_a_load_that_is_stopped_gives_its_memory_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "STEP_BYTES", 1_000_000)
    gc.collect()
    before = mx.get_active_memory()
    steps = Mind.in_steps(paths.POCKET)
    while next(steps) < 0.5:
        pass
    assert mx.get_active_memory() > before + 8_000_000
    steps.close()
    gc.collect()
    assert mx.get_active_memory() <= before + 1_000_000


def test_a_model_that_cannot_fit_is_refused_with_both_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "room_bytes", lambda: 20_000_000)
    with pytest.raises(ModelTooLargeError, match=r"take 0\.03 GB, and 0\.02 GB are free") as caught:
        memory.make_sure_it_fits(paths.POCKET)
    assert "smaller model" in caught.value.advice and isinstance(caught.value, ModelError)


def test_a_model_that_fits_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    parts.Minds().make_sure_it_fits(paths.POCKET)
    monkeypatch.setattr(memory, "room_bytes", lambda: None)
    memory.make_sure_it_fits(paths.POCKET)


def test_the_room_is_what_the_system_has_free_and_what_we_would_give_back() -> None:
    room = memory.room_bytes()
    assert room is not None and 100e6 < room < 10e12


def test_a_system_that_does_not_tell_refuses_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if sys.platform != "darwin":
        monkeypatch.setattr(room, "_MEMINFO", tmp_path / "nothing")
        assert memory.room_bytes() is None


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What MLX is told of limits; nothing is really set."""
    told: list[tuple[str, int]] = []
    monkeypatch.setattr(mx, "set_cache_limit", lambda count: told.append(("cache", count)))
    monkeypatch.setattr(mx, "set_wired_limit", lambda count: told.append(("wired", count)))
    return told


def test_on_a_cpu_no_memory_is_wired(limits: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mx, "default_device", lambda: mx.cpu)
    for weights in (1_000_000, 100_000_000, 7_000_000_000):
        memory.set_limits(weights)
    assert limits == [("cache", memory.LEAST_FREED), ("cache", 100_000_000), ("cache", memory.MOST_FREED)]


def test_on_metal_no_more_is_wired_than_it_recommends(
    limits: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mx, "default_device", lambda: mx.gpu)
    monkeypatch.setattr(mx.metal, "is_available", lambda: True)
    monkeypatch.setattr(mx, "device_info", lambda: {"max_recommended_working_set_size": 12_000_000_000})
    memory.set_limits(7_000_000_000)
    assert limits == [("cache", memory.MOST_FREED), ("wired", 12_000_000_000)]


def test_a_load_sets_the_limits(limits: list[tuple[str, int]]) -> None:
    Mind(paths.POCKET).release()
    assert ("cache", memory.LEAST_FREED) in limits


def test_no_name_of_a_folder_is_a_pattern(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of the model's own nor of the one for temporary files."""
    folder, place = tmp_path / "my [best] models" / "po[ck]et*", tmp_path / "t[m]p"
    shutil.copytree(paths.POCKET, folder)
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    assert Mind(folder).card.folder == folder
    (folder / "model.safetensors").rename(folder / "model [1].safetensors")
    assert Mind(folder).card.title == "Earshot Pocket"
    assert not list(place.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a BLAS to choose")
@pytest.mark.parametrize(
    "first",
    [
        "parts.Minds().make_sure_it_fits(paths.POCKET)",
        "list(parts.Minds().load_in_steps(paths.POCKET))",
        "import earshot.engine.cache",
        "import earshot.engine.bench",
        "from earshot.engine.quantising import quantise; import tempfile, pathlib;"
        "list(quantise(paths.POCKET, pathlib.Path(tempfile.mkdtemp()) / 'small', 8, 32))",
    ],
)
def test_the_fast_blas_is_there_before_mlx_whatever_comes_first(first: str) -> None:
    code = (
        f"import sys; from earshot import parts, paths; {first};"
        "names = list(sys.modules); print(names.index('earshot.engine.blas') < names.index('mlx.core'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
