"""The dictated text: settled words plain, tentative ones pale and underlined, and every change a step to undo."""

from __future__ import annotations

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from earshot.domain.words import gap
from earshot.ui.look.style import Tokens, spaced
from earshot.ui.look.words import tr


class Text(QTextEdit):
    """The page of the dictation pane.

    Words of an open take stand on a page of their own, so that the user's keeps everything that can be undone.
    """

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self._colours = colours
        self.setObjectName("words")
        self.setAccessibleName(tr("Dictated text"))
        self.setPlaceholderText(tr("Your words appear here while you speak."))
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self._page, self._live = QTextDocument(self), QTextDocument(self)
        self._live.setUndoRedoEnabled(False)
        self._caret = QTextCursor(self._page)
        self.setDocument(self._page)

    @property
    def live(self) -> bool:
        """The words of an open take are shown."""
        return self.document() is self._live

    def selected(self) -> tuple[str, str, str]:
        """What stands before the selection, the selection, and what stands behind it."""
        cursor, whole = self.textCursor(), self.toPlainText().encode("utf-16-le", "surrogatepass")
        start, end = 2 * cursor.selectionStart(), 2 * cursor.selectionEnd()  # Qt counts half a sign outside the BMP
        ahead, chosen, behind = (
            part.decode("utf-16-le", "surrogatepass") for part in (whole[:start], whole[start:end], whole[end:])
        )
        return ahead, chosen, behind

    def recolour(self, colours: Tokens) -> None:
        self._colours = colours

    def write(self, settled: str, tentative: str) -> None:
        """The words of an open take; nothing of it can be undone."""
        if not self.live:
            self._caret = self.textCursor()
            self._turn(self._live)
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

    def back(self) -> None:
        """The user's own page again, as it was left."""
        if self.live:
            self._turn(self._page)
            self._live.clear()
            self.setTextCursor(self._caret)

    def _turn(self, page: QTextDocument) -> None:
        """Shows the other page, in the same type."""
        page.setDefaultFont(self.document().defaultFont())
        page.setDocumentMargin(self.document().documentMargin())
        self.setDocument(page)

    def replace(self, text: str) -> None:
        """Puts another text in place as one step that can be undone."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text, QTextCharFormat())
        spaced(self)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.End)
