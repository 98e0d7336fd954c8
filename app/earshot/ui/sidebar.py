"""The sidebar: four places to be, and below them which model is in memory and whether anything is sent."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from earshot.ui.look.icons import icon
from earshot.ui.look.style import Tokens, named, scale
from earshot.ui.look.words import tr

WIDTH = 204


class Place(Enum):
    """A page of the window."""

    DICTATE = "Dictate"
    DESCRIBE = "Describe"
    MODELS = "Models"
    HISTORY = "History"


def place_names() -> dict[Place, str]:
    return {
        Place.DICTATE: tr("Dictate"), Place.DESCRIBE: tr("Describe"), Place.MODELS: tr("Models"),
        Place.HISTORY: tr("History"),
    }  # fmt: skip


class Sidebar(QFrame):
    """Says where the user wants to go; `model` is the box that tells about the model."""

    chosen = Signal(Place)

    def __init__(self, colours: Tokens, model: QWidget) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setFixedWidth(round(WIDTH * scale()))
        self._buttons: dict[Place, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 20, 12, 16)
        column.setSpacing(4)
        for number, (place, name) in enumerate(place_names().items(), 1):
            button = self._buttons[place] = named(QPushButton(name), "place")
            button.setCheckable(True)
            button.setIconSize(QSize(20, 20))
            button.setAccessibleName(name)
            keys = QKeySequence(f"Ctrl+{number}")
            button.setToolTip(f"{name} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")
            button.clicked.connect(lambda _=False, place=place: self._go(place))
            column.addWidget(button)
        column.addStretch()
        self.settings = named(QPushButton(tr("Settings")), "place")
        self.settings.setIconSize(QSize(20, 20))
        self.settings.setAccessibleName(tr("Settings"))
        column.addWidget(self.settings)
        column.addWidget(model)
        column.addSpacing(4)
        column.addWidget(self._connection())
        self.recolour(colours)
        self.show_place(Place.DICTATE)

    def show_place(self, place: Place) -> None:
        for each, button in self._buttons.items():
            button.setChecked(each is place)

    def _go(self, place: Place) -> None:
        self.show_place(place)  # a press on the one that is chosen leaves it chosen
        self.chosen.emit(place)

    def recolour(self, colours: Tokens) -> None:
        for place, button in self._buttons.items():
            button.setIcon(icon(place.value.lower(), colours["ink-2"], colours["accent"]))
        self.settings.setIcon(icon("settings", colours["ink-2"]))

    def _connection(self) -> QFrame:
        box = named(QFrame(), "box")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(10, 8, 10, 8)
        inside.setSpacing(2)
        self._connected = named(QLabel(tr("Not connected")), "boxtitle")
        inside.addWidget(self._connected)
        self._sent = named(QLabel(tr("Nothing was ever sent")), "note")
        self._sent.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._sent.setWordWrap(True)
        inside.addWidget(self._sent)
        return box

    def tell_connection(self, now: str, last: str) -> None:
        """What is connected to now, and when and where the last byte went; true at every moment."""
        self._connected.setText(now)
        self._sent.setText(last)
