"""The window in a user's hands: the real session, the real pocket model, real files."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from earshot import paths
from earshot.domain import doubts
from earshot.domain.events import FileRead
from earshot.domain.manner import Manner
from earshot.domain.reading import Alarm, Part, Timings
from earshot.domain.take_events import TakeBegan, TakeFinished
from earshot.domain.transcript import Words
from earshot.engine import loading
from earshot.session.world import Letter
from earshot.ui.window import Window

SAMPLE, CLIP = paths.SAMPLES / "dictation.wav", paths.SAMPLES / "clip.mp4"


def drop(widget: QWidget, path: Path) -> bool:
    """Drags a file onto a pane and lets go; True if it was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(widget.rect().center(), Qt.DropAction.CopyAction, data, buttons, keys)
    widget.dragEnterEvent(enter)  # type: ignore[attr-defined]
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(widget.rect().center()), Qt.DropAction.CopyAction, data, buttons, keys)
    widget.dropEvent(event)  # type: ignore[attr-defined]
    return True


def test_a_recording_is_written_down_polished_and_undone(window: Window, qtbot: QtBot) -> None:
    seen: list[str] = []
    assert window.foot.demo.isVisible()
    assert f" {len((paths.POCKET / 'words.txt').read_text().split())} words " in window.foot.demo.toolTip()
    window.dictation.text.textChanged.connect(lambda: seen.append(window.dictation.text.toPlainText()))
    assert drop(window.dictation, SAMPLE)
    qtbot.waitUntil(lambda: window.dictation.state.text().startswith("Written"), timeout=60_000)
    raw = window.dictation.text.toPlainText()
    assert "report" in raw and any(text and text != raw for text in seen), "words came while it was spoken"
    qtbot.mouseClick(window.dictation.modes.buttons[Manner.POLISH], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.dictation.changes.isVisible(), timeout=60_000)
    assert window.dictation.text.toPlainText() == raw, "nothing counts before it is accepted"
    qtbot.mouseClick(window.dictation.changes.accept_all, Qt.MouseButton.LeftButton)
    polished = window.dictation.text.toPlainText()
    assert "um" not in polished.split() and "report" in polished
    qtbot.mouseClick(window.dictation.undo, Qt.MouseButton.LeftButton)
    assert window.dictation.text.toPlainText() == raw


def test_one_change_is_accepted_and_another_rejected(window: Window, qtbot: QtBot) -> None:
    pane = window.dictation
    pane.text.setPlainText("um send the the report")
    qtbot.mouseClick(pane.modes.buttons[Manner.POLISH], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane.changes.isVisible(), timeout=60_000)
    assert not pane.text.isVisible() and not pane.modes.buttons[Manner.POLISH].isEnabled()
    assert "2 changes · removes “um”" in pane.changes.says.text()
    qtbot.keyClick(pane.changes.accept, Qt.Key.Key_Right)
    assert "removes “the”" in pane.changes.says.text()
    qtbot.mouseClick(pane.changes.reject, Qt.MouseButton.LeftButton)
    assert "1 change · removes “um”" in pane.changes.says.text() and not pane.changes.next.isEnabled()
    qtbot.mouseClick(pane.changes.accept, Qt.MouseButton.LeftButton)
    assert pane.text.isVisible() and pane.text.toPlainText() == "send the the report"
    qtbot.mouseClick(pane.undo, Qt.MouseButton.LeftButton)
    assert pane.text.toPlainText() == "um send the the report"


def test_speaking_on_accepts_what_is_open(window: Window, qtbot: QtBot) -> None:
    pane = window.dictation
    pane.text.setPlainText("um send the report")
    qtbot.mouseClick(pane.modes.buttons[Manner.POLISH], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane.changes.isVisible(), timeout=60_000)
    pane.listening()
    assert not pane.changes.isVisible() and pane.text.toPlainText() == "send the report"


def test_what_the_model_cannot_do_is_greyed_with_the_reason(window: Window) -> None:
    window.dictation.text.setPlainText("send the report")
    modes = window.dictation.modes
    assert modes.buttons[Manner.POLISH].isEnabled() and not modes.buttons[Manner.POLISH].toolTip()
    assert not modes.buttons[Manner.FORMAL].isEnabled()
    assert modes.buttons[Manner.FORMAL].toolTip() == "Earshot Pocket cannot do that"
    assert not modes.own.isEnabled() and "no instructions" in modes.own.toolTip()


def test_a_clip_is_dropped_described_and_asked_about(window: Window, qtbot: QtBot) -> None:
    assert drop(window.describe, CLIP)
    qtbot.waitUntil(lambda: window.describe.ask.isEnabled(), timeout=60_000)
    assert window.describe.text.toPlainText() == "a yellow circle moves up"
    assert window.describe.player.picture.image is not None
    qtbot.keyClicks(window.describe.question, "What colour is it?")
    qtbot.keyClick(window.describe.question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.describe.text.toPlainText().endswith("yellow"), timeout=60_000)


