"""Takes on the screen: the key and the buttons of the dictation pane go up, what becomes of a take comes down.

Several takes may be on their way; the one that began last is shown while it is spoken.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from earshot.domain.errors import EarshotError
from earshot.domain.events import TextHeard
from earshot.domain.take_events import (
    LevelHeard,
    TakeBegan,
    TakeCancelled,
    TakeEnds,
    TakeFinished,
    TakenBack,
)
from earshot.session.session import Session
from earshot.ui.dictate.pane import Dictation
from earshot.ui.look.words import tr
from earshot.ui.notice import Notice

TakeEvent = TakeBegan | LevelHeard | TextHeard | TakeEnds | TakeCancelled | TakeFinished | TakenBack


class Takes(QObject):
    """Joins the dictation pane to the session."""

    def __init__(self, pane: Dictation, notice: Notice) -> None:
        super().__init__(pane)
        self._pane, self._notice = pane, notice
        self._session: Session | None = None
        self._shown: int | None = None
        """The take on the screen, until it is over."""
        pane.key_went_down.connect(self._down)
        pane.key_came_up.connect(self._up)
        pane.toggled.connect(self.toggle)
        pane.drop_wanted.connect(self._drop)
        pane.undo_bar.wanted.connect(self._undo)

    def attach(self, session: Session) -> None:
        self._session = session

    def play(self, recording: Path) -> None:
        """Hears a recording as if it were spoken now; not while the last words of a take are still to come."""
        if self._session is None or self._shown is not None:
            return
        try:
            self._session.press(recording)
        except EarshotError as error:
            self._notice.tell(error)

    def deliver(self, job: int, event: TakeEvent) -> None:
        """What happened to a take."""
        match event:
            case TakeBegan():
                self._shown = job
                self._pane.listening()
            case TakeCancelled():
                self._shown = None
                self._pane.broken_off()
                self._pane.undo_bar.offer(tr("The take was dropped."), tr("Undo"), tr("Bring the dropped take back"))
            case TakenBack():
                self._pane.take_back(job)
            case TakeFinished(text, seconds, alarms, entry=entry, raw=raw):
                if job == self._shown:
                    self._let_go()
                    self._pane.finished(text, seconds, raw, job)
                else:
                    self._pane.finished_late(text, job)
                if text:
                    self._inserted(entry)
                    self._pane.undo_bar.offer(tr("Written down."), tr("Take back"), tr("Take the last text back"))
                self._notice.doubt(alarms)
            case LevelHeard(level) if job == self._shown:
                self._pane.hear_level(level)
            case TextHeard(words) if job == self._shown:
                self._pane.show_words(words)
            case TakeEnds() if job == self._shown:
                self._pane.settling()
            case _:
                pass

    def _inserted(self, entry: int) -> None:
        if self._session is not None:
            self._session.inserted(entry, "shown in the window", "Earshot")

    def over(self, job: int) -> None:
        """Nothing more will come of it.  The text of one that was written down is the user's by now."""
        if job == self._shown:
            self._let_go()
            self._pane.broken_off()

    def _let_go(self) -> None:
        """What was pressed for the take on the screen counts as let go."""
        self._shown = None
        if self._session is not None:
            self._session.release()

    @Slot()
    def _down(self) -> None:
        if self._session is not None:
            self._session.key_down()

    @Slot()
    def _up(self) -> None:
        if self._session is not None:
            self._session.key_up()

    @Slot()
    def toggle(self) -> None:
        """Begins a take or ends the one that is open: a menu's way, and an assistive program's."""
        if self._session is not None:
            self._session.toggle()

    @Slot()
    def _drop(self) -> None:
        if self._session is not None and self._shown is not None:
            self._session.cancel()

    @Slot()
    def _undo(self) -> None:
        if self._session is not None:
            self._session.undo()
