"""What every place does with files that are dragged onto it or pasted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QWidget

from earshot.domain.clip import Frame


def dropped_files(data: QMimeData) -> list[Path]:
    """The files on this disk that are being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and Path(url.toLocalFile()).is_file()]


def pasted_picture(data: QMimeData) -> Frame | None:
    """A picture on the clipboard that is in no file, None if there is none."""
    found = data.imageData() if data.hasImage() else None
    if not isinstance(found, QImage) or found.isNull():
        return None
    rgb = found.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return Frame(0.0, rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy())


def restyle(widget: QWidget, state: str) -> None:
    """Shows a card as taking ("accept"), refusing ("refuse") or waiting ("")."""
    widget.setProperty("drag", state)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class DropAnywhere(QObject):
    """Takes files that are dropped on a window wherever nothing of it takes them itself."""

    def __init__(self, window: QWidget, can: Callable[[], bool], take: Callable[[list[Path]], None]) -> None:
        super().__init__(window)
        self._can, self._take = can, take
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter:
            if self._can() and dropped_files(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            files = dropped_files(event.mimeData())
            if files and self._can():
                event.acceptProposedAction()
                self._take(files)
                return True
        return super().eventFilter(watched, event)