def test_without_a_microphone_the_window_says_what_to_do(window: Window, qtbot: QtBot) -> None:
    qtbot.mousePress(window.dictation.talk, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(window.dictation.talk, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.notice.isVisible(), timeout=60_000)
    assert any(word in window.notice.text() for word in ("icrophone", "PortAudio"))
    assert window.dictation.talk.isEnabled()


def test_a_file_that_is_no_clip_is_one_quiet_sentence(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("not a clip")
    window.watch(path)
    qtbot.waitUntil(lambda: window.notice.isVisible(), timeout=60_000)
    assert "cannot be read as a video" in window.notice.text()
    qtbot.waitUntil(lambda: window.describe.choose.isEnabled(), timeout=60_000)


def test_a_folder_that_is_no_model_leaves_the_old_one_in_use(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.load(tmp_path)
    qtbot.waitUntil(lambda: window.notice.isVisible(), timeout=60_000)
    assert window.model_name.text() == "Earshot Pocket"
    assert drop(window.describe, CLIP)
    qtbot.waitUntil(lambda: window.describe.ask.isEnabled(), timeout=60_000)


def broken_model(folder: Path) -> Path:
    """Passes every check of its files and cannot be loaded."""
    shutil.copytree(paths.POCKET, folder)
    config = json.loads((folder / "config.json").read_text())
    config["text_config"]["hidden_size"] = 128
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def test_after_a_model_that_cannot_be_loaded_the_old_one_is_back(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.load(broken_model(tmp_path / "broken"))
    qtbot.waitUntil(lambda: window.notice.isVisible(), timeout=60_000)
    qtbot.waitUntil(lambda: window.model_name.text() == "Earshot Pocket", timeout=60_000)
    assert "do not fit together" in window.notice.text()
    assert window.dictation.talk.isEnabled() and not window.foot.stop.isVisible()


def test_if_the_old_model_is_gone_too_the_window_says_so(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    shutil.copytree(paths.POCKET, tmp_path / "old")
    window.load(tmp_path / "old")
    with qtbot.waitSignal(window.model_opened, timeout=60_000):
        pass
    shutil.rmtree(tmp_path / "old")
    window.load(broken_model(tmp_path / "broken"))
    qtbot.waitUntil(lambda: window.model_name.text() == "No model is open", timeout=60_000)
    assert not window.dictation.talk.isEnabled() and not window.foot.can.text()
    assert not drop(window.describe, CLIP)


def test_a_model_that_is_loading_tells_how_far_it_is_and_can_be_stopped(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gate = threading.Event()
    whole = loading._brought_in

    def slow(model: object, folder: Path) -> Iterator[float]:
        yield 0.25
        assert gate.wait(20)
        yield from whole(model, folder)

    shutil.copytree(paths.POCKET, tmp_path / "slow")
    monkeypatch.setattr(loading, "_brought_in", slow)
    window.load(tmp_path / "slow")
    qtbot.waitUntil(lambda: window.model_name.text() == "Loading the model … 25%", timeout=60_000)
    assert "on its way" in window.dictation.state.text() and window.dictation.talk.isEnabled()
    qtbot.mouseClick(window.foot.stop, Qt.MouseButton.LeftButton)
    gate.set()
    qtbot.waitUntil(lambda: window.model_name.text() == "Earshot Pocket", timeout=60_000)
    assert not window.foot.stop.isVisible() and not window.notice.isVisible()
    assert window.dictation.talk.isEnabled()


def test_what_is_odd_about_a_result_is_one_quiet_notice(window: Window) -> None:
    window.takes.deliver(99, TakeBegan())
    window.deliver(Letter(99, TakeFinished("", 0.1, (doubts.NO_SPEECH,))))
    assert window.notice.isVisible() and window.notice.text() == "No speech was heard."
    looped, cut = Alarm("loop", "It repeats itself."), Alarm("cut", "It was cut.")
    parts = (Part(0.0, 1.0, (), (), "A circle.", (looped,)), Part(1.0, 2.0, (), (), "", (doubts.NO_SPEECH,)))
    window.deliver(Letter(100, FileRead(CLIP, "video", parts, Timings(0, 0, 0, 0), alarms=(cut,))))
    assert window.notice.text() == "It was cut. It repeats itself."
    window.notice.hide()
    window.deliver(Letter(101, FileRead(CLIP, "video", (replace(parts[0], alarms=()),), Timings(0, 0, 0, 0))))
    assert not window.notice.isVisible(), "nothing is odd"


def test_the_window_closes_while_it_listens_and_watches(window: Window, qtbot: QtBot) -> None:
    assert drop(window.dictation, SAMPLE)
    assert drop(window.describe, CLIP)
    qtbot.waitUntil(lambda: window.dictation.text.toPlainText() != "", timeout=60_000)
    with qtbot.assertNotEmitted(window.model_opened):
        window.close()
    assert not window.isVisible()


def test_every_control_has_a_name_and_can_be_reached(window: Window) -> None:
    for kind in (QAbstractButton, QTextEdit, QLineEdit):
        for control in window.findChildren(kind):
            if control.objectName().startswith("qt_"):
                continue
            name = control.accessibleName() or getattr(control, "text", str)()
            assert name, control
            assert control.focusPolicy() != Qt.FocusPolicy.NoFocus, name


def test_settled_words_look_settled_and_tentative_ones_tentative(window: Window) -> None:
    pane = window.dictation
    pane.listening()
    for words in (Words("", "send the"), Words("send the", "report"), Words("send the report", "on monday")):
        pane.show_words(words)
    cursor = pane.text.textCursor()
    looks = []
    for place in range(1, len(pane.text.toPlainText()) + 1):
        cursor.setPosition(place)
        looks.append(cursor.charFormat().fontUnderline())
    assert looks == [False] * len("send the report ") + [True] * len("on monday")
    pane.finished("send the report on monday", 0.1)
    cursor = pane.text.textCursor()
    cursor.setPosition(3)
    assert not cursor.charFormat().fontUnderline()
