"""The text of the dictation pane in a person's hands: selected, pasted, saved, inserted, changed by a spoken wish."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QFileDialog
from tests.ui.seat import PATIENCE, Seat

from earshot import paths
from earshot.domain.manner import Manner
from earshot.engine.checkpoint import inspect

PASTED = "keep the the first. um send the the report"


def test_what_is_selected_is_edited_and_the_rest_stays(seat: Seat) -> None:
    pane = seat.pane
    QApplication.clipboard().setText(PASTED)
    pane.text.paste()
    cursor = pane.text.textCursor()
    cursor.setPosition(PASTED.index("um"))
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    pane.text.setTextCursor(cursor)
    seat.qtbot.mouseClick(pane.modes.buttons[Manner.POLISH], Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(pane.changes.isVisible, timeout=PATIENCE)
    seat.qtbot.mouseClick(pane.changes.accept_all, Qt.MouseButton.LeftButton)
    assert pane.text.toPlainText() == "keep the the first. send the report"
    seat.qtbot.mouseClick(pane.undo, Qt.MouseButton.LeftButton)
    assert pane.text.toPlainText() == PASTED


def test_the_text_is_saved(seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, pane = tmp_path / "text.txt", seat.pane
    assert not pane.save.isEnabled()
    pane.text.setPlainText("send the report")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    seat.qtbot.mouseClick(pane.save, Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(path.exists, timeout=PATIENCE)
    assert path.read_text() == "send the report\n"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "text.txt"), ""))
    seat.qtbot.mouseClick(pane.save, Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(lambda: "could not be written" in seat.window.notice.text(), timeout=PATIENCE)


def test_an_instruction_is_spoken_and_is_no_dictation(seat: Seat) -> None:
    pane = seat.pane
    assert not pane.modes.speak.isEnabled() and "follows no instructions" in pane.modes.own.toolTip()
    pane.use(replace(inspect(paths.POCKET), manners=None))
    pane.text.setPlainText("send the report")
    seat.qtbot.mouseClick(pane.modes.speak, Qt.MouseButton.LeftButton)
    seat.hears_something()
    assert pane.modes.speak.isChecked() and not pane.drop.isVisible(), "the pane itself is not dictated to"
    seat.qtbot.mouseClick(pane.modes.speak, Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(lambda: not pane.modes.speak.isChecked(), timeout=PATIENCE)
    assert "report" in pane.modes.own.text() and pane.text.toPlainText() == "send the report"
    seat.window.session.archive.find("")
    seat.qtbot.waitUntil(lambda: not seat.window.history.entries, timeout=PATIENCE)


def test_an_assistive_program_presses_the_talk_control_to_begin_and_to_finish(seat: Seat) -> None:
    press = QAccessible.queryAccessibleInterface(seat.pane.talk).actionInterface()
    assert press.pressAction() in press.actionNames() and seat.pane.talk.accessibleName() == "Talk"
    press.doAction(press.pressAction())
    seat.says_something()
    assert seat.pane.talk.accessibleName() == "Finish"
    press.doAction(press.pressAction())
    seat.waits_for("Written")


def test_a_clip_that_is_dropped_anywhere_is_watched(seat: Seat) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(paths.SAMPLES / "clip.mp4"))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(seat.pane.rect().center(), copy, data, left, none)
    seat.pane.dragEnterEvent(enter)
    assert not enter.isAccepted(), "nobody dictates a video"
    whole = seat.window.centralWidget()
    enter = QDragEnterEvent(whole.rect().center(), copy, data, left, none)
    QApplication.sendEvent(whole, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(whole, QDropEvent(QPointF(whole.rect().center()), copy, data, left, none))
    seat.qtbot.waitUntil(seat.window.describe.ask.isEnabled, timeout=PATIENCE)
    assert seat.window.describe.isVisible()


def test_what_is_said_while_a_model_is_coming_is_written_once_it_is_there(
    qtbot, qapp, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    seat = Seat(qtbot, qapp, monkeypatch, load=False)
    assert not seat.pane.talk.isEnabled()
    seat.window.load(paths.POCKET)
    assert seat.pane.talk.isEnabled() and "on its way" in seat.pane.state.text()
    seat.presses()
    seat.lets_go()
    seat.hears_something()
    seat.presses()
    seat.lets_go()
    seat.waits_for("Written")
    assert "report" in seat.pane.text.toPlainText()
    seat.window.close()
