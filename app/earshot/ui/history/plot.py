"""Bars side by side, one a day."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from earshot.ui.look.style import Tokens
from earshot.ui.look.words import tr

BAR, GAP, HEIGHT = 9, 4, 44
"""Points."""


class Plot(QWidget):
    """The last days; a day without a word is a thin line."""

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self._colours, self._values = colours, tuple[int, ...]()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Words on each of the last days"))

    def recolour(self, colours: Tokens) -> None:
        self._colours = colours
        self.update()

    def show_values(self, values: tuple[int, ...]) -> None:
        self._values = values
        self.setAccessibleDescription(", ".join(map(str, values)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(1, len(self._values)) * (BAR + GAP), HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        most = max(self._values, default=0)
        for number, value in enumerate(self._values):
            high = max(2.0, HEIGHT * value / most) if most else 2.0
            painter.setBrush(QColor(self._colours["accent" if value else "line"]))
            painter.drawRoundedRect(QRectF(number * (BAR + GAP), self.height() - high, BAR, high), 2, 2)
        painter.end()
