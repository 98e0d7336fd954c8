"""What is done with files that are dragged onto the window or pasted, and which place each belongs to."""

from __future__ import annotations

import mimetypes
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from earshot.domain.clip import Frame


def dropped_files(data: QMimeData) -> list[Path]:
    """The files on this disk that are being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and Path(url.toLocalFile()).is_file()]


def dropped_folders(data: QMimeData) -> list[Path]:
    """The folders that are being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and Path(url.toLocalFile()).is_dir()]


def is_watched(path: Path) -> bool:
    """True for what by its name is a video or a picture: nobody means that to be written down as a dictation."""
    kind, _ = mimetypes.guess_type(path.name)
    return kind is not None and kind.startswith(("video/", "image/"))


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
