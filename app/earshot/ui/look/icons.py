"""Icons of our own: drawings in one colour, in resources/icons, painted in a colour of the tokens."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from earshot import paths

SHARPEST = 3
"""Drawn for screens of up to so many pixels a point."""


def icon(name: str, colour: str, chosen: str = "", size: int = 20) -> QIcon:
    """The drawing `name` in "#rrggbb", and in another colour while its button is checked."""
    drawing = (paths.RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    found = QIcon()
    for state, shade in ((QIcon.State.Off, colour), (QIcon.State.On, chosen or colour)):
        found.addPixmap(_painted(drawing.replace("currentColor", shade), size), QIcon.Mode.Normal, state)
    return found


def _painted(drawing: str, size: int) -> QPixmap:
    pixels = QPixmap(QSize(size, size) * SHARPEST)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter)
    painter.end()
    pixels.setDevicePixelRatio(SHARPEST)
    return pixels
