"""The history pane: every take, found while one types; its text, and what can be done with it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from earshot.domain.card import Card
from earshot.domain.days import words_by_day
from earshot.domain.entry import TAKE, Entry, Statistics
from earshot.ui.history.lines import about, line, nothing, summed
from earshot.ui.history.plot import Plot
from earshot.ui.look.style import Tokens, hint, named, spaced
from earshot.ui.look.words import counted, tr
from earshot.ui.saving import where

TYPING_MS = 150
"""A search begins so long after the last key."""
SURE_MS = 4000
"""So long a second press of Delete means yes."""


class History(QWidget):
    """Takes on the left, one of them on the right."""

    search_wanted = Signal(str)
    play_wanted = Signal(int)
    hush_wanted = Signal()
    again_wanted = Signal(int)
    describe_wanted = Signal(Path)
    delete_wanted = Signal(int)
    export_wanted = Signal(Path)

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search what you said …"))
        self.search.setAccessibleName(tr("Search the history"))
        self.search.setFixedWidth(260)
        self.search.textChanged.connect(self._typed)
        self.export = QPushButton(tr("Export …"))
        self.export.setAccessibleName(tr("Export what is shown"))
        self.export.clicked.connect(self._export)
        self.list = named(QListWidget(), "takes")
        self.list.setAccessibleName(tr("Takes"))
        self.list.setSpacing(4)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._show)
        self.state = named(QLabel(nothing()), "hint")
        self.state.setWordWrap(True)
        self.state.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.state.setAccessibleDescription(tr("State of the history"))
        self.about = named(QLabel(""), "note")
        self.about.setWordWrap(True)
        self.text = named(QTextEdit(), "seen")
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Text of the take"))
        self.copy = self._button(tr("Copy"), tr("Copy the text of the take"), self._copy)
        self.play = self._button(tr("Play"), tr("Play the sound of the take"), self._play)
        self.again = self._button(tr("Read again"), tr("Read the take again with the model in use"), self._again)
        self.delete = self._button(tr("Delete"), tr("Delete the take and its sound"), self._delete)
        self.sums = named(QLabel(""), "title")
        self.saved = named(QLabel(""), "note")
        self.saved.setWordWrap(True)  # or a longer sentence would take its room from the list
        self.plot = Plot(colours)
        self._lay_out()
        self.entries: dict[int, Entry] = {}
        self._shown = 0
        """The entry whose text is shown."""
        self._hears = self._can = self._playing = False
        self._sure = QTimer(self, singleShot=True, interval=SURE_MS)
        self._sure.timeout.connect(self._unsure)
        self._timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._timer.timeout.connect(lambda: self.search_wanted.emit(self.search.text()))

    def use(self, card: Card | None) -> None:
        """The model in memory, or none."""
        self._hears = card is not None and card.hears
        self._can = card is not None and (card.hears or card.sees)
        self._enable()

    def recolour(self, colours: Tokens) -> None:
        self.plot.recolour(colours)

    def found(self, words: str, entries: tuple[Entry, ...], sums: Statistics) -> None:
        """An answer; one to an earlier question is of no use any more."""
        if words != self.search.text():
            return
        chosen, scrolled = self._chosen(), self.list.verticalScrollBar().value()
        self.entries = {entry.number: entry for entry in entries}
        self.list.blockSignals(True)
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(line(entry))
            item.setData(Qt.ItemDataRole.UserRole, entry.number)
            item.setSizeHint(QSize(0, 62))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.state.setText(tr("No take says that.") if words else nothing())
        numbers = list(self.entries)
        self.list.setCurrentRow(numbers.index(chosen) if chosen in numbers else 0)
        if chosen in numbers:
            self.list.verticalScrollBar().setValue(scrolled)
        self._show()
        self.sums.setText(counted(sums.words))
        self.saved.setText(summed(sums))
        if not words:
            here = datetime.now().astimezone().tzinfo or UTC
            takes = [entry for entry in entries if entry.kind == TAKE]
            self.plot.show_values(words_by_day(takes, time.time(), here))

    def failed(self) -> None:
        """Nothing comes of what was wanted of a take: it is shown as it was."""
        self._show()

    def plays(self, *, playing: bool) -> None:
        """Whether the take that is shown is heard at the moment."""
        if playing != self._playing:
            self._playing = playing
            self.play.setText(tr("Stop") if playing else tr("Play"))
            self.play.setAccessibleName(tr("Stop playing") if playing else tr("Play the sound of the take"))

    def be_quiet(self) -> None:
        """Somebody looks at something else."""
        if self._playing:
            self.hush_wanted.emit()

    def _chosen(self) -> int | None:
        item = self.list.currentItem()
        return None if item is None else int(item.data(Qt.ItemDataRole.UserRole))

    def _button(self, text: str, name: str, act) -> QPushButton:  # type: ignore[no-untyped-def]
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.clicked.connect(act)
        return button

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.copy, self.again, self.delete):
            buttons.addWidget(button)
        buttons.addStretch()
        figures = QVBoxLayout()
        figures.addWidget(self.sums)
        figures.addWidget(self.saved)
        below = QHBoxLayout()
        below.addLayout(figures, 1)
        below.addWidget(self.plot, 0, Qt.AlignmentFlag.AlignBottom)
        self._take = named(QFrame(), "card")
        inside = QVBoxLayout(self._take)
        inside.setContentsMargins(22, 18, 22, 18)
        inside.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(self.about, 1)
        head.addWidget(self.play)
        inside.addLayout(head)
        inside.addWidget(self.text, 1)
        inside.addLayout(buttons)
        inside.addSpacing(8)
        inside.addWidget(named(QFrame(), "hairline"))
        inside.addLayout(below)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.state, 1)
        row.addWidget(self.list, 2)
        row.addWidget(self._take, 3)

    @Slot()
    def _typed(self) -> None:
        self._timer.start()

    @Slot()
    def _show(self) -> None:
        entry = self.entries.get(self._chosen() or 0)
        there = bool(self.entries)
        self.state.setVisible(not there)
        self.list.setVisible(there)
        self._take.setVisible(there)
        self.export.setEnabled(there)
        if entry is None or entry.number != self._shown:
            self.be_quiet()
            self._sure.stop()
            self._unsure()
        self._shown = entry.number if entry is not None else 0
        if entry is not None:
            self.about.setText(about(entry))
            text = entry.text or f"({entry.condition.value})"
            if text != self.text.toPlainText():  # else what is selected in it, and where it stands, would be lost
                self.text.setPlainText(text)
                spaced(self.text, 140.0)
        self._enable()

    def _enable(self) -> None:
        entry = self.entries.get(self._chosen() or 0)
        self.copy.setEnabled(entry is not None and bool(entry.text))
        self.delete.setEnabled(entry is not None)
        self.again.setEnabled(entry is not None and bool(entry.sound) and self._hears)
        if entry is not None and entry.kind != TAKE:
            self._enable_clip(entry)
            return
        self.again.setText(tr("Read again"))
        self.again.setAccessibleName(tr("Read the take again with the model in use"))
        gone = entry is not None and not entry.sound
        self.play.setEnabled(entry is not None and not gone)
        for button in (self.play, self.again):
            button.setToolTip(tr("Its sound is no longer kept") if gone else "")

    def _enable_clip(self, entry: Entry) -> None:
        """A file that was described; whether it still lies there is told when it is run again."""
        self.again.setText(tr("Run again"))
        self.again.setAccessibleName(tr("Describe the file again with the model in use"))
        self.again.setEnabled(bool(entry.path) and self._can)
        self.again.setToolTip(hint(entry.path) if entry.path else tr("It was pasted, and is in no file"))
        self.play.setEnabled(entry.kind == "sound")
        self.play.setToolTip("" if entry.kind == "sound" else tr("Run it again to see it played"))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    @Slot()
    def _play(self) -> None:
        number = self._chosen()
        if self._playing:
            self.hush_wanted.emit()
        elif number is not None:
            self.play_wanted.emit(number)

    @Slot()
    def _again(self) -> None:
        number = self._chosen()
        entry = self.entries.get(number or 0)
        if entry is not None and entry.kind != TAKE:
            self.describe_wanted.emit(Path(entry.path))
        elif number is not None:
            self.again.setEnabled(False)
            self.about.setText(tr("Reading it again …"))
            self.again_wanted.emit(number)

    @Slot()
    def _delete(self) -> None:
        number = self._chosen()
        if number is None:
            return
        if self._sure.isActive():
            self._sure.stop()
            self._unsure()
            self.delete_wanted.emit(number)
        else:  # it cannot be had back
            self._sure.start()
            self.delete.setText(tr("Delete for good?"))

    @Slot()
    def _unsure(self) -> None:
        self.delete.setText(tr("Delete"))

    @Slot()
    def _export(self) -> None:
        path = where(self, tr("Export the takes"), "takes.md", tr("Markdown (*.md);;Text (*.txt);;JSON (*.json)"))
        if path is not None:
            self.export_wanted.emit(path)
