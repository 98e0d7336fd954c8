"""How the window is laid out: the sidebar, and beside it a notice and the place that was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from earshot.ui.drop import dropped_files, dropped_folders
from earshot.ui.look.style import named
from earshot.ui.sidebar import Place, place_names

if TYPE_CHECKING:
    from earshot.ui.window import Window


def places(window: Window) -> dict[Place, QWidget]:
    """The four pages, each under its name."""
    names, history = place_names(), window.history
    return {
        Place.DICTATE: place(names[Place.DICTATE], window.dictation, window.microphone),
        Place.DESCRIBE: place(names[Place.DESCRIBE], window.describe, *window.describe.head),
        Place.MODELS: place(names[Place.MODELS], window.models, window.models.add),
        Place.HISTORY: place(names[Place.HISTORY], history, history.search, history.export),
    }


def place(title: str, body: QWidget, *beside: QWidget) -> QWidget:
    """A page under its title, with a few controls beside that."""
    head = QHBoxLayout()
    head.setSpacing(10)
    head.addWidget(named(QLabel(title), "title"))
    head.addStretch()
    for widget in beside:
        head.addWidget(widget)
    whole = QWidget()
    inside = QVBoxLayout(whole)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(14)
    inside.addLayout(head)
    inside.addWidget(body, 1)
    return whole


class Whole(QWidget):
    """Everything in the window: the sidebar, and beside it a notice and the place that was chosen.

    Files that are let go where no place wants them are `dropped`.
    """

    dropped = Signal(list)
    """Paths of files, or of one folder."""

    def __init__(self, sidebar: QWidget, notice: QWidget, places: QStackedWidget) -> None:
        super().__init__()
        self.setObjectName("page")
        inside = QVBoxLayout()
        inside.setContentsMargins(28, 20, 28, 16)
        inside.setSpacing(12)
        inside.addWidget(notice)
        inside.addWidget(places, 1)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(sidebar)
        both.addLayout(inside, 1)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction() if _wanted(event) else event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(_wanted(event))


def _wanted(event: QDropEvent) -> list[Path]:
    """Files, or else the folder of a model."""
    return dropped_files(event.mimeData()) or dropped_folders(event.mimeData())[:1]
