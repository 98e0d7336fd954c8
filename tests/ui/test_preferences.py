"""The settings: nothing changes before Done, and what cannot be a key is said."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from earshot import app, paths
from earshot.domain.keys import Style
from earshot.domain.settings import Settings
from earshot.session.pace import LiveWords
from earshot.store import settings
from earshot.ui.preferences import Preferences

CHOSEN = Settings(
    language="German", key_style="toggle", hotkey="F9", overlay=False, insert=False, insert_demo=True,
    live_words="never", keep_sound_days=3.0, keep_nothing=True, model="somewhere", warm_seconds=5.0,
)  # fmt: skip


def test_what_was_chosen_is_shown_and_given_back(qtbot: QtBot) -> None:
    for kept in (Settings(), CHOSEN):
        sheet, got = Preferences(kept), list[Settings]()
        qtbot.addWidget(sheet)
        sheet.chosen.connect(got.append)
        qtbot.mouseClick(sheet.done_, Qt.MouseButton.LeftButton)
        assert got == [kept]


def test_what_cannot_be_a_key_is_said_and_nothing_is_changed(qtbot: QtBot) -> None:
    sheet, got = Preferences(Settings()), list[Settings]()
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.chosen.connect(got.append)
    sheet.hotkey.setText("A")
    qtbot.mouseClick(sheet.done_, Qt.MouseButton.LeftButton)
    assert not got and "needed for writing" in sheet.complaint.text() and sheet.isVisible()
    sheet.hotkey.setText("ctrl + alt + space")
    qtbot.mouseClick(sheet.done_, Qt.MouseButton.LeftButton)
    assert got == [replace(Settings(), hotkey="Control+Alt+Space")]


def test_what_is_chosen_counts_at_once_and_at_the_next_start(qtbot: QtBot, qapp: QApplication) -> None:
    settings.write(paths.settings_file(), Settings(model="kept"))
    window = app.build(qapp)
    qtbot.addWidget(window)
    window.show()
    qtbot.mouseClick(window.sidebar.settings, Qt.MouseButton.LeftButton)
    (sheet,) = window.findChildren(Preferences)
    sheet.style_.setCurrentIndex(sheet.style_.findData("toggle"))
    sheet.language.setCurrentIndex(sheet.language.findData(""))
    sheet.words.setCurrentIndex(sheet.words.findData("never"))
    sheet.nothing.setChecked(True)
    qtbot.mouseClick(sheet.done_, Qt.MouseButton.LeftButton)
    session = window.session
    assert session.language is None and session.pace.choice is LiveWords.NEVER and session.wishes.nothing
    assert "press again to finish" in window.dictation.state.text()
    kept = settings.read(paths.settings_file())
    assert (kept.model, kept.key_style, kept.language) == ("kept", Style.TOGGLE.value, "")
    window.close()
