"""What is wanted of a clip that was described: answers to questions, a summary, a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from earshot.domain.events import DescriptionGrew, Event, Failed, FileRead, Finished, Summing
from earshot.session.world import Letter
from earshot.ui.describe.pane import Describe
from earshot.ui.look.words import tr
from earshot.ui.notice import Notice

if TYPE_CHECKING:
    from earshot.ui.describe.clips import Clips


class Asking(QObject):
    """One question and one summary at a time; either may belong to a file that is no longer shown."""

    def __init__(self, pane: Describe, clips: Clips, notice: Notice) -> None:
        super().__init__(pane)
        self._clips, self._notice = clips, notice
        self._question = self._summary = 0
        """Jobs, 0 for none."""
        self._asked = self._summed = 0
        """The files they are about."""
        self._summing = ""
        pane.question_asked.connect(self._ask)
        pane.reading.summary_wanted.connect(self._sum_up)
        pane.export_wanted.connect(self._export)

    @property
    def jobs(self) -> list[int]:
        """Those under way."""
        return [job for job in (self._question, self._summary) if job]

    def doing(self, number: int) -> str:
        """What is being done with a file, in words; empty for nothing."""
        if self._question and number == self._asked:
            return tr("Thinking about it …")
        return self._summing if self._summary and number == self._summed else ""

    def deliver(self, letter: Letter) -> bool:
        """False if a letter concerns somebody else."""
        if not letter.job or letter.job not in (self._question, self._summary):
            return False
        asked = letter.job == self._question
        number = self._asked if asked else self._summed
        if isinstance(letter.event, Failed):
            self._notice.tell(letter.event.error)
        elif isinstance(letter.event, Finished):
            if asked:
                self._question = 0
            else:
                self._summary = 0
        elif number in self._clips.held:
            self._take(number, letter.event)
        self._clips.refresh(number)
        return True

    def _take(self, number: int, event: Event) -> None:
        held = self._clips.held[number]
        match event:
            case DescriptionGrew(text):
                held.answered(text, new=False)
            case Summing(piece, of):
                parts = tr("Summing up part {piece} of {all} …").format(piece=piece, all=of)
                self._summing = parts if of > 1 else tr("Summing up …")
            case FileRead(summary=summary) if held.found is not None:
                held.found = replace(held.found, summary=summary)
            case _:
                pass

    @Slot(str)
    def _ask(self, question: str) -> None:
        number = self._asked = self._clips.watched
        held = self._clips.held[number]
        held.question = question
        held.answered("", new=True)
        self._question = self._clips.session.clips.ask(question)
        self._clips.refresh(number)

    @Slot()
    def _sum_up(self) -> None:
        number = self._clips.shown
        held = self._clips.held.get(number)
        if held is not None and held.found is not None and not self._summary:
            self._summed, self._summing = number, tr("Summing up …")
            self._summary = self._clips.session.clips.sum_up(held.found)
            self._clips.refresh(number)

    @Slot(Path)
    def _export(self, path: Path) -> None:
        held = self._clips.held.get(self._clips.shown)
        if held is not None and held.found is not None:
            self._clips.session.clips.export(held.found, path)
