"""What stands in the dictation pane stays there, whatever is done besides: lines, undo, what is edited, the caret."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from tests.ui.seat import PATIENCE, Seat

from earshot import paths
from earshot.domain.manner import Manner

TYPED = "um send the the report"


def polish(seat: Seat) -> None:
    seat.qtbot.mouseClick(seat.pane.modes.buttons[Manner.POLISH], Qt.MouseButton.LeftButton)


def select(seat: Seat, start: int, end: int) -> None:
    cursor = seat.pane.text.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    seat.pane.text.setTextCursor(cursor)


def speak(seat: Seat) -> None:
    before = len(seat.microphones)
    seat.qtbot.waitUntil(lambda: all(one.stopped.is_set() for one in seat.microphones), timeout=PATIENCE)
    seat.window.takes.toggle()
    seat.qtbot.waitUntil(lambda: len(seat.microphones) > before, timeout=PATIENCE)
    seat.says_something()


def dictate(seat: Seat) -> None:
    speak(seat)
    seat.window.takes.toggle()
    seat.waits_for("Written")


def test_who_speaks_while_the_text_is_edited_loses_neither(seat: Seat) -> None:
    seat.pane.text.setPlainText(TYPED)
    polish(seat)
    assert seat.pane.manuscript.frozen
    dictate(seat)
    text = seat.pane.text.toPlainText()
    assert text.startswith(TYPED) and text.endswith("on monday")
    assert seat.pane.changes.isHidden(), "the edit was given up"
    polish(seat)
    seat.qtbot.waitUntil(seat.pane.changes.isVisible, timeout=PATIENCE)


def test_a_take_that_comes_back_while_the_text_is_edited_goes_behind_it(seat: Seat) -> None:
    seat.pane.text.setPlainText(TYPED)
    polish(seat)
    seat.pane.finished_late("on monday", 7)
    seat.qtbot.waitUntil(seat.pane.changes.isVisible, timeout=PATIENCE)
    assert seat.pane.changes.text == "send the report on monday"
    seat.pane.finished_late("at noon", 8)
    assert seat.pane.text.toPlainText() == "send the report on monday at noon"


def test_empty_lines_before_a_take_stay(seat: Seat) -> None:
    seat.pane.text.setPlainText("Notes.\n\n")
    dictate(seat)
    assert seat.pane.text.toPlainText().startswith("Notes.\n\num please send")
    seat.pane.undo_bar.button.click()
    seat.waits_for("Taken back")
    assert seat.pane.text.toPlainText() == "Notes.\n\n"


def test_everything_can_be_undone_behind_a_take_that_came_and_one_that_was_dropped(seat: Seat) -> None:
    text = seat.pane.text
    text.insertPlainText("first")
    dictate(seat)
    said = text.toPlainText()
    speak(seat)
    seat.pane.drop.click()
    seat.qtbot.waitUntil(lambda: not seat.pane.manuscript.frozen, timeout=PATIENCE)
    assert text.toPlainText() == said
    dictate(seat)
    for before in (said, "first", ""):
        assert seat.pane.undo.isEnabled()
        seat.pane.undo.click()
        assert text.toPlainText() == before


def test_the_selection_is_edited_behind_signs_that_qt_counts_twice(seat: Seat) -> None:
    seat.pane.text.setPlainText(f"😀𠮷 {TYPED} um 😀")
    select(seat, 5, 5 + len(TYPED))
    polish(seat)
    seat.qtbot.waitUntil(seat.pane.changes.isVisible, timeout=PATIENCE)
    seat.pane.changes.accept_all.click()
    assert seat.pane.text.toPlainText() == "😀𠮷 send the report um 😀"


def test_copying_takes_words_alone_and_leaves_the_selection(seat: Seat) -> None:
    seat.pane.text.setPlainText("😀 send\nthe report")
    seat.pane.copy.click()
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == "😀 send\nthe report" and clipboard.mimeData().formats() == ["text/plain"]
    select(seat, 3, 7)
    seat.pane.copy.click()
    assert clipboard.text() == "send" and seat.pane.text.textCursor().selectedText() == "send"


def test_a_model_that_comes_takes_the_caret_from_nobody_who_writes(seat: Seat) -> None:
    seat.pane.text.setFocus()
    seat.window.load(paths.POCKET)
    seat.qtbot.waitUntil(lambda: seat.window.loads.coming, timeout=PATIENCE)
    seat.qtbot.waitUntil(lambda: not seat.window.loads.coming, timeout=PATIENCE)
    assert seat.window.focusWidget() is seat.pane.text


def test_a_take_whose_sound_has_gone_says_so_and_is_shown_as_it_was(seat: Seat) -> None:
    dictate(seat)
    seat.window.history.search_wanted.emit("")
    history = seat.window.history
    seat.qtbot.waitUntil(lambda: bool(history.entries), timeout=PATIENCE)
    about = history.about.text()
    for sound in paths.recordings_folder().glob("*.wav"):
        sound.unlink()
    history.again.click()
    seat.qtbot.waitUntil(lambda: "no longer kept" in seat.window.notice.text(), timeout=PATIENCE)
    assert history.about.text() == about and history.again.isEnabled()
