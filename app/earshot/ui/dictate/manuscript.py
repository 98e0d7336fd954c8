"""The card with the dictated text: words as they come, what an edit changes, and what can be taken back."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from earshot.domain.differences import Differences
from earshot.domain.transcript import Words
from earshot.domain.words import gap
from earshot.ui.dictate.changes import Changes
from earshot.ui.dictate.text import Text
from earshot.ui.dictate.undo_bar import UndoBar
from earshot.ui.look.style import Tokens
from earshot.ui.look.words import tr


class Manuscript(QFrame):
    """The text is frozen while a take or an edit is under way."""

    changed = Signal()
    """The text, or what can be done with it."""

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self.setObjectName("card")
        self.text = Text(colours)
        self.text.textChanged.connect(self._changed)
        self.text.undoAvailable.connect(self._changed)
        self.changes = Changes(colours)
        self.changes.decided.connect(self._decided)
        self.undo_bar = UndoBar()
        self.spoken = QPushButton(tr("As spoken"))
        self.spoken.setAccessibleName(tr("Show the text as spoken"))
        self.spoken.setCheckable(True)
        self.spoken.hide()
        self.spoken.clicked.connect(self._switch)
        below = QHBoxLayout()
        below.addWidget(self.undo_bar, 1)
        below.addStretch()
        below.addWidget(self.spoken)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(24, 20, 24, 20)
        inside.addWidget(self.text)
        inside.addWidget(self.changes)
        inside.addLayout(below)
        self._taking = False
        """A take is open, or its last words are still to come."""
        self._before = ""
        """What the words of the take go behind."""
        self._around = ("", "")
        """What stands before and behind the part that is being edited."""
        self._said: dict[int, str] = {}
        """Take -> its text, as long as it can be taken back."""
        self._forms = ("", "")
        """The whole text as it was spoken, and as it was edited."""
        self.taken_back = False
        """The last words of the take on the screen took the one before back."""

    @property
    def frozen(self) -> bool:
        return self.text.isReadOnly()

    @property
    def idle(self) -> bool:
        """There is a text, and nothing is being done with it."""
        return bool(self.text.toPlainText().strip()) and not self.frozen and self.changes.isHidden()

    @property
    def can_undo(self) -> bool:
        return self.text.document().isUndoAvailable() and not self.frozen and self.changes.isHidden()

    def freeze(self, frozen: bool) -> None:
        self.text.setReadOnly(frozen)
        self._changed()

    def recolour(self, colours: Tokens) -> None:
        self.text.recolour(colours)
        self.changes.recolour(colours)

    def listening(self) -> None:
        """A take has begun; its words go behind what is already there."""
        self.changes.close_all()
        if not self._taking:  # else the last words of the take before are still to come
            self._before = self.text.toPlainText()
        self._taking = True
        self.freeze(True)
        self.taken_back = False
        self.undo_bar.withdraw()

    def show_words(self, words: Words) -> None:
        self.text.write(_behind(self._before, words.settled), words.tentative)

    def finished(self, text: str, raw: str, take: int) -> None:
        """The take is done; its text can be edited, undone as one step, and shown as it was spoken."""
        self.broken_off()
        if text:
            before = self.text.toPlainText()
            whole = _behind(before, text)
            self.text.replace(whole)
            self._said[take] = text
            self._forms = (_behind(before, raw or text), whole)
            self._changed()

    def finished_late(self, text: str, take: int) -> None:
        """A take that is not on the screen any more: one that was dropped and brought back."""
        self._said[take] = text
        if self._taking:
            self._before = _behind(self._before, text)
            return
        self.changes.close_all()
        if text:
            before = self.text.toPlainText()
            whole = _behind(before, text)
            self._around = (self._around[0], self._around[1] + whole[len(before) :])  # it is in no edit under way
            self.text.replace(whole)

    def take_back(self, take: int) -> bool:
        """Takes the text of a take out again, if it still stands at the end; True if it was on the screen."""
        text = self._said.pop(take, "")
        if self._taking:
            self._before = self._before.removesuffix(text).rstrip(" ")
            self.taken_back = True
        elif text and (whole := self.text.toPlainText().rstrip()).endswith(text):
            self.text.replace(whole.removesuffix(text).rstrip(" "))
            return True
        return False

    def broken_off(self) -> None:
        """The take came to nothing; what was there before stays, with all that can be undone."""
        self.text.back()
        if self._taking and self._before != self.text.toPlainText():  # another take came or was taken back meanwhile
            self.text.replace(self._before)
        self._taking = False
        self.freeze(False)

    def to_edit(self) -> str:
        """What an edit is for: what is selected, or else the whole text."""
        self.undo_bar.withdraw()
        ahead, chosen, behind = self.text.selected()
        if not chosen.strip():
            ahead, chosen, behind = "", self.text.toPlainText(), ""
        self._around = ahead, behind
        return chosen

    def edited(self, name: str, text: str) -> bool:
        """That part after editing: what changed is shown, and counts when it is accepted.  False if nothing did."""
        ahead, behind = self._around
        found = Differences.between(self.text.toPlainText(), f"{ahead}{text}{behind}")
        if not found.open:
            return False
        self.text.hide()
        self.changes.open(name, found)
        self._changed()
        return True

    def copy(self) -> None:
        """What is selected, or else the whole text."""
        QGuiApplication.clipboard().setText(self.text.selected()[1] or self.text.toPlainText())

    @Slot(str)
    def _decided(self, text: str) -> None:
        self.text.show()
        now = self.text.toPlainText()
        if text != now:
            self._forms = (self._forms[0] if now in self._forms else now, text)
            self.text.replace(text)
        self.text.setFocus()
        self._changed()

    @Slot()
    def _changed(self) -> None:
        now = self.text.toPlainText()
        self.spoken.setVisible(self.idle and self._forms[0] != self._forms[1] and now in self._forms)
        self.spoken.setChecked(now == self._forms[0])
        self.changed.emit()

    @Slot()
    def _switch(self) -> None:
        """Between what was spoken and what was made of it."""
        self.text.replace(self._forms[0 if self.spoken.isChecked() else 1])


def _behind(before: str, text: str) -> str:
    """A text behind another one, whose last line may be an empty one on purpose."""
    return f"{before}{gap(before, text)}{text}"
