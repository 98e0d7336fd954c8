"""The three steps of the first run."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTextEdit, QVBoxLayout, QWidget

from earshot.domain.catalogue import Advice, Offer
from earshot.domain.errors import EarshotError
from earshot.domain.events import Failed, Finished, Noticed, TextHeard
from earshot.domain.take_events import LevelHeard, TakeBegan, TakeEnds, TakeFinished
from earshot.session.session import Session
from earshot.session.world import Letter
from earshot.ui.dictate.talk import Talk
from earshot.ui.first_run.permission import MayHear, Permission
from earshot.ui.look.style import Tokens, named
from earshot.ui.look.words import told, tr

PATIENCE_MS = 5000
"""Who has not been heard by then is told what to do."""


class Step(QWidget):
    """A title, a sentence or two, and what the step is about."""

    def __init__(self, title: str, says: str) -> None:
        super().__init__()
        self.says = named(QLabel(says), "hint")
        self.says.setWordWrap(True)
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.setSpacing(12)
        self.inside.addWidget(named(QLabel(title), "title"))
        self.inside.addWidget(self.says)

    def row(self, *buttons: QWidget) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        for button in buttons:
            line.addWidget(button)
        line.addStretch()
        self.inside.addLayout(line)


class HearPage(Step):
    """A bundled voice, written by the demo model."""

    def __init__(self, session: Session, sample: Path) -> None:
        super().__init__(
            tr("Speak, and it is written"),
            tr("Earshot writes down what you say, on this computer and nowhere else. Listen to how it does that: a"
               " recorded voice, written by the demo model that comes along. The demo model knows 139 words;"
               " it is for trying things out."),
        )  # fmt: skip
        self._session, self._sample = session, sample
        self._job: int | None = None
        self._entry = 0
        self.listen = named(QPushButton(tr("Write the recorded voice")), "primary")
        self.listen.clicked.connect(self._begin)
        self.text = named(QTextEdit(), "seen")
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("What the demo model wrote"))
        self.text.setPlaceholderText(tr("The words appear here while it listens."))
        self.text.setMinimumHeight(110)
        self.state = named(QLabel(""), "note")
        self.state.setAccessibleDescription(tr("State of the recorded voice"))
        self.row(self.listen)
        card = named(QFrame(), "card")
        within = QVBoxLayout(card)
        within.setContentsMargins(14, 10, 14, 10)
        within.addWidget(self.text)
        self.inside.addWidget(card, 1)
        self.inside.addWidget(self.state)

    def takes(self, letter: Letter) -> bool:
        """True for what became of the recorded voice; nothing of it is kept."""
        if self._job is None or letter.job != self._job:
            return False
        match letter.event:
            case TextHeard(words):
                self.text.setPlainText(words.text)
            case TakeFinished(text, entry=entry):
                self._entry = entry
                self.text.setPlainText(text)
                self.state.setText(tr("That was it. A larger model knows every word, and punctuation too."))
            case Failed(error):
                self.state.setText(told(error))
            case Finished():
                self._job = None
                self.listen.setEnabled(True)
                self._session.release()
                if self._entry:
                    self._session.archive.forget(self._entry)
                self._entry = 0
            case _:
                pass
        return True

    def deliver(self, letter: Letter) -> None: ...

    def stop(self) -> None:
        if self._job is not None:
            self._session.stop(self._job)

    @Slot()
    def _begin(self) -> None:
        try:
            self._job = self._session.press(self._sample)
        except EarshotError as error:
            self.state.setText(told(error))
            return
        self.listen.setEnabled(False)
        self.text.clear()
        self.state.setText(tr("Listening to the recorded voice …"))


class GetPage(Step):
    """The model that suits this computer, with its size and the time it takes."""

    get_wanted = Signal(object)
    folder_wanted = Signal()

    def __init__(self, advice: Advice) -> None:
        offer = advice.offer
        super().__init__(tr("Get a model for work"), _offered(advice))
        self.primary = named(QPushButton(_button(offer)), "primary")
        self.primary.clicked.connect(lambda: self.get_wanted.emit(offer) if offer else self.folder_wanted.emit())
        self.folder = QPushButton(tr("Open a folder …"))
        self.folder.setAccessibleName(tr("Open the folder of a model that is on this computer"))
        self.folder.clicked.connect(self.folder_wanted)
        self.row(self.primary, self.folder)
        self.folder.setVisible(offer is not None)
        note = tr("Until it is there the demo model stays in use. What you say meanwhile is kept.")
        self.note = named(QLabel(note), "note")
        self.note.setWordWrap(True)
        self.inside.addWidget(self.note)
        self.inside.addStretch()


def _offered(advice: Advice) -> str:
    if advice.offer is None:
        return tr("None of the models that Earshot knows suits this computer's memory. You can open one of your own.")
    said = tr("{title} hears, sees and edits. It is recommended for this computer with {memory} GB of memory.")
    return said.format(title=advice.offer.title, memory=advice.memory_gb)


def _button(offer: Offer | None) -> str:
    if offer is None:
        return tr("Open a folder …")
    if offer.about_bytes is None or offer.minutes is None:
        return tr("Get {title}").format(title=offer.title)
    size = f"{offer.about_bytes / 1e9:.1f}"
    return tr("Get it: {size} GB, about {minutes} min").format(size=size, minutes=offer.minutes)


class HoldPage(Step):
    """Hold the key now: a tick, or what to do."""

    settings_wanted = Signal()

    def __init__(
        self, session: Session, colours: Tokens, key: str, why_not: str, permission: Permission | None = None
    ) -> None:
        self._permission = permission or Permission()
        held = tr("Hold {key} and say something. It works in every program.").format(key=key)
        title = tr("Hold the key now") if key else tr("Hold the button now")
        super().__init__(title, held if key else tr("Hold the button and say something."))
        self._session, self._key, self._heard = session, key, False
        self._jobs, self._pressed = set[int](), False
        self.talk = Talk(colours)
        self.talk.went_down.connect(self._press)
        self.talk.came_up.connect(self._release)
        self.talk.toggled_by_name.connect(lambda: self._release() if self._pressed else self._press())
        self.tick = named(QLabel(why_not if not key else ""), "hint")
        self.tick.setWordWrap(True)
        self.tick.setAccessibleDescription(tr("Whether you were heard"))
        self.settings = QPushButton(tr("Settings …"))
        self.settings.setAccessibleName(tr("Choose another key or microphone in the settings"))
        self.settings.clicked.connect(self.settings_wanted)
        self.settings.hide()
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.talk)
        line.addWidget(self.tick, 1)
        self.inside.addLayout(line)
        self.row(self.settings)
        self.inside.addStretch()
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._timer.timeout.connect(self._late)

    def wait(self) -> None:
        """The step is on the screen."""
        match self._permission.state():
            case MayHear.UNASKED:
                self.tick.setText(tr("The system asks whether Earshot may use the microphone. Please allow it."))
                self._permission.ask(self, self.wait)
            case MayHear.NO:
                self._tell(tr("The system keeps the microphone from Earshot. Allow it in the system's settings, under"
                              " Privacy, and open Earshot again."))  # fmt: skip
            case MayHear.YES if not self._heard:
                self._timer.start()

    def leave(self) -> None:
        """A take that is still open ends."""
        self._timer.stop()
        self._release()

    @Slot()
    def _press(self) -> None:
        """Whatever the key's style is: here the button is held, and let go it ends."""
        try:
            self._jobs.add(self._session.press())
            self._pressed = True
        except EarshotError as error:
            self._tell(told(error))

    @Slot()
    def _release(self) -> None:
        if self._pressed:
            self._pressed = False
            self._session.release()

    @Slot(int)
    def began(self, job: int) -> None:
        """The key was heard, whichever program is in front."""
        self._jobs.add(job)

    def deliver(self, letter: Letter, *, shown: bool) -> None:
        """What became of a take that was begun here."""
        if not shown:
            return
        match letter.event:
            case TakeBegan() if letter.job in self._jobs:
                self._timer.stop()
                self.talk.set_talking(True)
                self.tick.setText(tr("The key works. The microphone is being opened …"))
            case LevelHeard(level) if letter.job in self._jobs:
                self.talk.set_level(level)
                if level > 0.0 and not self._heard:
                    self._heard = True
                    self.settings.hide()
                    self.tick.setText(tr("✓ The key works and you are heard. Let go when you have finished."))
            case TakeEnds() | TakeFinished() | Finished() if letter.job in self._jobs:
                self.talk.set_talking(False)
                if not self._heard:
                    self._timer.start()
            case Failed(error) if letter.job in self._jobs:
                self._tell(told(error))
            case Noticed() as news if not self._heard and self._jobs:
                self._tell(told(news))
            case _:
                pass

    @Slot()
    def _late(self) -> None:
        if self._heard:
            return
        if self._key:
            said = tr("{key} was not heard. Another program or the system may hold it: choose another key in the"
                      " settings, or hold the button here.")  # fmt: skip
            self._tell(said.format(key=self._key))
        else:
            self._tell(self.tick.text() or tr("Nothing was heard yet. Hold the button while you speak."))

    def _tell(self, sentence: str) -> None:
        self._timer.stop()
        self.talk.set_talking(False)
        self.tick.setText(sentence)
        self.settings.show()
