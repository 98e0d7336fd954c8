"""The files that wait, are watched, or are done, as a short list; hidden while there is only one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from earshot.domain.clip import mark
from earshot.domain.plan import Order, Rates, about, estimate
from earshot.domain.queue import Item, Queue, State
from earshot.ui.look.style import named
from earshot.ui.look.words import tr

ROW = 46
MOST_ROWS = 5
"""More than these are scrolled."""


class Rows(QListWidget):
    """Delete removes the one that is chosen."""

    delete_wanted = Signal()

    def sizeHint(self) -> QSize:
        return QSize(200, min(MOST_ROWS, self.count()) * (ROW + 1) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(2, self.count()) * (ROW + 1) + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.currentItem() is not None:
            self.scrollToItem(self.currentItem())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)


class QueueBox(QWidget):
    """Says which file is to be shown, and which is to be removed."""

    chosen = Signal(int)
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.title = named(QLabel(""), "note")
        self.remove = named(QPushButton(tr("Remove")), "small")
        self.remove.setAccessibleName(tr("Remove the chosen file from the queue"))
        self.remove.clicked.connect(self._remove)
        self.rows = named(Rows(), "queue")
        self.rows.setAccessibleName(tr("Files"))
        self.rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.rows.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.rows.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.currentItemChanged.connect(self._choose)
        self.rows.delete_wanted.connect(self._remove)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.remove)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addLayout(head)
        inside.addWidget(self.rows)
        self.hide()

    def show_queue(self, queue: Queue, shown: int, order: Order, rates: Rates) -> None:
        """All of it; the one that is shown is chosen."""
        self.setVisible(len(queue.items) > 1)
        over = sum(item.over for item in queue.items)
        self.title.setText(tr("{count} of {all} files done").format(count=over, all=len(queue.items)))
        self.rows.blockSignals(True)
        while self.rows.count() > len(queue.items):
            self.rows.takeItem(self.rows.count() - 1)
        for place, item in enumerate(queue.items):
            row = self.rows.item(place) if place < self.rows.count() else QListWidgetItem(self.rows)
            row.setData(Qt.ItemDataRole.UserRole, item.number)
            row.setSizeHint(QSize(0, ROW))
            row.setText(f"{item.path.name}\n{_state(item, order, rates)}")
            row.setToolTip(item.note)
            if item.number == shown:
                self.rows.setCurrentRow(place)
        self.rows.blockSignals(False)
        self.rows.updateGeometry()

    def _number(self) -> int | None:
        item = self.rows.currentItem()
        return None if item is None else int(item.data(Qt.ItemDataRole.UserRole))

    @Slot()
    def _choose(self) -> None:
        number = self._number()
        if number is not None:
            self.chosen.emit(number)

    @Slot()
    def _remove(self) -> None:
        number = self._number()
        if number is not None:
            self.removed.emit(number)


def _state(item: Item, order: Order, rates: Rates) -> str:
    takes = estimate(item.contents, order, rates) if item.contents else None
    words = {
        State.OPENING: tr("Being looked into …"),
        State.ASKING: tr("Waits for your choice"),
        State.WAITING: tr("Waiting") + (f" · {about(takes)}" if takes is not None else ""),
        State.AT_WORK: tr("At work …"),
        State.DONE: tr("Done"),
        State.STOPPED: tr("Stopped"),
        State.FAILED: tr("Failed"),
    }[item.state]
    lasts = f" · {mark(item.contents.lasts)}" if item.contents and item.contents.lasts else ""
    return f"{words}{lasts}"
