"""The files that wait, are watched, or are done, as a short list; hidden while there is only one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from earshot.domain.clip import mark
from earshot.domain.plan import Order, Rates, about, estimate
from earshot.domain.queue import Item, Queue, State
from earshot.ui.look.style import hint, named
from earshot.ui.look.words import tr

ROW = 46
MOST_ROWS = 5
"""More than these are scrolled."""


class Files(QAbstractListModel):
    """The queue as a list: a row's words are made when it is seen, so a thousand files cost what five do."""

    def __init__(self) -> None:
        super().__init__()
        self._queue, self._order, self._rates = Queue(), Order.SPEECH_FIRST, Rates()

    def tell(self, queue: Queue, order: Order, rates: Rates) -> None:
        """Files come at the end and go one at a time; all else is a change of rows."""
        before, now = self._queue.items, queue.items
        self._order, self._rates = order, rates
        if len(now) > len(before):
            self.beginInsertRows(QModelIndex(), len(before), len(now) - 1)
            self._queue = queue
            self.endInsertRows()
        elif len(now) < len(before):
            kept = {item.number for item in now}
            for place in reversed([place for place, item in enumerate(before) if item.number not in kept]):
                self.beginRemoveRows(QModelIndex(), place, place)
                self._queue = self._queue.remove(before[place].number)
                self.endRemoveRows()
        self._queue = queue
        if now:
            self.dataChanged.emit(self.index(0), self.index(len(now) - 1))

    def number(self, index: QModelIndex) -> int | None:
        return self._queue.items[index.row()].number if index.isValid() else None

    def place(self, number: int) -> QModelIndex:
        """Where a file stands; an invalid index if it is not there."""
        places = (place for place, item in enumerate(self._queue.items) if item.number == number)
        return self.index(next(places, -1))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._queue.items)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self._queue.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{item.path.name}\n{_state(item, self._order, self._rates)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return hint(item.note)
        return QSize(0, ROW) if role == Qt.ItemDataRole.SizeHintRole else None


class Rows(QListView):
    """Delete removes the one that is chosen."""

    delete_wanted = Signal()

    def __init__(self, files: Files) -> None:
        super().__init__()
        self.setModel(files)
        self.setUniformItemSizes(True)

    def sizeHint(self) -> QSize:
        return QSize(200, min(MOST_ROWS, self.model().rowCount()) * (ROW + 1) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(2, self.model().rowCount()) * (ROW + 1) + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

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
        self.files = Files()
        self.rows = named(Rows(self.files), "queue")
        self.rows.setAccessibleName(tr("Files"))
        self.rows.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.rows.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.rows.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.selectionModel().currentChanged.connect(self._choose)
        self.rows.delete_wanted.connect(self._remove)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.remove)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addLayout(head)
        inside.addWidget(self.rows)
        self._showing = False
        self.hide()

    def show_queue(self, queue: Queue, shown: int, order: Order, rates: Rates) -> None:
        """All of it; the one that is shown is chosen."""
        self.setVisible(len(queue.items) > 1)
        over = sum(item.over for item in queue.items)
        self.title.setText(tr("{count} of {all} files done").format(count=over, all=len(queue.items)))
        self._showing = True
        count = self.files.rowCount()
        self.files.tell(queue, order, rates)
        place = self.files.place(shown)
        if place.isValid() and place != self.rows.currentIndex():
            self.rows.setCurrentIndex(place)
        self._showing = False
        if count != self.files.rowCount():
            self.rows.updateGeometry()

    def pick(self, place: int) -> None:
        """As a click on that row."""
        self.rows.setCurrentIndex(self.files.index(place))

    @Slot()
    def _choose(self) -> None:
        number = self.files.number(self.rows.currentIndex())
        if number is not None and not self._showing:
            self.chosen.emit(number)

    @Slot()
    def _remove(self) -> None:
        number = self.files.number(self.rows.currentIndex())
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
