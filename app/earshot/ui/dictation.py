"""The dictation pane: live words, the talk control, edits with undo."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from earshot.domain.card import Card
from earshot.domain.differences import Differences
from earshot.domain.keys import Style
from earshot.domain.manner import Manner
from earshot.domain.transcript import Words
from earshot.ui.changes import Changes
from earshot.ui.clock import Clock
from earshot.ui.drop import dropped_files, restyle
from earshot.ui.modes import NAMES, Modes
from earshot.ui.style import Tokens, named
from earshot.ui.talk import Talk
from earshot.ui.text import Text
from earshot.ui.undo_bar import UndoBar

HOW = {
    Style.HOLD: "Hold the button or the space bar and speak.",
    Style.TOGGLE: "Press the button or the space bar and speak; press again to finish.",
    Style.HYBRID: "Hold the button or the space bar and speak, or tap it to begin and to finish.",
}
TAKEN_BACK = "Taken back."


class Dictation(QWidget):
    """Shows a take and its text; says what the user wants done with it."""

    key_went_down = Signal()
    key_came_up = Signal()
    drop_wanted = Signal()
    recording_dropped = Signal(Path)
    edit_wanted = Signal(str, object)
    """A text, and a Manner or the user's own instruction."""

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self._card_box = named(QFrame(), "card")
        self.text = Text(colours)
        self.text.textChanged.connect(self._changed)
        inside = QVBoxLayout(self._card_box)
        inside.setContentsMargins(24, 20, 24, 20)
        inside.addWidget(self.text)
        self.changes = Changes(colours)
        self.changes.decided.connect(self._decided)
        inside.addWidget(self.changes)
        self.undo_bar = UndoBar()
        below = QHBoxLayout()
        below.addWidget(self.undo_bar, 1)
        below.addStretch()
        inside.addLayout(below)

        self.talk = Talk(colours)
        self.talk.went_down.connect(self.key_went_down)
        self.talk.came_up.connect(self.key_came_up)
        self.talk.came_up.connect(self._let_go)
        self.state = named(QLabel(""), "note")
        self.state.setAccessibleName("State of the dictation")
        self.state.setWordWrap(True)
        self.time = Clock()
        self.modes = Modes()
        self.modes.wanted.connect(self._edit)
        self.drop = QPushButton("Drop")
        self.drop.setAccessibleName("Drop this take")
        self.drop.setToolTip("Drop this take (Esc)")
        self.drop.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        self.drop.clicked.connect(self.drop_wanted)
        self.drop.hide()
        self.spoken = QPushButton("As spoken")
        self.spoken.setAccessibleName("Show the text as spoken")
        self.spoken.setCheckable(True)
        self.spoken.hide()
        self.spoken.clicked.connect(self._switch)
        below.addWidget(self.spoken)
        self.undo = QPushButton("Undo")
        self.undo.setAccessibleName("Undo the last change")
        self.undo.clicked.connect(self.text.undo)
        self.text.undoAvailable.connect(self._changed)
        self.copy = QPushButton("Copy")
        self.copy.setAccessibleName("Copy the text")
        self.copy.clicked.connect(self._copy)

        says = QVBoxLayout()
        says.addStretch()
        for label in (self.time, self.state):
            says.addWidget(label)
        says.addStretch()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.talk)
        row.addLayout(says, 1)
        for button in (self.drop, self.undo, self.copy):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self._card_box, 1)
        whole.addWidget(self.modes)
        whole.addLayout(row)

        self._before = ""
        self._said: dict[int, str] = {}
        """Take -> its text, as long as it can be taken back."""
        self._edit_name = ""
        self._forms = ("", "")
        """The whole text as it was spoken, and as it was edited."""
        self.set_key(Style.HYBRID)
        self._ready = self._hears = self._taken_back = False
        self.setAcceptDrops(True)
        self._changed()

    def use(self, card: Card | None) -> None:
        """Greys what the model in memory cannot serve, with the reason."""
        self._hears = hears = card is not None and card.hears
        self.talk.setEnabled(hears)
        self.modes.use(card)
        if card is not None and not hears:
            self.state.setText(f"{card.title} cannot transcribe.")
        elif card is not None and not self.text.isReadOnly():
            self.state.setText(self._idle)
        self._changed()

    def set_key(self, style: Style) -> None:
        """What the button and the space bar are for."""
        self._style, self._idle = style, f"{HOW[style]} Or drop a recording here."
        self.state.setText(self._idle)
        self.talk.setToolTip(HOW[style])
        self.talk.setAccessibleDescription(HOW[style])

    def recolour(self, colours: Tokens) -> None:
        self.text.recolour(colours)
        self.changes.recolour(colours)
        self.talk.set_colours(colours)

    def listening(self) -> None:
        """A take has begun; its words go behind what is already there."""
        self.changes.close_all()
        if not self.text.isReadOnly():  # else the last words of the take before are still to come
            self._before = self.text.toPlainText().strip()
        self.text.setReadOnly(True)
        self._taken_back = False
        self.undo_bar.withdraw()
        self.drop.show()
        self.talk.set_talking(True)
        self.state.setText("Getting ready …")
        self._ready = False
        self.time.begin()

    def hear_level(self, level: float) -> None:
        """The first of them means that real sound has arrived: now it is time to speak."""
        if not self._ready and self.time.runs:
            self._ready = True
            self._let_go()
        self.talk.set_level(level)

    @Slot()
    def _let_go(self) -> None:
        """What ends the take that is open."""
        if self._ready and self.text.isReadOnly():
            held = self.talk.isDown() and self._style is not Style.TOGGLE
            self.state.setText(f"Listening. {'Let go' if held else 'Press again'} to finish.")

    def settling(self) -> None:
        """The take has ended and the last words are still to come."""
        self.talk.set_talking(False)
        self.time.stop()
        self._ready = False
        self.state.setText("Settling the last words …")

    def show_words(self, words: Words) -> None:
        self.text.write(_joined(self._before, words.settled), words.tentative)

    def finished(self, text: str, seconds: float, raw: str = "", take: int = 0) -> None:
        """The take is done; its text can be edited, undone as one step, and shown as it was spoken."""
        self._ended()
        whole = _joined(self._before, text)
        self.text.setPlainText(self._before)
        if text:
            self.text.replace(whole)
            self._said[take] = text
            self._forms = (_joined(self._before, raw or text), whole)
            self._changed()
            self.state.setText(f"Written {seconds:.1f} s after you let go.")
        else:
            self.state.setText(TAKEN_BACK if self._taken_back else "No speech was heard.")

    def finished_late(self, text: str, take: int) -> None:
        """A take that is not on the screen any more: one that was dropped and brought back."""
        self._said[take] = text
        if self.text.isReadOnly():
            self._before = _joined(self._before, text)
        elif text:
            self.text.replace(_joined(self.text.toPlainText().strip(), text))

    def take_back(self, take: int) -> None:
        """Takes the text of a take out again, if it still stands at the end."""
        text = self._said.pop(take, "")
        if self.text.isReadOnly():
            self._before = self._before.removesuffix(text).rstrip()
            self._taken_back = True
        elif text and (whole := self.text.toPlainText().rstrip()).endswith(text):
            self.text.replace(whole.removesuffix(text).rstrip())
            self.state.setText(TAKEN_BACK)

    def edited(self, text: str) -> None:
        """The whole text after editing: what changed is shown, and counts when it is accepted."""
        found = Differences.between(self.text.toPlainText(), text)
        if not found.open:
            self.state.setText("There was nothing to change.")
            return
        self.text.hide()
        self.changes.open(self._edit_name, found)
        self._changed()

    @Slot(str)
    def _decided(self, text: str) -> None:
        self.text.show()
        now = self.text.toPlainText()
        if text != now:
            self._forms = (self._forms[0] if now in self._forms else now, text)
            self.text.replace(text)
        self.text.setFocus()
        self._changed()

    def broken_off(self) -> None:
        """The take came to nothing; what was there before stays."""
        if self.text.isReadOnly():
            self._ended()
            self.text.setPlainText(self._before)
            self.state.setText(self._idle)

    def working(self, sentence: str) -> None:
        """Something is being done with the text; empty when it is over."""
        self.state.setText(sentence or self._idle)
        self.text.setReadOnly(bool(sentence))
        self.talk.setEnabled(not sentence and self._hears)
        self._changed()

    def _ended(self) -> None:
        self.time.end()
        self.drop.hide()
        self.talk.set_talking(False)
        self.talk.setEnabled(self._hears)
        self.text.setReadOnly(False)
        self._changed()

    @Slot()
    def _changed(self) -> None:
        now = self.text.toPlainText()
        idle = bool(now.strip()) and not self.text.isReadOnly() and self.changes.isHidden()
        self.spoken.setVisible(idle and self._forms[0] != self._forms[1] and now in self._forms)
        self.spoken.setChecked(now == self._forms[0])
        self.copy.setEnabled(idle)
        self.undo.setEnabled(
            self.text.document().isUndoAvailable() and not self.text.isReadOnly() and self.changes.isHidden()
        )
        self.modes.offer(there=idle)

    @Slot()
    def _switch(self) -> None:
        """Between what was spoken and what was made of it."""
        self.text.replace(self._forms[0 if self.spoken.isChecked() else 1])

    @Slot(object)
    def _edit(self, manner: Manner | str) -> None:
        self._edit_name = NAMES[manner] if isinstance(manner, Manner) else "Your instruction"
        self.undo_bar.withdraw()
        self.edit_wanted.emit(self.text.toPlainText(), manner)

    @Slot()
    def _copy(self) -> None:
        self.text.selectAll()
        self.text.copy()
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.state.setText("Copied.")

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


def _joined(before: str, text: str) -> str:
    return " ".join(part for part in (before, text) if part)
