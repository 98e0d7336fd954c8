"""The bar that offers for five seconds to undo what was just done to a take."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from earshot.domain.taking import RULES
from earshot.ui.look.style import named
from earshot.ui.look.words import tr

OFFER_MS = round(RULES.undo * 1000)


class UndoBar(QFrame):
    """Hidden but for the time of an offer."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("undobar")
        self.says = named(QLabel(""), "note")
        self.button = QPushButton(tr("Undo"))
        self.button.clicked.connect(self._undo)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.says)
        line.addStretch()
        line.addWidget(self.button)
        self._timer = QTimer(self, singleShot=True, interval=OFFER_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def offer(self, done: str, undo: str, name: str) -> None:
        """What was done, in a sentence; the button's word, and its name for a screen reader."""
        self.says.setText(done)
        self.button.setText(undo)
        self.button.setAccessibleName(name)
        self.show()
        self._timer.start()

    def withdraw(self) -> None:
        self._timer.stop()
        self.hide()

    @Slot()
    def _undo(self) -> None:
        self.withdraw()
        self.wanted.emit()
