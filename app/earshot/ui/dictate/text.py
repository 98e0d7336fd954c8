"""The dictated text: settled words plain, tentative ones pale and underlined, and every change a step to undo."""

from __future__ import annotations

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from earshot.domain.words import gap
from earshot.ui.look.style import Tokens, spaced
from earshot.ui.look.words import tr


class Text(QTextEdit):
    """The page of the dictation pane."""

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self._colours = colours
        self.setObjectName("words")
        self.setAccessibleName(tr("Dictated text"))
        self.setPlaceholderText(tr("Your words appear here while you speak."))
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)

    def recolour(self, colours: Tokens) -> None:
        self._colours = colours

    def write(self, settled: str, tentative: str) -> None:
        """The words of an open take; nothing of it can be undone."""
        pale = QTextCharFormat()
        pale.setForeground(QColor(self._colours["ink-3"]))
        pale.setFontUnderline(True)
        self.setCurrentCharFormat(QTextCharFormat())  # or the text would inherit the look of tentative words
        self.setPlainText(settled)
        self.moveCursor(QTextCursor.MoveOperation.End)
        cursor = self.textCursor()
        cursor.insertText(gap(settled, tentative), QTextCharFormat())
        cursor.insertText(tentative, pale)
        spaced(self)
        self.ensureCursorVisible()

    def replace(self, text: str) -> None:
        """Puts another text in place as one step that can be undone."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text, QTextCharFormat())
        spaced(self)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.End)
