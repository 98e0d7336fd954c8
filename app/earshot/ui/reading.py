"""What is known of a clip, as text: what is seen and what is said, one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QTextEdit, QVBoxLayout

from earshot.domain.clip import mark
from earshot.domain.reading import Part
from earshot.ui.style import named, spaced

QUIET = "Nothing is said in it."


class ReadingBox(QFrame):
    """Two tabs over one text; hidden until there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.seen_tab, self.said_tab = self._tab("Seen"), self._tab("Said")
        group = QButtonGroup(self)
        tabs = QHBoxLayout()
        tabs.setSpacing(6)
        for tab in (self.seen_tab, self.said_tab):
            group.addButton(tab)
            tabs.addWidget(tab)
        tabs.addStretch()
        self.text = named(QTextEdit(), "seen")
        self.text.setReadOnly(True)
        self.text.setAcceptDrops(False)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(20, 14, 20, 16)
        inside.setSpacing(10)
        inside.addLayout(tabs)
        inside.addWidget(self.text)
        self.clear()

    @property
    def empty(self) -> bool:
        return not self.seen and not self.said

    def clear(self) -> None:
        self.seen, self.said = "", ""
        self.said_tab.setVisible(False)
        self._show_tab(self.seen_tab)
        self.hide()

    def show_seen(self, text: str) -> None:
        self.seen = text
        self._show_tab(self.seen_tab)

    def hear(self, text: str) -> None:
        """Words as they are heard."""
        self.said = text
        self.said_tab.setVisible(True)
        self._show_tab(self.said_tab)

    def show_said(self, parts: Sequence[Part]) -> None:
        """All that is said, each window with its time."""
        lines = [f"{mark(part.start_s)}  {part.text}" for part in parts if part.text]
        self.said = "\n".join(lines) or QUIET
        self.said_tab.setVisible(True)
        if self.said_tab.isChecked():
            self._write()

    def show_heard(self, parts: Sequence[Part]) -> None:
        """The same for a file in which nothing is to be seen."""
        self.show_said(parts)
        self._show_tab(self.said_tab)

    def _tab(self, name: str) -> QPushButton:
        tab = named(QPushButton(name), "tab")
        tab.setCheckable(True)
        tab.setAccessibleName(f"What is {name.lower()}")
        tab.clicked.connect(self._write)
        return tab

    def _show_tab(self, tab: QPushButton) -> None:
        tab.setChecked(True)
        self.show()
        self._write()

    @Slot()
    def _write(self) -> None:
        seen = self.seen_tab.isChecked()
        self.text.setAccessibleName("Description" if seen else "What is said")
        self.text.setPlainText(self.seen if seen else self.said)
        spaced(self.text, 140.0)
        self.text.moveCursor(QTextCursor.MoveOperation.End)
