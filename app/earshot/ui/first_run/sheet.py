"""The first run: hear it work, get a model for work, hold the key.  Under a minute, and never in the way."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from earshot.domain.catalogue import Advice
from earshot.session.session import Session
from earshot.session.world import Letter
from earshot.ui.first_run.steps import GetPage, HearPage, HoldPage
from earshot.ui.look.style import Tokens, named, scale
from earshot.ui.look.words import tr


class FirstRun(QDialog):
    """Three steps; each can be left out.  `over` is emitted once, however it was left."""

    over = Signal()
    get_wanted = Signal(object)
    """An Offer."""
    folder_wanted = Signal()
    settings_wanted = Signal()

    def __init__(
        self, session: Session, colours: Tokens, sample: Path, advice: Advice, key: str, why_not: str,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`sample`: a bundled voice; `key`: the key in every program as it is shown, empty if none is heard, and then
        `why_not` says why."""
        super().__init__(parent)
        self.setWindowTitle(tr("Welcome to Earshot"))
        self.setObjectName("page")
        self.setMinimumWidth(round(580 * scale()))
        self.hear, self.get = HearPage(session, sample), GetPage(advice)
        self.hold = HoldPage(session, colours, key, why_not)
        self._steps = QStackedWidget()
        for step in (self.hear, self.get, self.hold):
            self._steps.addWidget(step)
        self.count = named(QLabel(""), "note")
        self.skip = QPushButton(tr("Close"))
        self.skip.setAccessibleName(tr("Close the first steps"))
        self.skip.setAutoDefault(False)
        self.skip.clicked.connect(self.reject)
        self.back = QPushButton(tr("Back"))
        self.back.setAutoDefault(False)
        self.back.clicked.connect(lambda: self._go(-1))
        self.next = QPushButton(tr("Next"))
        self.next.clicked.connect(lambda: self._go(1))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.count)
        row.addStretch()
        for button in (self.skip, self.back, self.next):
            row.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(28, 24, 28, 18)
        whole.setSpacing(18)
        whole.addWidget(self._steps, 1)
        whole.addLayout(row)
        self.get.get_wanted.connect(self.get_wanted)
        self.get.get_wanted.connect(lambda _: self._go(1))
        self.get.folder_wanted.connect(self.folder_wanted)
        self.hold.settings_wanted.connect(self.settings_wanted)
        self.finished.connect(self._over)
        self._show()

    def takes(self, letter: Letter) -> bool:
        """True for what belongs to the first run alone: the bundled voice is no dictation."""
        return self.hear.takes(letter)

    def deliver(self, letter: Letter) -> None:
        """What happened in the session."""
        self.hear.deliver(letter)
        self.hold.deliver(letter, shown=self._steps.currentWidget() is self.hold)

    @Slot(int)
    def began(self, job: int) -> None:
        """The key in every program was heard."""
        self.hold.began(job)

    def _go(self, by: int) -> None:
        at = self._steps.currentIndex() + by
        if at >= self._steps.count():
            self.accept()
            return
        self.hear.stop()
        self._steps.setCurrentIndex(max(0, at))
        self._show()

    def _show(self) -> None:
        at, last = self._steps.currentIndex(), self._steps.count() - 1
        self.count.setText(tr("Step {number} of {count}").format(number=at + 1, count=last + 1))
        self.back.setVisible(at > 0)
        self.next.setText(tr("Done") if at == last else tr("Next"))
        self.next.setAccessibleName(tr("Finish the first steps") if at == last else tr("Next step"))
        first = (self.hear.listen, self.get.primary, self.next)[at]
        first.setFocus()
        if at == last:
            self.hold.wait()

    @Slot()
    def _over(self) -> None:
        self.hear.stop()
        self.hold.leave()
        self.over.emit()
