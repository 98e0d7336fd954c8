"""What an edit changed, in the text itself; each change is accepted or rejected by itself, or all at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut, QTextCharFormat
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTextEdit, QVBoxLayout, QWidget

from earshot.domain.differences import Change, Differences, Verdict
from earshot.ui.look.style import Tokens, named, spaced
from earshot.ui.look.words import tr


class Changes(QWidget):
    """Hidden but while there are changes nobody has decided about."""

    decided = Signal(str)
    """Every change is; the text that came of it."""
    told = Signal(str)
    """The change that is looked at, in words."""

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self._colours, self._name = colours, ""
        self._found, self._at = Differences(), 0
        self.view = named(QTextEdit(), "words")
        self.view.setReadOnly(True)
        self.view.setAccessibleName(tr("The text with its changes"))
        self.says = named(QLabel(""), "note")
        self.says.setAccessibleDescription(tr("The change that is looked at"))
        line = named(QFrame(), "hairline")
        self.says.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.previous = self._button(row, tr("Previous"), tr("Previous change"), "Left", lambda: self._step(-1))
        self.next = self._button(row, tr("Next"), tr("Next change"), "Right", lambda: self._step(1))
        row.addStretch()
        self.reject = self._button(
            row, tr("Reject"), tr("Reject this change"), "Del", lambda: self._judge(Verdict.REJECTED)
        )
        self.reject_all = self._button(
            row, tr("Reject all"), tr("Reject every change"), "Esc", lambda: self._all(Verdict.REJECTED)
        )
        self.accept_all = self._button(
            row, tr("Accept all"), tr("Accept every change"), "Ctrl+Return", lambda: self._all(Verdict.ACCEPTED)
        )
        self.accept = self._button(
            row, tr("Accept"), tr("Accept this change"), "Return", lambda: self._judge(Verdict.ACCEPTED)
        )
        named(self.accept, "primary")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addWidget(self.view, 1)
        inside.addWidget(line)
        inside.addWidget(self.says)
        inside.addLayout(row)
        self.hide()

    @property
    def text(self) -> str:
        """The text as decided so far; what is open counts as accepted."""
        return self._found.text

    def open(self, name: str, found: Differences) -> None:
        """Shows the changes of the edit `name`."""
        self._name, self._found, self._at = name, found, found.next() or 0
        self.show()
        self._draw()
        self.accept.setFocus()

    def close_all(self) -> None:
        """What is open counts as accepted: something else wants the text."""
        if not self.isHidden():
            self._all(Verdict.ACCEPTED)

    def recolour(self, colours: Tokens) -> None:
        self._colours = colours
        self._draw()

    def _button(self, row: QHBoxLayout, text: str, name: str, keys: str, act) -> QPushButton:  # type: ignore[no-untyped-def]
        button = QPushButton(text)
        button.setAccessibleName(name)
        sequence = QKeySequence(keys)
        button.setToolTip(f"{name} ({sequence.toString(QKeySequence.SequenceFormat.NativeText)})")
        button.clicked.connect(lambda _=False: act())
        shortcut = QShortcut(sequence, self, act)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        row.addWidget(button)
        return button

    def _step(self, by: int) -> None:
        found = self._found.next(self._at) if by > 0 else self._found.previous(self._at)
        self._at = self._at if found is None else found
        self._draw()

    def _judge(self, verdict: Verdict) -> None:
        self._found = self._found.decided(self._at, verdict)
        following = self._found.next(self._at)
        if following is None:
            self._over()
        else:
            self._at = following
            self._draw()

    def _all(self, verdict: Verdict) -> None:
        self._found = self._found.all_decided(verdict)
        self._over()

    def _over(self) -> None:
        self.hide()
        self.decided.emit(self._found.text)

    def _draw(self) -> None:
        places = self._found.open
        many = len(places)
        for button in (self.previous, self.next):
            button.setEnabled(many > 1)
        if not many:
            return
        change = self._found.pieces[self._at]
        assert isinstance(change, Change)
        count = tr("1 change") if many == 1 else tr("{count} changes").format(count=many)
        said = f"{self._name} · {count} · {_told(change)}"
        if said != self.says.text():
            self.says.setText(said)
            self.told.emit(said)
        self.view.clear()
        cursor = self.view.textCursor()
        here = 0
        for number, piece in enumerate(self._found.pieces):
            if not isinstance(piece, Change) or piece.verdict is not Verdict.OPEN:
                cursor.insertText(piece.text, QTextCharFormat())
                continue
            if number == self._at:
                here = cursor.position()
            cursor.insertText(piece.before, self._look("bad", struck=True, current=number == self._at))
            cursor.insertText(piece.after, self._look("good", struck=False, current=number == self._at))
        spaced(self.view)
        cursor.setPosition(here)
        self.view.setTextCursor(cursor)
        self.view.ensureCursorVisible()

    def _look(self, colour: str, *, struck: bool, current: bool) -> QTextCharFormat:
        """Never by colour alone: what goes is struck, what comes is underlined, and the one looked at is bold."""
        look = QTextCharFormat()
        look.setForeground(QColor(self._colours[colour]))
        look.setBackground(QColor(self._colours[f"{colour}-soft"]))
        look.setFontStrikeOut(struck)
        look.setFontUnderline(not struck)
        look.setFontWeight(700 if current else 400)
        return look


def _told(change: Change) -> str:
    """A change in words, for the line below and for a screen reader."""
    before, after = change.before.strip(), change.after.strip()
    if not before:
        return tr("adds “{after}”").format(after=after)
    if not after:
        return tr("removes “{before}”").format(before=before)
    return tr("“{before}” becomes “{after}”").format(before=before, after=after)
