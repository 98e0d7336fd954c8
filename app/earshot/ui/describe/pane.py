"""The describe pane: a drop zone, the frames as they are watched, the text as it comes, a question."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from earshot.domain.card import Card
from earshot.domain.clip import mark
from earshot.domain.plan import Contents, Order
from earshot.ui.describe.dropzone import AskFirst, DropZone
from earshot.ui.describe.frames import Strip
from earshot.ui.describe.player import Player
from earshot.ui.describe.queue import QueueBox
from earshot.ui.describe.reading import ReadingBox
from earshot.ui.drop import dropped_files, pasted_picture, restyle
from earshot.ui.look.style import Tokens, hint, named
from earshot.ui.look.words import tr
from earshot.ui.saving import where

COLUMN = 380
"""Points of the left column, at most; the rest is the text's."""


class Describe(QWidget):
    """Shows what is watched; says what should be."""

    files_dropped = Signal(list)
    picture_pasted = Signal(object)
    question_asked = Signal(str)
    stop_wanted = Signal()
    export_wanted = Signal(Path)

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self.zone = DropZone(colours)
        self.zone.files_chosen.connect(self.files_dropped)
        self.choose = self.zone.choose
        self.ask_first = AskFirst()
        self.player = Player(colours)
        self.strip = Strip()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("How far it is"))
        self.progress.setRange(0, 1000)
        self.state = named(QLabel(""), "note")
        self.state.setWordWrap(True)
        self.queue = QueueBox()
        self.reading = ReadingBox(colours)
        self.text = self.reading.text
        self.about = named(QLabel(""), "note")
        self.add = self._button(tr("Add …"), tr("Add videos, pictures or sounds"), self.zone.ask)
        self.stop = self._button(tr("Stop"), tr("Stop; what was found is kept"), self.stop_wanted)
        self.export = self._button(tr("Export …"), tr("Export what was found"), self._export)
        keeps = self.export.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)  # the title stands still
        self.export.setSizePolicy(keeps)
        self.head = (self.about, self.add, self.stop, self.export)
        """What stands beside the pane's title."""
        self.question = QLineEdit()
        self.question.setPlaceholderText(tr("Ask about this clip"))
        self.question.setAccessibleName(tr("Question about the clip"))
        self.question.returnPressed.connect(self._ask)
        self.ask = self._button(tr("Ask"), tr("Ask the question"), self._ask)
        self._pages = QStackedWidget()
        for page in (self.zone, self.ask_first, self._full()):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self.setAcceptDrops(True)
        self.setFocusProxy(self.choose)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WindowShortcut)  # a hidden pane has none
        paste.activated.connect(self._paste)
        self._card: Card | None = None
        self.busy = self._asks = False
        self._name = ""
        self.show_empty()

    def recolour(self, colours: Tokens) -> None:
        for part in (self.zone, self.player, self.reading):
            part.recolour(colours)

    def order(self, wanted: Order | None) -> Order:
        """What is to be made of a clip, as far as the model can; None for what the drop zone says."""
        if self._card is not None and not self._card.sees:
            return Order.SPEECH_ONLY
        if self._card is not None and not self._card.hears:
            return Order.PICTURES_ONLY
        return wanted or self.zone.orders.order

    @property
    def can(self) -> bool:
        """True if the model in memory can do anything with a file."""
        return self._card is not None and (self._card.sees or self._card.hears)

    def use(self, card: Card | None) -> None:
        """Greys what the model in memory cannot serve, with the reason."""
        self._card, self._asks = card, False
        self._note()
        self.reading.use(card)
        self._enable()

    def looking(self, path: Path) -> None:
        """A file is being looked into; said where nothing else is shown."""
        self.zone.note.setText(tr("Opening {name} …").format(name=path.name))

    def _note(self) -> None:
        card, note = self._card, tr("It is watched on this computer. Nothing is uploaded.")
        if card is None:
            note = tr("No model is open yet.")
        elif not card.sees:
            hears = tr("{model} cannot see. It writes down what is said.")
            note = (hears if card.hears else tr("{model} cannot see.")).format(model=card.title)
        self.zone.note.setText(note)

    def show_empty(self) -> None:
        """Nothing is there to be shown."""
        self._pages.setCurrentIndex(0)
        self.setFocusProxy(self.choose)
        self._name, self.busy = "", False
        self._note()
        self._enable()

    def show_question(self) -> None:
        """The long clip that waits for a choice."""
        self._pages.setCurrentIndex(1)
        self._enable()

    def show_clip(self, path: Path, contents: Contents | None) -> None:
        """Another file, of which nothing is known yet."""
        self._pages.setCurrentIndex(2)
        self.setFocusProxy(self.question)
        self._name, self.busy, self._asks = path.name, False, False
        kind, lasts = (contents.kind, contents.lasts) if contents else ("", 0.0)
        self.player.open(lasts, pictures=kind in ("video", "picture"), plays=kind in ("video", "sound"))
        self.strip.setVisible(kind == "video")
        self.strip.clear()
        metrics = self.about.fontMetrics()
        name = metrics.elidedText(path.name, Qt.TextElideMode.ElideMiddle, 260)
        self.about.setText(f"{name} · {mark(lasts)}" if lasts else name)
        self.about.setToolTip(hint(path.name))
        self.reading.clear(path.name)
        self.tell("")
        self._enable()

    def show_work(self, share: float | None, text: str) -> None:
        """It is being worked at: how far, None if nobody can tell."""
        self.busy = True
        self.progress.setRange(0, 0 if share is None else 1000)
        if share is not None:
            self.progress.setValue(round(share * 1000))
        self.progress.setAccessibleDescription(text)
        self.progress.show()
        self.state.setText(text)
        self._enable()

    def tell(self, text: str, *, asks: bool = False) -> None:
        """Nobody works at it; `asks` if questions about it can be asked."""
        self.busy, self._asks = False, asks
        self.progress.hide()
        self.state.setText(text)
        self._enable()

    def _full(self) -> QWidget:
        left = QWidget()
        left.setMaximumWidth(COLUMN)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self.player, self.strip, self.progress, self.state):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self.queue)
        column.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(14)
        both.addWidget(left, 4)
        both.addWidget(self.reading, 5)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.question, 1)
        row.addWidget(self.ask)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        inside.addLayout(both, 1)
        inside.addLayout(row)
        return page

    def _button(self, text: str, name: str, act) -> QPushButton:  # type: ignore[no-untyped-def]
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.clicked.connect(act)
        return button

    def _enable(self) -> None:
        full = self._pages.currentIndex() == 2
        self.choose.setEnabled(self.can)
        self.add.setEnabled(self.can)
        for widget in (self.about, self.add, self.export):
            widget.setVisible(full)
        asks = self._asks and not self.busy and self._card is not None and self._card.questions
        if full and not asks and self.window().focusWidget() in (self.stop, self.ask, self.question):
            self.text.setFocus()  # or it would wander off into the sidebar
        self.stop.setVisible(full and self.busy)
        self.export.setEnabled(not self.reading.empty)
        self.question.setEnabled(asks)
        self.ask.setEnabled(asks)
        mute = self._card is not None and not self._card.questions
        why = tr("{model} answers no questions").format(model=self._card.title) if mute and self._card else ""
        self.question.setToolTip(why)

    @Slot()
    def _ask(self) -> None:
        question = self.question.text().strip()
        if question and self.ask.isEnabled():
            self.question.clear()
            self.question_asked.emit(question)

    @Slot()
    def _export(self) -> None:
        forms = tr("Markdown (*.md);;Subtitles (*.srt);;Subtitles for the web (*.vtt);;Text (*.txt)")
        path = where(self, tr("Export what was found"), f"{Path(self._name).stem}.md", forms)
        if path is not None:
            self.export_wanted.emit(path)

    @Slot()
    def _paste(self) -> None:
        self.paste(QGuiApplication.clipboard().mimeData())

    def paste(self, data: QMimeData) -> None:
        """Files, or a picture that is in none."""
        if not self.can:
            return
        files = dropped_files(data)
        if files:
            self.files_dropped.emit(files)
        elif (picture := pasted_picture(data)) is not None:
            self.picture_pasted.emit(picture)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        good = bool(dropped_files(event.mimeData())) and self.can
        restyle(self.zone, "accept" if good else "refuse")
        event.acceptProposedAction() if good else event.ignore()

    def dragLeaveEvent(self, _event: object) -> None:
        restyle(self.zone, "")

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self.zone, "")
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.files_dropped.emit(files)
