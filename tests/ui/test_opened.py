"""Files from outside: Finder, the Dock, a second start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from earshot import app, paths
from earshot.desktop import single
from earshot.ui.around.opened import Opened


def test_a_file_opened_in_finder_comes_with_a_call(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    opened = Opened(qapp)
    qapp.installEventFilter(opened)
    told: list[object] = []
    opened.came.connect(told.append)
    opened.called.connect(lambda: told.append("called"))
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(str(tmp_path / "a.mp4")))
    assert told == ["called", tmp_path / "a.mp4"]
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl("https://nowhere.example/")))
    assert len(told) == 2, "an address is no file"
    qapp.removeEventFilter(opened)


def test_a_second_start_is_a_call_with_its_files(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    first = single.first(tmp_path)
    assert first is not None
    opened = Opened(qapp)
    told: list[object] = []
    opened.came.connect(told.append)
    opened.called.connect(lambda: told.append("called"))
    opened.listen(first.fileno(), first.handed)
    single.hand_over(tmp_path, [])
    qtbot.waitUntil(lambda: told == ["called"], timeout=60_000)
    single.hand_over(tmp_path, [tmp_path / "a.wav"])
    qtbot.waitUntil(lambda: told[-1] == tmp_path / "a.wav", timeout=60_000)
    opened.deaf()
    first.close()


def test_a_file_that_comes_before_the_model_is_watched_once_that_is_there(qtbot: QtBot, qapp: QApplication) -> None:
    window = app.build(qapp)
    qtbot.addWidget(window)
    window.show()
    window.load(paths.POCKET)
    window.take_files([paths.SAMPLES / "clip.mp4"])
    said = (paths.SAMPLES / "clip.txt").read_text(encoding="utf-8").strip()
    qtbot.waitUntil(lambda: window.describe.text.toPlainText().strip() == said, timeout=60_000)
    window.to_front()
    assert window.isVisible()
    window.close()
