"""The list of files: it grows, shrinks and keeps its choice, and a thousand files cost what a few do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from earshot.domain.plan import Order, Rates
from earshot.domain.queue import Queue, State
from earshot.ui.describe import queue as module
from earshot.ui.describe.queue import QueueBox


def files(count: int) -> Queue:
    queue = Queue()
    for number in range(count):
        queue = queue.add(Path(f"clip {number}.mp4"))
    return queue


def show(box: QueueBox, queue: Queue, shown: int = 1) -> None:
    box.show_queue(queue, shown, Order.SPEECH_FIRST, Rates())


def lines(box: QueueBox) -> list[str]:
    return [box.files.data(box.files.index(n), Qt.ItemDataRole.DisplayRole) for n in range(box.files.rowCount())]


def test_files_come_and_go_and_the_choice_stays(qtbot: QtBot) -> None:
    box = QueueBox()
    qtbot.addWidget(box)
    queue = files(3)
    with qtbot.assertNotEmitted(box.chosen):
        show(box, queue, shown=2)
        show(box, queue.put(replace(queue.get(1), state=State.DONE)), shown=2)
    assert lines(box)[0] == "clip 0.mp4\nDone" and box.title.text() == "1 of 3 files done"
    with qtbot.assertNotEmitted(box.chosen):
        show(box, queue.remove(1), shown=2)
    assert [line.partition("\n")[0] for line in lines(box)] == ["clip 1.mp4", "clip 2.mp4"]
    with qtbot.waitSignal(box.removed) as removed:
        box.remove.click()
    assert removed.args == [2], "the chosen one, wherever it stands by now"
    with qtbot.waitSignal(box.chosen) as chosen:
        box.pick(1)
    assert chosen.args == [3]
    show(box, Queue())
    assert lines(box) == [] and box.isHidden()
    with qtbot.assertNotEmitted(box.removed):
        box.remove.click()


def test_of_a_thousand_files_only_those_that_are_seen_are_written(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = list[object]()
    words = module._state
    monkeypatch.setattr(module, "_state", lambda *known: (written.append(known), words(*known))[1])
    box = QueueBox()
    qtbot.addWidget(box)
    queue = files(1000)
    box.resize(300, 300)
    box.show()
    show(box, queue, shown=500)
    qtbot.waitUntil(lambda: bool(written), timeout=60_000)
    qtbot.wait(50)
    written.clear()
    show(box, queue.put(replace(queue.get(500), state=State.DONE)), shown=500)
    qtbot.waitUntil(lambda: bool(written), timeout=60_000)
    qtbot.wait(50)
    assert len(written) < 60
