"""The foot of the sidebar: which model is in memory, what it can do, and how far another one has come."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from earshot.domain.card import Card
from earshot.ui.look.style import named
from earshot.ui.look.words import tr


class Foot(QFrame):
    """A box; its two buttons are wired by the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("box")
        self.name = named(QLabel(""), "boxtitle")
        self.name.setWordWrap(True)
        self.demo = named(QLabel(tr("Demo")), "demo")
        self.demo.hide()
        self.can = named(QLabel(""), "note")
        self.can.setWordWrap(True)
        self.stop = named(QPushButton(tr("Stop loading")), "small")
        self.stop.setAccessibleName(tr("Stop loading the model"))
        self.choose = named(QPushButton(tr("Open another …")), "small")
        self.choose.setAccessibleName(tr("Open another model"))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.name, 1)
        head.addWidget(self.demo, 0, Qt.AlignmentFlag.AlignTop)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(10, 8, 10, 8)
        inside.setSpacing(4)
        inside.addLayout(head)
        inside.addWidget(self.can)
        inside.addSpacing(2)
        inside.addWidget(self.stop)
        inside.addWidget(self.choose)
        self._loads = False
        self.show_card(None)

    def loading(self, share: float = 0.0) -> None:
        """A model is on its way, so much of it is there."""
        self._loads = True
        self.name.setText(
            tr("Loading the model … {share}").format(share=f"{share:.0%}") if share else tr("Loading the model …")
        )
        self.can.hide()
        self.stop.show()

    def show_card(self, card: Card | None) -> None:
        """The model in memory, or none."""
        self._loads = False
        self.stop.hide()
        self.name.setText(card.title if card is not None else tr("No model is open"))
        self.can.setText(" · ".join(_can(card)) if card is not None else "")
        self.can.setVisible(card is not None)

    def let_go(self) -> None:
        """Nothing is in memory; what is on its way says so itself."""
        if not self._loads:
            self.show_card(None)

    def badge(self, card: Card | None) -> None:
        """Says plainly that a demo model is one."""
        self.demo.setVisible(card is not None and card.demo)
        self.demo.setToolTip(
            tr("The embedded model knows {words}.").format(words=card.knows) if card is not None else ""
        )

    def over(self, card: Card | None) -> None:
        """The load has ended; `card` is what there is now."""
        if self._loads:
            self.show_card(card)


def _can(card: Card) -> list[str]:
    able = ((tr("hears"), card.hears), (tr("sees"), card.sees), (tr("edits"), card.manners != ()))
    size = f"{card.size_bytes / 1e9:.1f} GB" if card.size_bytes > 1e8 else f"{card.size_bytes / 1e6:.0f} MB"
    return [*(word for word, is_able in able if is_able), card.precision, size]
