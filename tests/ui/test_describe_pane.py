"""The describe pane: what is seen and what is said, of clips, of pictures and of sounds."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QTextCursor
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from earshot import paths
from earshot.domain import plan
from earshot.domain.clip_events import PlayerAt
from earshot.domain.plan import Order
from earshot.domain.queue import State
from earshot.domain.sound import RATE
from earshot.domain.transcript import word_errors
from earshot.session.world import Letter
from earshot.ui.sidebar import Place
from earshot.ui.window import Window
from films import film
from speech import spoken

CLIP = paths.SAMPLES / "clip.mp4"
SAID = spoken()[0]


def talking(path: Path) -> Path:
    """The bundled clip with a sentence in its sound track."""
    with av.open(str(CLIP)) as clip, av.open(str(path), "w") as made:
        pictures = made.add_stream_from_template(clip.streams.video[0])
        speech = made.add_stream("pcm_s16le", rate=RATE, layout="mono")
        for packet in clip.demux(clip.streams.video[0]):
            if packet.dts is not None:
                packet.stream = pictures
                made.mux(packet)
        samples = (SAID.sound() * 32767).astype(np.int16)[None]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, 0
        made.mux(speech.encode(frame))
        made.mux(speech.encode(None))
    return path


def heard(text: str) -> int:
    """Words that went wrong, of a text with a time mark before it."""
    return word_errors(SAID.words, text.split()[1:])


def states(window: Window) -> list[State]:
    return [item.state for item in window.clips.queue.items]


def watched(window: Window, qtbot: QtBot, *files: Path) -> None:
    """Drops files and waits until all of them are done."""
    window.watch_all(list(files))
    qtbot.waitUntil(lambda: all(item.over for item in window.clips.queue.items), timeout=90_000)


def picture(path: Path) -> Path:
    image = QImage(96, 96, QImage.Format.Format_RGB32)
    image.fill(QColor("#2850dc"))
    assert image.save(str(path))
    return path


def test_of_a_clip_that_talks_both_are_shown(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    pane = window.describe
    assert pane.zone.isVisibleTo(pane) and not pane.reading.isVisibleTo(pane)
    window.watch(talking(tmp_path / "talking.mkv"))
    qtbot.waitUntil(lambda: pane.ask.isEnabled(), timeout=60_000)
    assert pane.reading.seen_tab.isChecked() and pane.text.toPlainText() == "a yellow circle moves up"
    qtbot.mouseClick(pane.reading.said_tab, Qt.MouseButton.LeftButton)
    assert pane.text.toPlainText().startswith("00:00") and heard(pane.text.toPlainText()) <= 1
    assert "Speakers are not told apart" in pane.reading.small_print.text()
    assert pane.strip.count() == len(window.clips.held[1].thumbs) >= 4, "every frame that was watched"


def test_of_a_silent_clip_there_is_nothing_said(window: Window, qtbot: QtBot) -> None:
    watched(window, qtbot, CLIP)
    reading = window.describe.reading
    assert not reading.said_tab.isEnabled() and reading.said_tab.toolTip() == "Nothing is said in it"
    assert not reading.summary_tab.isEnabled()
    assert reading.summary_tab.toolTip() == "Earshot Pocket cannot summarise"


def test_a_sound_is_written_down(window: Window, qtbot: QtBot) -> None:
    pane = window.describe
    watched(window, qtbot, SAID.path)
    assert pane.reading.said_tab.isChecked() and heard(pane.text.toPlainText()) <= 1
    assert not pane.ask.isEnabled(), "nothing was seen that could be asked about"
    assert not pane.strip.isVisible() and not pane.reading.seen_tab.isEnabled()


def test_a_long_clip_is_told_scene_by_scene_and_stop_keeps_what_is_there(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = window.describe
    window.watch(film(tmp_path / "film.mkv", 64.0))
    qtbot.waitUntil(lambda: len(pane.text.lines) >= 2 and pane.stop.isVisible(), timeout=90_000)
    assert pane.progress.isVisible() and 0 < pane.progress.value() < 1000
    assert "of 64 frames" in pane.state.text() and pane.player.picture.image is not None
    qtbot.mouseClick(pane.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: states(window) == [State.STOPPED], timeout=60_000)
    assert pane.state.text() == "Stopped. What was found until then is kept."
    told = pane.text.toPlainText()
    assert told.startswith("00:00") and not pane.progress.isVisible() and not pane.stop.isVisible()
    target = tmp_path / "told.md"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    qtbot.mouseClick(pane.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.notice.text() == "“told.md” was written.", timeout=60_000)
    assert target.read_text().startswith("# film.mkv\n\n**00:00** ")
    window.go(Place.HISTORY)
    qtbot.waitUntil(lambda: len(window.history.entries) == 1, timeout=60_000)
    entry = next(iter(window.history.entries.values()))
    assert (entry.kind, entry.path) == ("video", str(tmp_path / "film.mkv")) and entry.text.startswith("00:00 ")


def test_a_time_mark_moves_the_player_there(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    pane = window.describe
    watched(window, qtbot, film(tmp_path / "film.mkv", 40.0))
    assert len(pane.text.lines) >= 2 and pane.text.lines[1].seconds
    pane.text.anchorClicked.emit(QUrl(f"at:{pane.text.lines[1].seconds:.2f}"))
    there = round(pane.text.lines[1].seconds * 10)
    qtbot.waitUntil(lambda: abs(pane.player.track.value() - there) <= 1, timeout=60_000)
    assert pane.text.marked == pane.text.toPlainText().splitlines()[1], "the line of this moment is marked"
    row = pane.strip.currentRow()
    assert pane.strip.moments[row] <= pane.text.lines[1].seconds < pane.strip.moments[row + 1]
    pane.strip.itemClicked.emit(pane.strip.item(3))
    qtbot.waitUntil(lambda: abs(pane.player.track.value() - pane.strip.moments[3] * 10) <= 1, timeout=60_000)


def test_the_word_that_is_heard_is_marked(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    pane = window.describe
    watched(window, qtbot, SAID.path)
    words = pane.text.lines[0].words
    window.deliver(Letter(0, PlayerAt((words[3].start + words[3].end) / 2, True)))
    assert pane.text.marked == words[3].text
    window.deliver(Letter(0, PlayerAt(0.0, False)))
    assert not pane.text.marked


def test_a_quotation_is_copied_with_its_time_mark(window: Window, qtbot: QtBot) -> None:
    pane = window.describe
    watched(window, qtbot, SAID.path)
    words = pane.text.lines[0].words
    cursor = pane.text.textCursor()
    cursor.setPosition(pane.text.toPlainText().index(words[1].text))
    cursor.movePosition(QTextCursor.MoveOperation.EndOfWord, QTextCursor.MoveMode.KeepAnchor)
    pane.text.setTextCursor(cursor)
    qtbot.mouseClick(pane.reading.quote, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == f"“{words[1].text}” ({SAID.path.name}, 00:0{int(words[1].start)})"


def test_pictures_come_first_if_that_is_chosen(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    pane = window.describe
    pane.zone.orders.choose(Order.PICTURES_ONLY)
    watched(window, qtbot, talking(tmp_path / "talking.mkv"))
    assert not pane.reading.said_tab.isEnabled() and pane.text.toPlainText() == "a yellow circle moves up"
    pane.zone.orders.choose(Order.SPEECH_ONLY)
    watched(window, qtbot, tmp_path / "talking.mkv")
    assert pane.reading.said_tab.isChecked() and heard(pane.text.toPlainText()) <= 1
    assert not pane.reading.seen_tab.isEnabled() and pane.strip.count() == 0


def test_several_files_wait_for_each_other_and_one_fails_alone(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    pane = window.describe
    broken = tmp_path / "notes.mp4"
    broken.write_text("not a clip")
    window.watch_all([CLIP, broken, SAID.path, picture(tmp_path / "blue.png")])
    qtbot.waitUntil(lambda: pane.queue.isVisible() and pane.queue.files.rowCount() == 4, timeout=60_000)
    qtbot.waitUntil(lambda: all(item.over for item in window.clips.queue.items), timeout=90_000)
    assert states(window) == [State.DONE, State.FAILED, State.DONE, State.DONE], "in their order"
    assert "cannot be read as a video" in window.notice.text()
    assert pane.about.text() == "blue.png", "the one that came last is shown"
    pane.queue.pick(0)
    assert pane.text.toPlainText() == "a yellow circle moves up" and pane.strip.count() >= 4
    assert not pane.ask.isEnabled(), "the model remembers what it watched last"
    pane.queue.pick(1)
    assert "cannot be read as a video" in pane.state.text()
    qtbot.keyClick(pane.queue.rows, Qt.Key.Key_Delete)
    assert pane.queue.files.rowCount() == 3 and len(window.clips.queue.items) == 3


def test_a_file_is_taken_out_while_it_is_watched(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.watch_all([film(tmp_path / "film.mkv", 60.0), CLIP])
    qtbot.waitUntil(lambda: window.describe.strip.count() > 2, timeout=60_000)
    window.clips.remove(1)
    qtbot.waitUntil(lambda: states(window) == [State.DONE], timeout=60_000)
    assert window.describe.about.text().startswith("clip.mp4")


def test_a_picture_is_pasted_and_nothing_of_it_is_left(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    pane = window.describe
    data = QMimeData()
    data.setImageData(QImage(str(picture(tmp_path / "blue.png"))))
    window.go(Place.DESCRIBE)
    pane.paste(data)
    qtbot.waitUntil(lambda: pane.ask.isEnabled(), timeout=60_000)
    assert pane.about.text() == "Pasted picture" and pane.text.toPlainText() != ""
    assert not pane.player.button.isVisible(), "there is nothing to play"
    left = [path for path in (tmp_path / "data").rglob("*") if path.suffix in (".png", ".bmp", ".jpg")]
    assert left == []
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(CLIP))])
    pane.paste(files)
    qtbot.waitUntil(lambda: states(window) == [State.DONE, State.DONE], timeout=60_000)


def test_a_long_clip_asks_first_what_is_wanted(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "LONG_CLIP", 5.0)
    pane, clip = window.describe, talking(tmp_path / "talking.mkv")
    window.watch(clip)
    qtbot.waitUntil(pane.ask_first.isVisible, timeout=60_000)
    assert pane.ask_first.title.text() == clip.name and states(window) == [State.ASKING]
    qtbot.mouseClick(pane.ask_first.leave, Qt.MouseButton.LeftButton)
    assert pane.zone.isVisible() and not window.clips.queue.items
    window.watch(clip)
    qtbot.waitUntil(pane.ask_first.isVisible, timeout=60_000)
    pane.ask_first.orders.choose(Order.PICTURES_ONLY)
    qtbot.mouseClick(pane.ask_first.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: states(window) == [State.DONE], timeout=60_000)
    assert not pane.reading.said_tab.isEnabled() and pane.text.toPlainText() == "a yellow circle moves up"


def test_a_clip_is_dropped_wherever_the_window_takes_it(window: Window, qtbot: QtBot, qapp: QApplication) -> None:
    window.go(Place.MODELS)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(CLIP))])
    where, copy, button = QPoint(500, 300), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, copy, data, button, keys)
    qapp.sendEvent(window.centralWidget(), enter)
    assert enter.isAccepted()
    qapp.sendEvent(window.centralWidget(), QDropEvent(QPointF(where), copy, data, button, keys))
    qtbot.waitUntil(lambda: states(window) == [State.DONE], timeout=60_000)
    assert window.describe.text.isVisible()
