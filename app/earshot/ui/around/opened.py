"""Files that come from outside: opened in Finder, dropped on the Dock, or brought by a second start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Signal, Slot
from PySide6.QtGui import QFileOpenEvent


class Opened(QObject):
    """An event filter of the application; what comes is told on the screen's thread, in order."""

    came = Signal(Path)
    """A file, or a model's folder."""
    called = Signal()
    """Somebody has started Earshot again: show the window."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.called.emit()
            self.came.emit(Path(event.file()))
            return True
        return super().eventFilter(watched, event)

    def listen(self, door: int, handed: Callable[[], list[Path] | None]) -> None:
        """Asks `handed` whenever `door`, a descriptor, has something to read."""
        self._handed = handed
        self._door = QSocketNotifier(door, QSocketNotifier.Type.Read, self)
        self._door.activated.connect(self._read)

    def deaf(self) -> None:
        """Nothing is read any more."""
        self._door.setEnabled(False)

    @Slot()
    def _read(self) -> None:
        files = self._handed()
        if files is None:
            return
        self.called.emit()
        for file in files:
            self.came.emit(file)
