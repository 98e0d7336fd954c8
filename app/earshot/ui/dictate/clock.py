"""How long a take has been going on."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLabel

from earshot.ui.look.style import named

TICK_MS = 200


class Clock(QLabel):
    """Minutes and seconds; hidden while no take is open."""

    def __init__(self) -> None:
        super().__init__("")
        named(self, "note")
        self.hide()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._ticks = 0

    @property
    def runs(self) -> bool:
        return self._timer.isActive()

    def begin(self) -> None:
        self._ticks = 0
        self._timer.start()
        self.show()
        self._tick()

    def stop(self) -> None:
        """Shows where it stopped."""
        self._timer.stop()

    def end(self) -> None:
        """The take is over."""
        self._timer.stop()
        self.hide()

    @Slot()
    def _tick(self) -> None:
        seconds = self._ticks * TICK_MS // 1000
        self.setText(f"{seconds // 60}:{seconds % 60:02d}")
        self._ticks += 1
