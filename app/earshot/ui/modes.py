"""What can be done with a text: the ready-made edits, and an instruction of one's own."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from earshot.domain.card import Card
from earshot.domain.manner import Manner
from earshot.ui.style import named

NAMES = {
    Manner.POLISH: "Polish",
    Manner.FORMAL: "Formal",
    Manner.SHORT: "Short",
    Manner.LONG: "Long",
    Manner.KEY_POINTS: "Key points",
}
OWN = "own"
"""By this name a card says that it follows instructions."""


class Modes(QWidget):
    """A row under the text; what the model in memory cannot do is greyed, with the reason."""

    wanted = Signal(object)
    """A Manner, or the user's own words."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.buttons: dict[Manner, QPushButton] = {}
        for manner, name in NAMES.items():
            button = self.buttons[manner] = QPushButton(name)
            button.setAccessibleName(f"{name}: edit the text")
            button.clicked.connect(lambda _=False, manner=manner: self.wanted.emit(manner))
            row.addWidget(button)
        named(self.buttons[Manner.POLISH], "primary")
        self.own = QLineEdit()
        self.own.setPlaceholderText("Tell me how to change it …")
        self.own.setAccessibleName("Your own instruction")
        self.own.returnPressed.connect(self._told)
        row.addWidget(self.own, 1)
        self._card: Card | None = None
        self.offer(there=False)

    def use(self, card: Card | None) -> None:
        """The model in memory, or none."""
        self._card = card
        title = card.title if card is not None else ""
        for manner, button in self.buttons.items():
            button.setToolTip("" if self._can(manner.value) or not title else f"{title} cannot do that")
        self.own.setToolTip("" if self._can(OWN) or not title else f"{title} follows no instructions")

    def offer(self, *, there: bool) -> None:
        """`there` if a text is, and is not busy."""
        for manner, button in self.buttons.items():
            button.setEnabled(there and self._can(manner.value))
        self.own.setEnabled(there and self._can(OWN))

    def _can(self, manner: str) -> bool:
        return self._card is not None and self._card.edits(manner)

    @Slot()
    def _told(self) -> None:
        words = self.own.text().strip()
        if words:
            self.own.clear()
            self.wanted.emit(words)
