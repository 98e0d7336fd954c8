"""Edits on the screen: the dictation pane says what is wanted, and shows what becomes of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from earshot.domain.events import TextEdited
from earshot.domain.manner import Manner
from earshot.session.session import Session
from earshot.ui.dictate.pane import Dictation
from earshot.ui.look.words import tr
from earshot.ui.notice import Notice


class Edits(QObject):
    """One edit at a time; `after` is the one that every take gets by itself."""

    def __init__(self, pane: Dictation, notice: Notice) -> None:
        super().__init__(pane)
        self._pane, self._notice = pane, notice
        self._session: Session | None = None
        self._job: int | None = None
        pane.edit_wanted.connect(self.edit)
        pane.began.connect(self._give_up)

    def attach(self, session: Session) -> None:
        self._session = session

    @Slot(str, object)
    def edit(self, text: str, task: Manner | str) -> None:
        if self._session is not None:
            self._pane.working(tr("Working on it …"))
            self._job = self._session.edit(text, task)

    def deliver(self, job: int, event: TextEdited) -> None:
        if job != self._job:  # it was given up
            return
        self._pane.working("")
        self._pane.edited(event.text)
        self._notice.doubt((event.kept_raw,) if event.kept_raw else ())

    @Slot()
    def _give_up(self) -> None:
        """Somebody speaks: the text stays as it is, and the words go behind it."""
        job = self._job
        if job is not None and self._session is not None:
            self._session.stop(job)
            self.over(job)

    def over(self, job: int) -> None:
        """Nothing more will come of it."""
        if job == self._job:
            self._job = None
            self._pane.working("")
