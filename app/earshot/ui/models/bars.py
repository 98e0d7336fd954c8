"""Bars side by side, one a model: its figure above, its name below, the one it is compared with marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from earshot.ui.look.style import Tokens
from earshot.ui.look.words import tr

BAR, HEIGHT, LEAST = 40, 72, 2
"""Points: how wide a bar is, and how high at most and at least."""
NARROWEST, WIDEST, GAP = 92, 148, 14
"""Of what belongs to one model, and between two."""
NAME_LINES = 2


@dataclass(frozen=True)
class Bar:
    """One model's figure."""

    name: str
    value: float
    told: str
    """With its unit."""
    beside: str
    """What else is to be said: bits, and how far it is from the baseline."""
    baseline: bool


class Bars(QWidget):
    """As many in a row as there is room for; the others below them, all by the same measure."""

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self.setObjectName("bars")
        self._colours, self.bars = colours, tuple[Bar, ...]()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(tr("Measurements of the models"))

    def recolour(self, colours: Tokens) -> None:
        self._colours = colours
        self.update()

    def show_bars(self, what: str, bars: Sequence[Bar]) -> None:
        """`what` says which figure it is."""
        self.bars = tuple(bars)
        said = (", ".join(part for part in (bar.name, bar.told, bar.beside) if part) for bar in bars)
        self.setAccessibleDescription(f"{what}: {'; '.join(said)}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = round(len(self.bars) * (self._column() + GAP))
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._column()), round(self._row()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = ceil(len(self.bars) / self._across(width))
        return round(max(1, rows) * (self._row() + GAP) - GAP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        column, across, most = (
            self._column(),
            self._across(self.width()),
            max((bar.value for bar in self.bars), default=0),
        )
        for number, bar in enumerate(self.bars):
            place = QRectF((number % across) * (column + GAP), number // across * (self._row() + GAP), column, 0)
            self._draw(painter, bar, place, bar.value / most if most else 0.0)
        painter.end()

    def _draw(self, painter: QPainter, bar: Bar, place: QRectF, share: float) -> None:
        """`share` of the highest."""
        line, left = self._metrics().height(), Qt.AlignmentFlag.AlignLeft
        floor, high = place.top() + line + 4 + HEIGHT, max(float(LEAST), HEIGHT * share)
        body = QRectF(place.left(), floor - high, BAR, high)
        painter.setPen(QPen(QColor(self._colours["accent"]), 1.5) if bar.baseline else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours["accent-soft" if bar.baseline else "accent"]))
        painter.drawRoundedRect(body.adjusted(1, 1, -1, 0) if bar.baseline else body, 3, 3)
        painter.setPen(QColor(self._colours["ink"]))
        painter.setFont(self._bold())
        painter.drawText(QRectF(place.left(), body.top() - line - 3, place.width(), line), left, bar.told)
        painter.setFont(self.font())
        for number, words in enumerate(self._wrapped(bar.name, place.width())):
            painter.drawText(QRectF(place.left(), floor + 5 + number * line, place.width(), line), left, words)
        painter.setPen(QColor(self._colours["ink-2"]))
        below = floor + 5 + self._lines() * line
        painter.drawText(QRectF(place.left(), below, place.width(), line), left, bar.beside)

    def _wrapped(self, name: str, width: float) -> list[str]:
        """In as many lines as there are; what does not fit is cut with three dots."""
        metrics, lines, rest = self._metrics(), list[str](), name.split()
        while rest and len(lines) < NAME_LINES:
            last = len(lines) == NAME_LINES - 1
            count = len(rest) if last else 1
            while not last and count < len(rest) and metrics.horizontalAdvance(" ".join(rest[: count + 1])) <= width:
                count += 1
            lines.append(metrics.elidedText(" ".join(rest[:count]), Qt.TextElideMode.ElideRight, width))
            rest = rest[count:]
        return lines

    def _lines(self) -> int:
        """That the longest name takes."""
        return max((len(self._wrapped(bar.name, self._column())) for bar in self.bars), default=1)

    def _column(self) -> float:
        """As wide as the longest figure or name, within limits; a figure is never cut."""
        metrics = self._metrics()
        names = max(
            (metrics.horizontalAdvance(text) for bar in self.bars for text in (bar.name, bar.beside)), default=0.0
        )
        told = max((QFontMetricsF(self._bold()).horizontalAdvance(bar.told) for bar in self.bars), default=0.0)
        return max(NARROWEST, told + 4, min(WIDEST, names + 4))

    def _across(self, width: int) -> int:
        return max(1, int((width + GAP) // (self._column() + GAP)))

    def _row(self) -> float:
        return self._metrics().height() * (2 + self._lines()) + HEIGHT + 10

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.font())

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font
