"""An instruction that is spoken: a take of its own, whose words go into the line for instructions and nowhere else."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from earshot.domain.events import Failed, Finished, Noticed, TextHeard
from earshot.domain.take_events import TakeEnds, TakeFinished
from earshot.session.session import Session
from earshot.session.world import Letter
from earshot.ui.dictate.modes import Modes
from earshot.ui.notice import Notice


class Instruction(QObject):
    """Joins the small microphone beside that line to the session; its takes are not kept."""

    def __init__(self, modes: Modes, notice: Notice) -> None:
        super().__init__(modes)
        self._modes, self._notice = modes, notice
        self._session: Session | None = None
        self._job: int | None = None
        self._entry = 0
        modes.speak_wanted.connect(self._pressed)

    def attach(self, session: Session) -> None:
        self._session = session

    @Slot()
    def _pressed(self) -> None:
        if self._session is None:
            return
        number = self._session.toggle("")
        if self._job is None:
            self._job = number
            self._modes.speaking(True)

    def takes(self, letter: Letter) -> bool:
        """True for what belongs to the instruction alone."""
        if self._job is None or letter.job != self._job:
            return False
        match letter.event:
            case TextHeard(words):
                self._modes.instruct(words.text)
            case TakeFinished(text, entry=entry):
                self._entry = entry
                self._modes.instruct(text)
            case Failed(error):
                self._notice.tell(error)
            case Finished():
                self._job = None
                self._modes.speaking(False)
                if self._entry and self._session is not None:
                    self._session.archive.forget(self._entry)
                self._entry = 0
            case TakeEnds() | Noticed():
                return isinstance(letter.event, TakeEnds)
            case _:
                pass
        return True
