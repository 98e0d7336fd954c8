"""The models pane: what is on the disk, used, unloaded, refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from earshot import app, paths
from earshot.domain.errors import EarshotError
from earshot.ui.look.style import hint
from earshot.ui.models.pane import Box
from earshot.ui.sidebar import Place
from earshot.ui.window import Window


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[Window]:
    own = paths.models_folder()
    shutil.copytree(paths.POCKET, own / "another")
    (own / "damaged").mkdir()
    (own / "damaged" / "config.json").write_text("{")
    window = app.build(qapp)
    qtbot.addWidget(window)
    window.show()
    window.load(paths.POCKET)
    qtbot.waitUntil(lambda: window.model_name.text() == "Earshot Pocket", timeout=60_000)
    window.go(Place.MODELS)
    qtbot.waitUntil(lambda: len(window.models.boxes) == 3 and not window.models.state.text(), timeout=60_000)
    yield window
    window.close()


def box(window: Window, folder: Path) -> Box:
    found = window.models.boxes[folder]
    assert isinstance(found, Box)
    return found


def test_what_is_here_is_listed_used_and_unloaded(window: Window, qtbot: QtBot) -> None:
    another = paths.models_folder() / "another"
    assert box(window, paths.POCKET).unload.isVisible() and not box(window, paths.POCKET).use.isVisible()
    assert box(window, paths.POCKET).demo.isVisible()
    qtbot.mouseClick(box(window, another).use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: box(window, another).unload.isVisible(), timeout=60_000)
    assert box(window, paths.POCKET).use.isVisible()
    qtbot.mouseClick(box(window, another).unload, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.model_name.text() == "No model is open", timeout=60_000)
    assert box(window, another).use.isVisible() and not window.dictation.talk.isEnabled()


def test_a_damaged_folder_is_listed_with_the_reason(window: Window) -> None:
    damaged = window.models.boxes[paths.models_folder() / "damaged"]
    said = " ".join(label.text() for label in damaged.findChildren(QLabel))
    assert said.startswith("damaged ") and len(said.split()) > 4


def test_a_second_visit_looks_again(window: Window, qtbot: QtBot) -> None:
    shutil.rmtree(paths.models_folder() / "damaged")
    window.go(Place.DICTATE)
    window.go(Place.MODELS)
    qtbot.waitUntil(lambda: len(window.models.boxes) == 2 and not window.models.state.text(), timeout=60_000)


def test_a_strangers_name_is_letters_and_never_a_page(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    """Qt would open the file that an <img …> in a label names: a pipe or /dev/zero would end the window."""
    picture = QImage(900, 700, QImage.Format.Format_RGB32)
    assert picture.save(str(tmp_path / "large.png"))
    evil = f'<img src="file://{tmp_path}/large.png">'
    folder = paths.models_folder() / "evil"
    shutil.copytree(paths.POCKET, folder)
    (folder / "earshot.json").write_text(json.dumps({"title": evil}))
    (paths.models_folder() / "odd").mkdir()
    (paths.models_folder() / "odd" / "config.json").write_text(json.dumps({"model_type": evil}))
    window.loads.look()
    qtbot.waitUntil(lambda: len(window.models.boxes) == 5 and not window.models.state.text(), timeout=60_000)
    window.notice.tell(EarshotError(evil))
    for name in ("evil", "odd"):
        assert window.models.boxes[paths.models_folder() / name].sizeHint().height() < 400
    assert window.notice.sizeHint().height() < 400
    labels = window.findChildren(QLabel)
    assert [label.objectName() for label in labels if label.textFormat() is not Qt.TextFormat.PlainText] == []
    assert hint(evil).count("<") == 2 and hint("a name") == "a name"
