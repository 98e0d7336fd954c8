"""One quiet notice that replaces an earlier one and goes by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel

from earshot.domain.errors import EarshotError
from earshot.domain.reading import Alarm
from earshot.ui.look.style import named
from earshot.ui.look.words import told, tr

NOTICE_MS = 12_000


class Notice(QLabel):
    """A line above the panes; hidden while there is nothing to say."""

    told = Signal(str)

    def __init__(self) -> None:
        super().__init__("")
        named(self, "notice")
        self.setWordWrap(True)
        self.setAccessibleDescription(tr("Notice"))
        self.hide()
        self._timer = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._timer.timeout.connect(self.hide)

    def tell(self, error: EarshotError, *, good: bool = False, stays: bool = False) -> None:
        """`good` news are not red; what `stays` does so until somebody has `seen` it."""
        self.setText(told(error))
        kind = "hint" if good else ""
        if kind != (self.property("kind") or ""):
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
        self.show()
        self._timer.stop() if stays else self._timer.start()
        self.told.emit(self.text())

    def seen(self) -> None:
        """Somebody is there again: what stayed goes by itself."""
        if not self.isHidden() and not self._timer.isActive():
            self._timer.start()

    def doubt(self, alarms: Sequence[Alarm]) -> None:
        """What should make one look twice at a result, in one notice."""
        if alarms:
            self.tell(EarshotError(" ".join(dict.fromkeys(tr(alarm.sentence) for alarm in alarms))))
