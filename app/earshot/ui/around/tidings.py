"""Tells of a model that was got, or was not, whoever does not see its card: a notice, and a message of the tray."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

from earshot.domain.errors import EarshotError
from earshot.ui.around.tray import Tray
from earshot.ui.sidebar import Place
from earshot.ui.window import Window


class Tidings(QObject):
    """Of one window; `to_front` shows it to who clicks on the tray's message."""

    def __init__(self, window: Window, tray: Tray | None, to_front: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._tray, self._to_front = window, tray, to_front
        window.supplies.over.connect(self._tell)
        if tray is not None:
            tray.message_clicked.connect(self._show)
        QApplication.instance().applicationStateChanged.connect(self._came_back)  # type: ignore[union-attr]

    @Slot(str, bool)
    def _tell(self, sentence: str, good: bool) -> None:
        window, away = self._window, QApplication.activeWindow() is None
        if window.models.isVisible() and window.isActiveWindow():
            return
        window.notice.tell(EarshotError(sentence), good=good, stays=away)
        if away and self._tray is not None:
            self._tray.tell(sentence)

    @Slot()
    def _show(self) -> None:
        self._to_front()
        self._window.go(Place.MODELS)

    @Slot(Qt.ApplicationState)
    def _came_back(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._window.notice.seen()
