"""The dictation pane: live words, the talk control, Polish with undo."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTextEdit, QVBoxLayout, QWidget

from earshot.domain.card import Card
from earshot.domain.transcript import Words
from earshot.ui.drop import dropped_files, restyle
from earshot.ui.style import Tokens, named, spaced
from earshot.ui.talk import Talk

IDLE = "Hold the button or the space bar and speak. Or drop a recording here."


class Dictation(QWidget):
    """Shows a take and its text; says what the user wants done with it."""

    began = Signal()
    ended = Signal()
    recording_dropped = Signal(Path)
    polish_wanted = Signal(str)

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self._colours = colours
        self._card_box = named(QFrame(), "card")
        self.text = named(QTextEdit(), "words")
        self.text.setAccessibleName("Dictated text")
        self.text.setPlaceholderText("Your words appear here while you speak.")
        self.text.setAcceptRichText(False)
        self.text.setAcceptDrops(False)
        self.text.textChanged.connect(self._changed)
        inside = QVBoxLayout(self._card_box)
        inside.setContentsMargins(24, 20, 24, 20)
        inside.addWidget(self.text)

        self.talk = Talk(colours)
        self.talk.began.connect(self.began)
        self.talk.ended.connect(self.ended)
        self.state = named(QLabel(IDLE), "note")
        self.state.setAccessibleName("State of the dictation")
        self.state.setWordWrap(True)
        self.time = named(QLabel(""), "note")
        self.time.hide()
        self.polish = named(QPushButton("Polish"), "primary")
        self.polish.setAccessibleName("Polish the text")
        self.polish.clicked.connect(self._polish)
        self.undo = QPushButton("Undo")
        self.undo.setAccessibleName("Undo the last change")
        self.undo.clicked.connect(self.text.undo)
        self.text.undoAvailable.connect(self._changed)
        self.copy = QPushButton("Copy")
        self.copy.setAccessibleName("Copy the text")
        self.copy.clicked.connect(self._copy)

        says = QVBoxLayout()
        says.addStretch()
        says.addWidget(self.time)
        says.addWidget(self.state)
        says.addStretch()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.talk)
        row.addLayout(says, 1)
        for button in (self.undo, self.copy, self.polish):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self._card_box, 1)
        whole.addLayout(row)

        self._clock = QTimer(self, interval=200)
        self._clock.timeout.connect(self._tick)
        self._ticks = 0
        self._before = ""
        self._can_polish = self._ready = self._hears = False
        self.setAcceptDrops(True)
        self._changed()

    def use(self, card: Card | None) -> None:
        """Greys what the model in memory cannot serve, with the reason."""
        self._hears = hears = card is not None and card.hears
        self.talk.setEnabled(hears)
        self._can_polish = card is not None and card.edits("polish")
        self.polish.setToolTip("" if self._can_polish or card is None else f"{card.title} cannot polish")
        if card is not None and not hears:
            self.state.setText(f"{card.title} cannot transcribe.")
        elif card is not None and not self.text.isReadOnly():
            self.state.setText(IDLE)
        self._changed()

    def recolour(self, colours: Tokens) -> None:
        self._colours = colours
        self.talk.set_colours(colours)

    def listening(self) -> None:
        """A take has begun; its words go behind what is already there."""
        self._before = self.text.toPlainText().strip()
        self.text.setReadOnly(True)
        self.talk.set_talking(True)
        self.state.setText("Getting ready …")
        self._ready = False
        self._ticks = 0
        self._clock.start()
        self.time.show()
        self._tick()

    def hear_level(self, level: float) -> None:
        """The first of them means that real sound has arrived: only now is it time to speak."""
        if not self._ready and self.text.isReadOnly():
            self._ready = True
            self.state.setText("Listening. Let go to finish.")
        self.talk.set_level(level)

    def settling(self) -> None:
        """The key is up and the last words are still to come."""
        self.talk.set_talking(False)
        self._clock.stop()
        self.talk.setEnabled(False)
        self.state.setText("Settling the last words …")

    def show_words(self, words: Words) -> None:
        settled = " ".join(part for part in (self._before, words.settled) if part)
        self._write(settled, words.tentative)

    def finished(self, text: str, seconds: float) -> None:
        """The take is done; its text can be edited and undone as one step."""
        self._ended()
        whole = " ".join(part for part in (self._before, text) if part)
        self.text.setPlainText(self._before)
        if text:
            self.replace(whole)
        self.state.setText(f"Written {seconds:.1f} s after you let go." if text else "No speech was heard.")

    def broken_off(self) -> None:
        """The take came to nothing; what was there before stays."""
        if self.text.isReadOnly():
            self._ended()
            self.text.setPlainText(self._before)
            self.state.setText(IDLE)

    def replace(self, text: str) -> None:
        """Puts another text in place as one step that can be undone."""
        cursor = QTextCursor(self.text.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text, QTextCharFormat())
        spaced(self.text)
        cursor.endEditBlock()
        self.text.moveCursor(QTextCursor.MoveOperation.End)

    def working(self, sentence: str) -> None:
        """Something is being done with the text; empty when it is over."""
        self.state.setText(sentence or IDLE)
        self.text.setReadOnly(bool(sentence))
        self.talk.setEnabled(not sentence and self._hears)
        self._changed()

    def _ended(self) -> None:
        self._clock.stop()
        self.time.hide()
        self.talk.set_talking(False)
        self.talk.setEnabled(self._hears)
        self.text.setReadOnly(False)
        self._changed()

    def _write(self, settled: str, tentative: str) -> None:
        pale = QTextCharFormat()
        pale.setForeground(QColor(self._colours["ink-3"]))
        pale.setFontUnderline(True)
        self.text.setCurrentCharFormat(QTextCharFormat())  # or the text would inherit the look of tentative words
        self.text.setPlainText(settled)
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        cursor = self.text.textCursor()
        cursor.insertText(" " if settled and tentative else "", QTextCharFormat())
        cursor.insertText(tentative, pale)
        spaced(self.text)
        self.text.ensureCursorVisible()

    @Slot()
    def _changed(self) -> None:
        idle = bool(self.text.toPlainText().strip()) and not self.text.isReadOnly()
        self.copy.setEnabled(idle)
        self.undo.setEnabled(self.text.document().isUndoAvailable() and not self.text.isReadOnly())
        self.polish.setEnabled(idle and self._can_polish)

    @Slot()
    def _polish(self) -> None:
        self.polish_wanted.emit(self.text.toPlainText())

    @Slot()
    def _copy(self) -> None:
        self.text.selectAll()
        self.text.copy()
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.state.setText("Copied.")

    @Slot()
    def _tick(self) -> None:
        seconds = self._ticks // 5
        self.time.setText(f"{seconds // 60}:{seconds % 60:02d}")
        self._ticks += 1

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        good = len(dropped_files(event.mimeData())) == 1 and self.talk.isEnabled() and not self.text.isReadOnly()
        restyle(self._card_box, "accept" if good else "refuse")
        event.acceptProposedAction() if good else event.ignore()

    def dragLeaveEvent(self, _event: object) -> None:
        restyle(self._card_box, "")

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self._card_box, "")
        for path in dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self.recording_dropped.emit(path)
