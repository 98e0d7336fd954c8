"""What both panes do with files that are dragged onto them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QWidget


def dropped_files(data: QMimeData) -> list[Path]:
    """The files on this disk that are being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and Path(url.toLocalFile()).is_file()]


def restyle(widget: QWidget, state: str) -> None:
    """Shows a card as taking ("accept"), refusing ("refuse") or waiting ("")."""
    widget.setProperty("drag", state)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
