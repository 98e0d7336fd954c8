"""Takes on the screen: one key or button, an undo for five seconds, and the text as it was spoken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.seat import PATIENCE, Seat

from earshot import parts, paths
from earshot.domain.entry import Condition
from earshot.domain.keys import Style
from earshot.domain.settings import Settings
from earshot.domain.take_events import TakeBegan, TakeCancelled, TakeEnds, TakeFinished, TakenBack
from earshot.store import settings


def conditions() -> list[Condition]:
    history = parts.history()
    try:
        return [entry.condition for entry in history.newest()]
    finally:
        history.close()


def test_a_held_button_talks_and_the_text_can_be_taken_back(seat: Seat) -> None:
    seat.window.session.use_key(Style.HOLD)
    seat.pane.set_key(Style.HOLD)
    seat.presses()
    seat.says_something()
    assert seat.pane.state.text() == "Listening. Let go to finish."
    assert seat.pane.drop.isVisible() and not seat.pane.undo_bar.isVisible()
    seat.lets_go()
    seat.waits_for("Written")
    text = seat.pane.text.toPlainText()
    assert "report" in text
    assert seat.pane.undo_bar.isVisible() and seat.pane.undo_bar.button.text() == "Take back"
    seat.qtbot.mouseClick(seat.pane.undo_bar.button, Qt.MouseButton.LeftButton)
    seat.waits_for("Taken back")
    assert seat.pane.text.toPlainText() == "" and not seat.pane.undo_bar.isVisible()
    seat.qtbot.waitUntil(lambda: conditions() == [Condition.CANCELLED], timeout=PATIENCE)
    seat.qtbot.mouseClick(seat.pane.undo, Qt.MouseButton.LeftButton)
    assert seat.pane.text.toPlainText() == text, "taking back is a change like any other"


def test_a_tapped_button_goes_on_until_it_is_tapped_again(seat: Seat) -> None:
    seat.presses()
    seat.lets_go()
    seat.says_something()
    assert seat.pane.state.text() == "Listening. Press again to finish."
    seat.presses()
    seat.lets_go()
    seat.waits_for("Written")
    assert "report" in seat.pane.text.toPlainText()


def test_a_dropped_take_can_be_brought_back_while_the_bar_is_there(seat: Seat) -> None:
    seat.presses()
    seat.lets_go()
    seat.says_something()
    seat.qtbot.keyClick(seat.window, Qt.Key.Key_Escape)
    seat.qtbot.waitUntil(seat.pane.undo_bar.isVisible, timeout=PATIENCE)
    assert seat.pane.undo_bar.says.text() == "The take was dropped."
    assert seat.pane.text.toPlainText() == "" and not seat.pane.drop.isVisible()
    seat.qtbot.mouseClick(seat.pane.undo_bar.button, Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(lambda: "report" in seat.pane.text.toPlainText(), timeout=PATIENCE)


def test_the_space_bar_is_the_button_and_keeps_the_focus(seat: Seat) -> None:
    seat.pane.talk.setFocus()
    seat.qtbot.keyClick(seat.pane.talk, Qt.Key.Key_Space)
    seat.says_something()
    seat.qtbot.keyClick(seat.pane.talk, Qt.Key.Key_Space)
    seat.waits_for("Written")
    assert QApplication.focusWidget() is seat.pane.talk


def test_the_chosen_style_is_obeyed_and_named(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.write(paths.settings_file(), Settings(key_style="toggle"))
    seat = Seat(qtbot, qapp, monkeypatch)
    assert "press again to finish" in seat.pane.state.text()
    seat.presses()
    seat.says_something()
    qtbot.wait(350)
    seat.lets_go()
    qtbot.wait(100)
    assert seat.pane.talk._talking, "a toggling key does not care how long it is held"
    seat.window.close()


def test_the_text_as_it_was_spoken_is_one_press_away(seat: Seat) -> None:
    takes, pane = seat.window.takes, seat.pane
    takes.deliver(7, TakeBegan())
    takes.deliver(7, TakeEnds())
    takes.deliver(7, TakeFinished("Send the report.", 0.1, raw="um send the report"))
    assert pane.spoken.isVisible() and not pane.spoken.isChecked()
    for shown in ("um send the report", "Send the report."):
        seat.qtbot.mouseClick(pane.spoken, Qt.MouseButton.LeftButton)
        assert pane.text.toPlainText() == shown
    pane.edited("Please send the report.")
    seat.qtbot.mouseClick(pane.changes.accept_all, Qt.MouseButton.LeftButton)
    seat.qtbot.mouseClick(pane.spoken, Qt.MouseButton.LeftButton)
    assert pane.text.toPlainText() == "um send the report", "what was spoken stays what was spoken"
    pane.text.insertPlainText("by hand")
    assert not pane.spoken.isVisible(), "it is the person's own text now"


def test_an_edit_begun_before_the_take_is_over_loses_no_text(seat: Seat) -> None:
    takes, pane = seat.window.takes, seat.pane
    takes.deliver(7, TakeBegan())
    takes.deliver(7, TakeFinished("um send the report", 0.1))
    pane.working("Working on it …")
    takes.over(7)
    assert pane.text.toPlainText() == "um send the report"


def test_a_take_that_comes_late_stands_before_the_one_that_is_spoken(seat: Seat) -> None:
    takes, pane = seat.window.takes, seat.pane
    takes.deliver(7, TakeBegan())
    takes.deliver(7, TakeCancelled())
    takes.deliver(8, TakeBegan())
    takes.deliver(7, TakeFinished("One.", 0.1))
    takes.over(7)
    takes.deliver(8, TakeFinished("Two.", 0.1))
    takes.over(8)
    assert pane.text.toPlainText() == "One. Two."
    takes.deliver(8, TakenBack(0))
    assert pane.text.toPlainText() == "One."
    takes.deliver(7, TakenBack(0))
    assert pane.text.toPlainText() == ""


def test_a_take_that_said_to_take_the_last_one_back_leaves_neither(seat: Seat) -> None:
    takes, pane = seat.window.takes, seat.pane
    takes.deliver(7, TakeBegan())
    takes.deliver(7, TakeFinished("One.", 0.1))
    takes.over(7)
    takes.deliver(8, TakeBegan())
    takes.deliver(7, TakenBack(0))
    takes.deliver(8, TakeFinished("", 0.1))
    takes.over(8)
    assert (pane.text.toPlainText(), pane.state.text()) == ("", "Taken back.")
