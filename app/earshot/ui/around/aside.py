"""The window steps aside, so that whoever is behind it comes to the front and gets its text."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from earshot.ui.window import Window

LOOK_MS = 50
FRONT_MS = 350
"""So long another program has to come to the front once Earshot has lost the keyboard."""
LONGEST_MS = 3_000
"""A window that still has the keyboard then keeps it: where no window manager is, none steps aside."""


class Aside(QObject):
    """Of one window; one text at a time, and a second one takes the first one's place."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._text = window, ""
        self._waited, self._away = QElapsedTimer(), QElapsedTimer()
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._see)

    @Slot(str)
    def insert(self, text: str) -> None:
        """A text of the window, into the program behind it."""
        if self._window.post.anywhere is None:
            return
        self._text = text
        self._window.showMinimized()
        self._waited.start()
        self._away.invalidate()
        self._look.start()

    @Slot()
    def _see(self) -> None:
        if QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive:
            self._away.invalidate()
        elif not self._away.isValid():
            self._away.start()
        gone = self._away.isValid() and self._away.elapsed() >= FRONT_MS
        if not gone and self._waited.elapsed() < LONGEST_MS:
            return
        self._look.stop()
        anywhere = self._window.post.anywhere
        if anywhere is not None:
            anywhere.insert(self._text)
        else:  # the settings were changed meanwhile
            self._window.to_front()

    @Slot(bool)
    def came(self, there: bool) -> None:
        """What became of it: whoever could not be written to, the window is back and says why."""
        if not there:
            self._window.to_front()
