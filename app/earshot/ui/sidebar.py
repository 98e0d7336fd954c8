"""The sidebar: four places to be, and below them which model is in memory and whether anything is sent."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from earshot.ui.icons import icon
from earshot.ui.style import Tokens, named

WIDTH = 204
NOT_CONNECTED = "Not connected"
NOTHING_SENT = "Nothing was ever sent"


class Place(Enum):
    """A page of the window, by its name on the screen."""

    DICTATE = "Dictate"
    DESCRIBE = "Describe"
    MODELS = "Models"
    HISTORY = "History"


class Sidebar(QFrame):
    """Says where the user wants to go; `model` is the box that tells about the model."""

    chosen = Signal(Place)

    def __init__(self, colours: Tokens, model: QWidget) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setFixedWidth(WIDTH)
        self._buttons: dict[Place, QPushButton] = {}
        group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 20, 12, 16)
        column.setSpacing(4)
        for number, place in enumerate(Place, 1):
            button = self._buttons[place] = named(QPushButton(place.value), "place")
            button.setCheckable(True)
            button.setIconSize(QSize(20, 20))
            button.setAccessibleName(place.value)
            keys = QKeySequence(f"Ctrl+{number}")
            button.setToolTip(f"{place.value} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")
            QShortcut(keys, self, lambda place=place: self.chosen.emit(place))
            button.clicked.connect(lambda _=False, place=place: self.chosen.emit(place))
            group.addButton(button)
            column.addWidget(button)
        column.addStretch()
        self.settings = named(QPushButton("Settings"), "place")
        self.settings.setIconSize(QSize(20, 20))
        self.settings.setAccessibleName("Settings")
        self.settings.setShortcut(QKeySequence("Ctrl+,"))
        column.addWidget(self.settings)
        column.addWidget(model)
        column.addSpacing(4)
        column.addWidget(self._connection())
        self.recolour(colours)
        self.show_place(Place.DICTATE)

    def show_place(self, place: Place) -> None:
        self._buttons[place].setChecked(True)

    def recolour(self, colours: Tokens) -> None:
        for place, button in self._buttons.items():
            button.setIcon(icon(place.value.lower(), colours["ink-2"], colours["accent"]))
        self.settings.setIcon(icon("settings", colours["ink-2"]))

    def _connection(self) -> QFrame:
        box = named(QFrame(), "box")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(10, 8, 10, 8)
        inside.setSpacing(2)
        inside.addWidget(named(QLabel(NOT_CONNECTED), "boxtitle"))
        says = named(QLabel(NOTHING_SENT), "note")
        says.setAlignment(Qt.AlignmentFlag.AlignLeft)
        says.setWordWrap(True)
        inside.addWidget(says)
        return box
