"""Models on a disk that can be taken out: said on the card, and nothing is forgotten while the disk is not there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from earshot import disk, paths, shell
from earshot.domain.settings import Settings
from earshot.store import removable, settings
from earshot.ui.models.here import Box
from earshot.ui.sidebar import Place


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A disk with a model on it, in its place."""
    monkeypatch.setattr(removable, "PLACES", (tmp_path / "disks",))
    shutil.copytree(paths.POCKET, tmp_path / "disks" / "stick" / "mine")
    return tmp_path / "disks" / "stick"


def test_a_folder_is_known_by_its_disk_also_while_that_is_out(stick: Path) -> None:
    assert removable.removable(stick / "mine") and not removable.is_out(stick / "mine")
    assert not removable.removable(paths.POCKET) and not removable.is_out(Path("gone"))
    shutil.rmtree(stick)
    assert removable.removable(stick / "mine") and removable.is_out(stick / "mine")
    (stick.parent / "own disk").symlink_to(paths.POCKET.parent)
    assert not removable.removable(stick.parent / "own disk" / "pocket"), "a Mac has a link to its own disk there"


def test_the_card_says_so_and_the_choice_stays_while_the_disk_is_out(
    stick: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    disk.add_models(stick)
    paths.settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings.write(paths.settings_file(), Settings(model=str(stick / "mine")))
    window = shell.build(qapp)
    qtbot.addWidget(window)
    window.show()
    window.go(Place.MODELS)
    pane = window.models
    qtbot.waitUntil(lambda: stick / "mine" in pane.boxes and bool(pane.offers), timeout=60_000)
    box = pane.boxes[stick / "mine"]
    assert isinstance(box, Box) and "can be taken out" in box.says.text()
    assert "can be taken out" not in pane.boxes[paths.POCKET].says.text() and pane.out.isHidden()
    shutil.rmtree(stick)
    window.load(paths.POCKET)
    qtbot.waitUntil(lambda: window.model_name.text() == "Earshot Pocket", timeout=60_000)
    assert shell.of(window).kept.now.model == str(stick / "mine"), "it comes back with its disk"
    window.go(Place.MODELS)
    qtbot.waitUntil(lambda: stick / "mine" not in pane.boxes and pane.out.isVisible(), timeout=60_000)
    assert pane.out.text() == "On a disk that is not there now: “stick”."
    window.close()
