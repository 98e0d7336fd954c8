"""What can be done with a text: the ready-made edits, and an instruction of one's own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from earshot.domain.card import Card
from earshot.domain.manner import Manner
from earshot.ui.look.icons import icon
from earshot.ui.look.style import Tokens, named
from earshot.ui.look.words import tr

OWN = "own"
"""By this name a card says that it follows instructions."""


def manner_names() -> dict[Manner, str]:
    """The ready-made edits by their names on the screen."""
    return {
        Manner.POLISH: tr("Polish"), Manner.FORMAL: tr("Formal"), Manner.SHORT: tr("Short"), Manner.LONG: tr("Long"),
        Manner.KEY_POINTS: tr("Key points"),
    }  # fmt: skip


class Modes(QWidget):
    """A row under the text; what the model in memory cannot do is greyed, with the reason."""

    wanted = Signal(object)
    """A Manner, or the user's own words."""
    speak_wanted = Signal()
    """The instruction is going to be spoken, or has been."""

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.buttons: dict[Manner, QPushButton] = {}
        for manner, name in manner_names().items():
            button = self.buttons[manner] = QPushButton(name)
            button.setAccessibleName(tr("{name}: edit the text").format(name=name))
            button.clicked.connect(lambda _=False, manner=manner: self.wanted.emit(manner))
            row.addWidget(button)
        named(self.buttons[Manner.POLISH], "primary")
        self.own = QLineEdit()
        self.own.setPlaceholderText(tr("Tell me how to change it …"))
        self.own.setAccessibleName(tr("Your own instruction"))
        self.own.returnPressed.connect(self._told)
        row.addWidget(self.own, 1)
        self.speak = named(QPushButton(), "round")
        self.speak.setIconSize(QSize(16, 16))
        self.speak.setCheckable(True)
        self.speak.clicked.connect(self._speak)
        row.addWidget(self.speak)
        self._card: Card | None = None
        self._spoken = False
        self.recolour(colours)
        self.speaking(False)
        self.offer(there=False)

    def recolour(self, colours: Tokens) -> None:
        self.speak.setIcon(icon("microphone", colours["ink-2"], colours["record"], 16))

    def speaking(self, on: bool) -> None:
        """An instruction is being spoken."""
        self._spoken = on
        self.speak.setChecked(on)
        name = tr("Finish speaking the instruction") if on else tr("Speak the instruction")
        self.speak.setAccessibleName(name)
        self.speak.setToolTip(name)

    def instruct(self, words: str) -> None:
        """The instruction as it is made out; Enter carries it out."""
        self.own.setText(words)
        self.own.setFocus()

    def use(self, card: Card | None) -> None:
        """The model in memory, or none."""
        self._card = card
        title = card.title if card is not None else ""
        for manner, button in self.buttons.items():
            button.setToolTip(
                "" if self._can(manner.value) or not title else tr("{title} cannot do that").format(title=title)
            )
        told = "" if self._can(OWN) or not title else tr("{title} follows no instructions").format(title=title)
        self.own.setToolTip(told)

    def offer(self, *, there: bool) -> None:
        """`there` if a text is, and is not busy."""
        for manner, button in self.buttons.items():
            button.setEnabled(there and self._can(manner.value))
        self.own.setEnabled(there and self._can(OWN))
        self.speak.setEnabled(
            (there or self._spoken) and self._can(OWN) and self._card is not None and self._card.hears
        )

    def _can(self, manner: str) -> bool:
        return self._card is not None and self._card.edits(manner)

    @Slot()
    def _speak(self) -> None:
        self.speak.setChecked(self._spoken)  # it shows what is so, not what was clicked
        self.speak_wanted.emit()

    @Slot()
    def _told(self) -> None:
        words = self.own.text().strip()
        if words:
            self.own.clear()
            self.wanted.emit(words)
