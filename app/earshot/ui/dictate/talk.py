"""The talk control: a round button that breathes with the voice.  What a press of it means is the session's affair."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from earshot.ui.look.style import Tokens
from earshot.ui.look.words import tr

SIZE, BUTTON = 92, 64
"""Points: the control with its halo, and the disc itself."""


class Talk(QAbstractButton):
    """Pressed with the mouse or the space bar; a lost focus lets it go.

    An assistive program presses a button by its name and cannot hold it: that toggles.
    """

    went_down = Signal()
    came_up = Signal()
    toggled_by_name = Signal()

    def __init__(self, colours: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours, self._level, self._talking = colours, 0.0, False
        self._by_hand = False
        self.still = False
        """Nothing moves with the voice: the person asked for less motion."""
        self.setAccessibleName(tr("Talk"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pressed.connect(self._went)
        self.released.connect(self._came)
        self.clicked.connect(self._clicked)

    @Slot()
    def _went(self) -> None:
        if self._by_hand:
            self.went_down.emit()

    @Slot()
    def _came(self) -> None:
        if self._by_hand:
            self.came_up.emit()

    @Slot()
    def _clicked(self) -> None:
        if not self._by_hand:
            self.toggled_by_name.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_hand = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._by_hand = False

    def sizeHint(self) -> QSize:
        return QSize(SIZE, SIZE)

    def set_level(self, level: float) -> None:
        """Loudness, 0 to 1."""
        self._level = 0.5 if self.still else level
        self.update()

    def set_talking(self, talking: bool) -> None:
        """Shown as recording, whether somebody holds it or not."""
        self._talking = talking
        self._level = 0.0
        self.setAccessibleName(tr("Finish") if talking else tr("Talk"))
        self.update()

    def set_colours(self, colours: Tokens) -> None:
        self._colours = colours
        self.update()

    def focusOutEvent(self, event: object) -> None:
        if self.isDown():
            self.setDown(False)
            self._by_hand = False
            self.came_up.emit()
        super().focusOutEvent(event)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._by_hand = True
            super().keyPressEvent(event)
            self._by_hand = self.isDown()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            super().keyReleaseEvent(event)
            self._by_hand = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        disc = QColor(self._colours["record" if self._talking else "accent" if self.isEnabled() else "edge"])
        painter.setPen(Qt.PenStyle.NoPen)
        if self._talking:
            for alpha, share in ((40, 1.0), (70, 0.55)):
                halo = QColor(disc)
                halo.setAlpha(alpha)
                painter.setBrush(halo)
                radius = BUTTON / 2 + 3 + share * 11 * max(0.25, min(1.0, self._level))
                painter.drawEllipse(middle, radius, radius)
        painter.setBrush(disc)
        painter.drawEllipse(middle, BUTTON / 2, BUTTON / 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._colours["ink"]), 2))
            painter.drawEllipse(middle, BUTTON / 2 + 4, BUTTON / 2 + 4)
        self._sign(painter, middle)

    def _sign(self, painter: QPainter, middle: QPointF) -> None:
        """A microphone, or a square where the next press ends the take."""
        white = QColor("#ffffff") if self._talking or not self.isEnabled() else QColor(self._colours["on-accent"])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(white)
        if self._talking and not self.isDown():
            painter.drawRoundedRect(QRectF(middle.x() - 10, middle.y() - 10, 20, 20), 4, 4)
            return
        painter.drawRoundedRect(QRectF(middle.x() - 5, middle.y() - 14, 10, 18), 5, 5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(white, 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(QRectF(middle.x() - 9, middle.y() - 9, 18, 18), 180 * 16, 180 * 16)
        painter.drawLine(QPointF(middle.x(), middle.y() + 9), QPointF(middle.x(), middle.y() + 14))
        painter.drawLine(QPointF(middle.x() - 5, middle.y() + 14), QPointF(middle.x() + 5, middle.y() + 14))
