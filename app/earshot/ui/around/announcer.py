"""What happened, said to who listens to the screen instead of looking at it; never while somebody speaks."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from earshot.domain.take_events import TakeBegan, TakeCancelled, TakeEnds, TakeFinished
from earshot.domain.words import word_count
from earshot.session.world import Letter
from earshot.ui.look.words import tr


class Announcer(QObject):
    """Speaks through the system's screen reader, as something that `widget` says."""

    said = Signal(str)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._records = False
        self._waiting: list[str] = []

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Now, or once the microphone is closed: a screen reader's voice would be recorded."""
        if self._records:
            self._waiting = [sentence]  # what was to be said before is old by then
        elif sentence:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._widget, sentence))
            self.said.emit(sentence)

    def deliver(self, letter: Letter) -> None:
        """What happened in the session."""
        match letter.event:
            case TakeBegan():
                self._records, self._waiting = True, []
            case TakeEnds() | TakeCancelled():
                self._records = False
                waiting, self._waiting = self._waiting, []
                for sentence in waiting:
                    self.say(sentence)
            case TakeFinished(text):
                self._records = False
                self.say(_plural(word_count(text)) if text else tr("No speech was heard."))
            case _:
                pass


def _plural(count: int) -> str:
    return tr("Wrote one word") if count == 1 else tr("Wrote {count} words").format(count=count)
