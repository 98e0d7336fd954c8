"""A line for a model that the catalogue does not have: its repository's name, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from earshot.domain.errors import EarshotError
from earshot.ui.look.style import named
from earshot.ui.look.words import told, tr


class EntryLine(QWidget):
    """Says what is wanted; the line is emptied once it is in the catalogue."""

    wanted = Signal(str)
    """As it was typed."""

    def __init__(self) -> None:
        super().__init__()
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Another one by its name: mlx-community/…"))
        self.name.setAccessibleName(tr("Name of a repository with a model"))
        self.name.returnPressed.connect(self._want)
        self.name.textChanged.connect(self._typed)
        self.add = QPushButton(tr("Add"))
        self.add.setAccessibleName(tr("Add this repository to what can be got"))
        self.add.setEnabled(False)
        self.add.clicked.connect(self._want)
        self.says = named(QLabel(""), "note")
        self.says.setProperty("kind", "bad")
        self.says.setWordWrap(True)
        self.says.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.name, 1)
        row.addWidget(self.add)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 2, 0, 4)
        whole.setSpacing(6)
        whole.addLayout(row)
        whole.addWidget(self.says)

    def refuse(self, error: EarshotError) -> None:
        """What was typed stays, to be mended."""
        self.says.setText(told(error))
        self.says.show()
        self.name.setAccessibleDescription(self.says.text())
        self.name.setFocus()

    def taken(self) -> None:
        """It is in the catalogue."""
        self.name.clear()

    @Slot()
    def _typed(self) -> None:
        self.add.setEnabled(bool(self.name.text().strip()))
        self.name.setAccessibleDescription("")
        self.says.hide()

    @Slot()
    def _want(self) -> None:
        if self.name.text().strip():
            self.wanted.emit(self.name.text())
