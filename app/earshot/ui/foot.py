"""The foot of the window: which model is in memory, what it can do, and how far another one has come."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from earshot.domain.card import Card
from earshot.ui.style import named


class Foot(QFrame):
    """One line; its two buttons are wired by the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("foot")
        self.name = named(QLabel(""), "modelname")
        self.can = named(QLabel(""), "note")
        self.stop = QPushButton("Stop loading")
        self.stop.setAccessibleName("Stop loading the model")
        self.choose = QPushButton("Open another model …")
        self.choose.setAccessibleName("Open another model")
        line = QHBoxLayout(self)
        line.setContentsMargins(28, 8, 28, 8)
        line.setSpacing(12)
        line.addWidget(self.name)
        line.addWidget(self.can)
        line.addStretch()
        line.addWidget(self.stop)
        line.addWidget(self.choose)
        self._loads = False
        self.show_card(None)

    def loading(self, share: float = 0.0) -> None:
        """A model is on its way, so much of it is there."""
        self._loads = True
        self.name.setText(f"Loading the model … {share:.0%}" if share else "Loading the model …")
        self.can.setText("")
        self.stop.show()

    def show_card(self, card: Card | None) -> None:
        """The model in memory, or none."""
        self._loads = False
        self.stop.hide()
        self.name.setText(card.title if card is not None else "No model is open")
        self.can.setText(" · ".join(_can(card)) if card is not None else "")

    def over(self, card: Card | None) -> None:
        """The load has ended; `card` is what there is now."""
        if self._loads:
            self.show_card(card)


def _can(card: Card) -> list[str]:
    able = (("hears", card.hears), ("sees", card.sees), ("edits", card.manners != ()))
    size = f"{card.size_bytes / 1e9:.1f} GB" if card.size_bytes > 1e8 else f"{card.size_bytes / 1e6:.0f} MB"
    return [*(word for word, is_able in able if is_able), card.precision, size]
