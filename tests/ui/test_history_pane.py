"""The history pane: found while one types, read, copied, deleted, exported."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from tests.ui.seat import PATIENCE, Seat

from earshot import app, parts, paths
from earshot.domain.entry import Condition, Statistics
from earshot.domain.settings import Settings
from earshot.store import settings
from earshot.ui.look.words import counted
from earshot.ui.sidebar import Place
from earshot.ui.window import Window

SAID = ("send the report on monday", "call the office tomorrow", "the meeting is on friday evening")


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[Window]:
    history = parts.history()
    for number, text in enumerate(SAID):
        entry = history.begin(time.time() - 3600 * (3 - number), model="Earshot Pocket")
        history.update(entry.number, condition=Condition.DONE, raw=text, seconds=4.0, sound="")
    history.close()
    window = app.build(qapp)
    qtbot.addWidget(window)
    window.show()
    window.go(Place.HISTORY)
    qtbot.waitUntil(lambda: len(window.history.entries) == 3, timeout=60_000)
    yield window
    window.close()


def rows(window: Window) -> list[str]:
    takes = window.history.list
    return [takes.item(number).text().splitlines()[1] for number in range(takes.count())]


def test_the_newest_take_stands_first_and_is_shown(window: Window) -> None:
    pane = window.history
    assert rows(window) == list(SAID[::-1])
    assert pane.text.toPlainText() == SAID[2] and "Earshot Pocket" in pane.about.text()
    assert pane.sums.text() == "15 words" and "3 takes" in pane.saved.text()
    days = pane.plot.accessibleDescription().split(", ")
    assert sum(map(int, days[-2:])) == 15, "spoken within three hours, which midnight may part"
    assert not pane.again.isEnabled(), "it has no sound"


def test_takes_are_found_while_one_types(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.history.search, "office")
    qtbot.waitUntil(lambda: rows(window) == [SAID[1]], timeout=60_000)
    qtbot.keyClicks(window.history.search, "zebra")
    qtbot.waitUntil(lambda: window.history.state.isVisible(), timeout=60_000)
    assert window.history.state.text() == "No take says that." and not window.history.copy.isEnabled()
    window.history.search.clear()
    qtbot.waitUntil(lambda: len(rows(window)) == 3, timeout=60_000)


def test_a_take_is_copied_and_deleted(window: Window, qtbot: QtBot) -> None:
    window.history.list.setCurrentRow(1)
    qtbot.mouseClick(window.history.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == SAID[1]
    delete = window.history.delete
    qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)
    assert delete.text() == "Delete for good?"
    window.history.list.setCurrentRow(0)
    assert delete.text() == "Delete", "another take was not meant"
    window.history.list.setCurrentRow(1)
    for _ in range(2):
        qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: rows(window) == [SAID[2], SAID[0]], timeout=60_000)
    history = parts.history()
    assert [entry.raw for entry in history.newest()] == [SAID[2], SAID[0]]
    history.close()


def test_what_is_shown_is_exported(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "takes.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    qtbot.keyClicks(window.history.search, "report")
    qtbot.waitUntil(lambda: rows(window) == [SAID[0]], timeout=60_000)
    qtbot.mouseClick(window.history.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(path.exists, timeout=60_000)
    assert path.read_text().strip() == SAID[0]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "takes.doc"), ""))
    qtbot.mouseClick(window.history.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "exported as .txt" in window.notice.text(), timeout=60_000)


def test_a_clip_stands_among_the_takes_and_is_run_again(window: Window, qtbot: QtBot) -> None:
    pane, clip = window.history, paths.SAMPLES / "clip.mp4"
    window.load(paths.POCKET)
    qtbot.waitUntil(lambda: window.model_name.text() == "Earshot Pocket", timeout=60_000)
    window.watch(clip)
    window.go(Place.HISTORY)
    pane.list.setCurrentRow(1)
    pane.text.selectAll()
    qtbot.waitUntil(lambda: len(pane.entries) == 4, timeout=60_000)
    assert pane.text.textCursor().selectedText() == SAID[1], "a new row takes nothing from who reads another one"
    pane.list.setCurrentRow(0)
    assert "clip.mp4" in pane.list.item(0).text() and pane.text.toPlainText() == "a yellow circle moves up"
    assert pane.about.text().startswith("clip.mp4") and pane.sums.text() == "15 words", "nobody spoke it"
    assert pane.again.text() == "Run again" and pane.again.isEnabled()
    qtbot.mouseClick(pane.again, Qt.MouseButton.LeftButton)
    assert window.describe.isVisible()
    qtbot.waitUntil(lambda: [item.over for item in window.clips.queue.items] == [True, True], timeout=60_000)
    window.go(Place.HISTORY)
    pane.list.setCurrentRow(3)
    assert pane.again.text() == "Read again"


def test_neither_years_of_takes_nor_a_long_name_press_the_list_together(window: Window, qtbot: QtBot) -> None:
    pane = window.history
    clip = replace(next(iter(pane.entries.values())), kind="video", path=f"/somewhere/{'long-name' * 20}.mp4")
    pane.found("", (clip,), Statistics(100_001, 400_025, 200_000.0))
    window.resize(1040, 680)
    qtbot.wait(50)
    assert pane.list.width() >= 0.3 * pane.width()
    assert pane.saved.text() == "in 100,001 takes, 120 words a minute, about 111 h saved against typing"
    assert (
        pane.about.text().startswith("long-name") and "….mp4" not in pane.about.text() and ".mp4" in pane.about.text()
    )


def test_a_take_is_played_and_silent_when_one_goes_elsewhere(seat: Seat) -> None:
    history, session = seat.window.history, seat.window.session
    seat.window.takes.toggle()
    seat.says_something()
    seat.window.takes.toggle()
    seat.waits_for("Written")
    seat.window.go(Place.HISTORY)
    seat.qtbot.waitUntil(history.play.isEnabled, timeout=PATIENCE)
    for _ in range(2):
        seat.qtbot.mouseClick(history.play, Qt.MouseButton.LeftButton)
        seat.qtbot.waitUntil(lambda: history.play.text() == "Stop", timeout=PATIENCE)
        seat.qtbot.mouseClick(history.play, Qt.MouseButton.LeftButton)
        seat.qtbot.waitUntil(lambda: history.play.text() == "Play", timeout=PATIENCE)
    seat.qtbot.mouseClick(history.play, Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(lambda: history.play.text() == "Stop", timeout=PATIENCE)
    seat.window.go(Place.DICTATE)
    seat.qtbot.waitUntil(lambda: history.play.text() == "Play", timeout=PATIENCE)
    seat.window.go(Place.HISTORY)
    session.toggle()
    seat.qtbot.waitUntil(lambda: seat.pane.manuscript.frozen, timeout=PATIENCE)
    seat.qtbot.mouseClick(history.play, Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(lambda: "while you dictate" in seat.window.notice.text(), timeout=PATIENCE)
    session.cancel()
    for sound in paths.recordings_folder().glob("*.wav"):
        sound.unlink()
    history.list.setCurrentRow(history.list.count() - 1)
    seat.qtbot.mouseClick(history.play, Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(lambda: "no longer there" in seat.window.notice.text(), timeout=PATIENCE)


def test_one_word_is_one_word() -> None:
    assert counted(1) == "1 word" and counted(1200) == "1,200 words" and counted(0) == "0 words"


def test_a_long_sentence_below_leaves_the_list_its_room(window: Window, qtbot: QtBot) -> None:
    pane = window.history
    window.resize(1040, 680)
    pane.found("", tuple(pane.entries.values()), Statistics(12_345, 1_234_567, 360_000.0))
    qtbot.wait(100)
    assert "saved" in pane.saved.text() and pane.list.width() > 200


@pytest.mark.parametrize(("days", "left"), [(-1.0, 2), (30.0, 1)])
def test_texts_stay_for_as_long_as_the_settings_say(qtbot: QtBot, qapp: QApplication, days: float, left: int) -> None:
    settings.write(paths.settings_file(), Settings(keep_text_days=days))
    history = parts.history()
    for age in (10, 40):
        entry = history.begin(time.time() - 86_400 * age)
        history.update(entry.number, condition=Condition.DONE, raw=SAID[0], sound="")
    history.close()
    window = app.build(qapp)
    qtbot.addWidget(window)
    window.go(Place.HISTORY)
    qtbot.waitUntil(lambda: len(window.history.entries) == left, timeout=60_000)
    window.close()
