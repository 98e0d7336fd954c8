"""The settings: nothing changes before Done, and what cannot be a key is said."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from earshot import app, parts, paths, shell
from earshot.domain.devices import Choice, Device, listed
from earshot.domain.keys import Style
from earshot.domain.replacements import OwnWords, parse
from earshot.domain.settings import Settings
from earshot.session.pace import LiveWords
from earshot.session.sources import NoDevices
from earshot.store import settings
from earshot.ui.settings.preferences import Preferences

CHOSEN = Settings(
    language="German", key_style="toggle", hotkey="F9", overlay=False, insert=False, insert_demo=True,
    live_words="never", keep_sound_days=3.0, keep_text_days=90.0, keep_nothing=True, model="somewhere",
    warm_seconds=5.0, after="polish", microphone="Core Audio: Desk (1 in, 1)", sounds=False, still=True,
    rest_minutes=7.0, offline=True, models_folder="elsewhere", welcomed=True, window="abc",
    endpoint="https://mirror.example", proxy="http://a:b@c:8080",
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


def test_where_models_come_from_is_chosen_without_an_editor(qtbot: QtBot) -> None:
    sheet, got = Preferences(Settings()), list[Settings]()
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.chosen.connect(got.append)
    sheet.computer.endpoint.setText("mirror.example")
    qtbot.mouseClick(sheet.done_, Qt.MouseButton.LeftButton)
    assert not got and "https://mirror.example" in sheet.complaint.text() and sheet.computer.isVisible()
    sheet.computer.endpoint.setText(" https://mirror.example ")
    sheet.computer.proxy.setText("http://proxy.example:8080")
    qtbot.mouseClick(sheet.done_, Qt.MouseButton.LeftButton)
    assert got == [replace(Settings(), endpoint="https://mirror.example", proxy="http://proxy.example:8080")]


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
    qtbot.waitUntil(lambda: settings.read(paths.settings_file()).key_style == "toggle", timeout=60_000)
    kept = settings.read(paths.settings_file())
    assert (kept.model, kept.key_style, kept.language) == ("kept", Style.TOGGLE.value, "")
    window.close()


def press(widget: QWidget, key: Qt.Key, code: int, kind: QEvent.Type = QEvent.Type.KeyPress) -> None:
    """A key as the system tells of it, with its own code."""
    QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, 0, code, 0))


def test_a_key_is_recorded_by_pressing_it(qtbot: QtBot) -> None:
    sheet = Preferences(Settings(hotkey=""))
    qtbot.addWidget(sheet)
    sheet.show()
    field = sheet.keys.hotkey
    qtbot.mouseClick(field.record, Qt.MouseButton.LeftButton)
    qtbot.keyClick(
        field.record, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    )
    assert field.line.text() == "Control+Alt+Space" and not field.record.isChecked()
    qtbot.mouseClick(field.record, Qt.MouseButton.LeftButton)
    press(field.record, Qt.Key.Key_AltGr, 0xFFEA)
    assert field.record.isChecked(), "a modifier counts when it comes up alone"
    press(field.record, Qt.Key.Key_AltGr, 0xFFEA, QEvent.Type.KeyRelease)
    assert field.line.text() == "Right Alt" and "special letters" in field.hint.text()
    field.line.setText("F8")
    assert field.hint.isHidden()
    field.line.setText("Control+C")
    assert field.hint.text() == "Control+C already copies."


class Autostart:
    """A computer that can start Earshot."""

    def __init__(self) -> None:
        self.is_on = False

    def on(self) -> bool:
        return self.is_on

    def set(self, on: bool) -> None:
        self.is_on = on


def test_what_is_not_there_is_not_shown_and_what_was_sent_is_said(qtbot: QtBot) -> None:
    sheet = Preferences(Settings())
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.tabs[2].click()
    assert not sheet.computer.login.isVisible() and sheet.computer.sent.text() == "Nothing was ever sent."
    autostart = Autostart()
    sheet = Preferences(Settings(), login=autostart, last_sent=lambda: "2 Nov to huggingface.co", models="/own")
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.tabs[2].click()
    assert sheet.computer.sent.text() == "2 Nov to huggingface.co"
    assert sheet.computer.models.placeholderText() == "/own"
    qtbot.mouseClick(sheet.computer.login, Qt.MouseButton.LeftButton, pos=QPoint(8, sheet.computer.login.height() // 2))
    assert not autostart.is_on, "nothing changes before Done"
    qtbot.mouseClick(sheet.done_, Qt.MouseButton.LeftButton)
    assert autostart.is_on


def devices(*names: str) -> tuple[Device, ...]:
    return listed([(number, "Fake", name, 1, 48_000.0) for number, name in enumerate(names)], 0)


def test_a_microphone_is_chosen_on_the_pane_and_in_the_sheet(qtbot: QtBot, qapp: QApplication) -> None:
    choices = list[Choice]()

    class Desk(NoDevices):
        def devices(self) -> tuple[Device, ...]:
            return devices("Built in", "Headset")

        def choose(self, choice: Choice) -> None:
            choices.append(choice)

    window = shell.build(qapp, world=replace(parts.world(), devices=Desk()))
    qtbot.addWidget(window)
    window.show()
    assert window.microphone.currentText() == "System default"
    window.microphone.opened.emit()
    qtbot.waitUntil(lambda: window.microphone.count() == 3, timeout=60_000)
    assert window.microphone.currentText() == "System default (Built in)"
    window.microphone.setCurrentIndex(2)
    window.microphone.activated.emit(2)
    assert choices[-1] is not None and choices[-1].name == "Headset"
    qtbot.waitUntil(lambda: "Headset" in settings.read(paths.settings_file()).microphone, timeout=60_000)
    qtbot.mouseClick(window.sidebar.settings, Qt.MouseButton.LeftButton)
    (sheet,) = window.findChildren(Preferences)
    qtbot.waitUntil(lambda: sheet.microphone.count() == 3, timeout=60_000)
    assert sheet.microphone.currentText() == "Headset"
    sheet.microphone.show_devices(devices("Built in"))
    assert sheet.microphone.currentText() == "Headset (not connected)"
    sheet.reject()
    window.close()


def test_the_window_comes_back_where_it_was_and_settings_hold_nobody_up(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = app.build(qapp)
    qtbot.addWidget(window)
    window.show()
    window.resize(780, 600)
    disk, write = threading.Event(), settings.write

    def slow(*what: Any) -> None:
        assert disk.wait(10)
        write(*what)

    monkeypatch.setattr(settings, "write", slow)
    shell.of(window).kept.change(language="German")
    assert not paths.settings_file().exists(), "the screen went on while the disk was busy"
    disk.set()
    window.close()
    again = app.build(qapp)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (780, 600) and again.session.language == "German"
    again.close()


def test_how_long_the_microphone_stays_open_and_the_list_of_own_words_are_in_the_sheet(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, got, opened = Preferences(Settings()), list[Settings](), list[str]()
    qtbot.addWidget(sheet)
    sheet.chosen.connect(got.append)
    warm = sheet.words_page.warm
    assert warm.itemText(0) == "20 seconds after a take"
    warm.setCurrentIndex(warm.findData(0.0))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    for _ in range(2):
        sheet.words_page.own.click()
    list_ = paths.own_words_file()
    assert opened == [str(list_)] * 2 and parse(list_.read_text(encoding="utf-8")) == OwnWords()
    list_.write_text("NASA\n", encoding="utf-8")
    sheet.words_page.own.click()
    assert list_.read_text(encoding="utf-8") == "NASA\n" and list_.stat().st_mode & 0o777 == 0o600
    sheet.done_.click()
    assert got == [replace(Settings(), warm_seconds=0.0)]
