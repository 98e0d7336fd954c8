"""The window with the pocket model in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.seat import Seat

from earshot import app, paths
from earshot.ui.window import Window


@pytest.fixture(autouse=True)
def no_hub(own_folders: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever clicks on a model that is to be fetched reaches nobody."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[Window]:
    window = app.build(qapp)
    qtbot.addWidget(window)
    window.show()
    window.load(paths.POCKET)
    qtbot.waitUntil(lambda: window.model_name.text() == "Earshot Pocket", timeout=60_000)
    yield window
    window.close()


@pytest.fixture
def seat(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    seat = Seat(qtbot, qapp, monkeypatch)
    yield seat
    seat.window.close()
