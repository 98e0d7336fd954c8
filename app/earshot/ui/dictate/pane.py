"""The dictation pane: the text, the talk control, and what can be done with what was said."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from earshot.domain.card import Card
from earshot.domain.keys import Style
from earshot.domain.manner import Manner
from earshot.domain.transcript import Words
from earshot.ui.dictate.clock import Clock
from earshot.ui.dictate.manuscript import Manuscript
from earshot.ui.dictate.modes import Modes, manner_names
from earshot.ui.dictate.talk import Talk
from earshot.ui.drop import dropped_files, is_watched, restyle
from earshot.ui.look.style import Tokens, named
from earshot.ui.look.words import tr
from earshot.ui.saving import where


def how(style: Style) -> str:
    """What the button and the space bar are for."""
    match style:
        case Style.HOLD:
            return tr("Hold the button or the space bar and speak.")
        case Style.TOGGLE:
            return tr("Press the button or the space bar and speak; press again to finish.")
        case Style.HYBRID:
            return tr("Hold the button or the space bar and speak, or tap it to begin and to finish.")


class Dictation(QWidget):
    """Shows a take and its text; says what the user wants done with it."""

    key_went_down = Signal()
    key_came_up = Signal()
    toggled = Signal()
    """The talk control was pressed by an assistive program, which has no way of holding it."""
    began = Signal()
    """A take is going to be shown; whatever is being done with the text is over."""
    drop_wanted = Signal()
    recording_dropped = Signal(Path)
    edit_wanted = Signal(str, object)
    """A text, and a Manner or the user's own instruction."""
    insert_wanted = Signal(str)
    save_wanted = Signal(Path, str)

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self.manuscript = Manuscript(colours)
        self.text, self.changes = self.manuscript.text, self.manuscript.changes
        self.undo_bar, self.spoken = self.manuscript.undo_bar, self.manuscript.spoken
        self.manuscript.changed.connect(self._enable)
        self.talk = Talk(colours)
        self.talk.went_down.connect(self.key_went_down)
        self.talk.came_up.connect(self.key_came_up)
        self.talk.came_up.connect(self._let_go)
        self.talk.toggled_by_name.connect(self.toggled)
        self.state = named(QLabel(""), "note")
        self.state.setAccessibleDescription(tr("State of the dictation"))
        self.state.setWordWrap(True)
        self.time = Clock()
        self.modes = Modes(colours)
        self.modes.wanted.connect(self._edit)
        self.drop = _button(tr("Drop"), tr("Drop this take"), self.drop_wanted.emit)
        self.drop.setToolTip(tr("Drop this take (Esc)"))
        self.drop.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        self.drop.hide()
        self.undo = _button(tr("Undo"), tr("Undo the last change"), self.text.undo)
        self.copy = _button(tr("Copy"), tr("Copy the text"), self._copy)
        self.save = _button(tr("Save …"), tr("Save the text in a file"), self._save)
        self.insert = _button(tr("Insert"), tr("Insert the text into the program behind this window"), self._insert)
        self.insert.setToolTip(tr("This window steps aside, and the text goes where the caret is"))
        self.insert.hide()
        self._lay_out()
        self._edit_name = ""
        self.set_key(Style.HYBRID)
        self._ready = self._hears = False
        self.talk.setEnabled(False)
        self.setAcceptDrops(True)
        self._enable()

    def _lay_out(self) -> None:
        says = QVBoxLayout()
        says.addStretch()
        for label in (self.time, self.state):
            says.addWidget(label)
        says.addStretch()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.talk)
        row.addLayout(says, 1)
        for button in (self.drop, self.undo, self.copy, self.save, self.insert):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.manuscript, 1)
        whole.addWidget(self.modes)
        whole.addLayout(row)

    def use(self, card: Card | None) -> None:
        """Greys what the model in memory cannot serve, with the reason."""
        self._hears = hears = card is not None and card.hears
        self.talk.setEnabled(hears)
        self.modes.use(card)
        if card is not None and not hears:
            self.state.setText(tr("{title} cannot transcribe.").format(title=card.title))
        elif card is not None and not self.manuscript.frozen:
            self.state.setText(self._idle)
        self._enable()

    def waits_for_model(self, coming: bool) -> None:
        """What is spoken while a model is on its way is kept, so one may speak."""
        if coming:
            self.talk.setEnabled(True)
            if not self.manuscript.frozen:
                self.state.setText(tr("A model is on its way. What you say now is written once it is there."))
        elif not self._hears:
            self.talk.setEnabled(False)

    def set_key(self, style: Style, key: str = "") -> None:
        """What the button and the space bar are for, and `key` in every program; empty if none is heard there."""
        anywhere = tr("In every other program it is {key}.").format(key=key)
        self._style = style
        self._idle = f"{how(style)} {anywhere if key else tr('Or drop a recording here.')}"
        if not self.manuscript.frozen:
            self.state.setText(self._idle)
        self.talk.setToolTip(how(style))
        self.talk.setAccessibleDescription(how(style))

    def recolour(self, colours: Tokens) -> None:
        self.manuscript.recolour(colours)
        self.modes.recolour(colours)
        self.talk.set_colours(colours)

    def listening(self) -> None:
        """A take has begun; its words go behind what is already there."""
        self.began.emit()
        self.manuscript.listening()
        self.drop.show()
        self.talk.set_talking(True)
        self.state.setText(tr("Getting ready …"))
        self._ready = False
        self.time.begin()

    def hear_level(self, level: float) -> None:
        """The first of them means that real sound has arrived: now it is time to speak."""
        if not self._ready and self.time.runs:
            self._ready = True
            self._let_go()
        self.talk.set_level(level)

    @Slot()
    def _let_go(self) -> None:
        """What ends the take that is open."""
        if self._ready and self.manuscript.frozen:
            held = self.talk.isDown() and self._style is not Style.TOGGLE
            self.state.setText(tr("Listening. Let go to finish.") if held else tr("Listening. Press again to finish."))

    def settling(self) -> None:
        """The take has ended and the last words are still to come."""
        self.talk.set_talking(False)
        self.time.stop()
        self._ready = False
        self.state.setText(tr("Settling the last words …"))

    def show_words(self, words: Words) -> None:
        self.manuscript.show_words(words)

    def finished(self, text: str, seconds: float, raw: str = "", take: int = 0) -> None:
        """The take is done; its text can be edited, undone as one step, and shown as it was spoken."""
        self._ended()
        self.manuscript.finished(text, raw, take)
        if text:
            self.state.setText(tr("Written {seconds} s after you let go.").format(seconds=f"{seconds:.1f}"))
        else:
            self.state.setText(tr("Taken back.") if self.manuscript.taken_back else tr("No speech was heard."))

    def finished_late(self, text: str, take: int) -> None:
        """A take that is not on the screen any more: one that was dropped and brought back."""
        self.manuscript.finished_late(text, take)

    def take_back(self, take: int) -> None:
        """Takes the text of a take out again, if it still stands at the end."""
        if self.manuscript.take_back(take):
            self.state.setText(tr("Taken back."))

    def edited(self, text: str) -> None:
        """The text after editing: what changed is shown, and counts when it is accepted."""
        if not self.manuscript.edited(self._edit_name, text):
            self.state.setText(tr("There was nothing to change."))

    def broken_off(self) -> None:
        """The take came to nothing; what was there before stays."""
        if self.manuscript.frozen:
            self._ended()
            self.manuscript.broken_off()
            self.state.setText(self._idle)

    def working(self, sentence: str) -> None:
        """Something is being done with the text; empty when it is over."""
        self.state.setText(sentence or self._idle)
        self.talk.setEnabled(not sentence and self._hears)
        self.manuscript.freeze(bool(sentence))

    def _ended(self) -> None:
        self.time.end()
        self.drop.hide()
        self.talk.set_talking(False)
        self.talk.setEnabled(self._hears)
        self.manuscript.freeze(False)

    @Slot()
    def _enable(self) -> None:
        idle = self.manuscript.idle
        for button in (self.copy, self.save, self.insert):
            button.setEnabled(idle)
        self.undo.setEnabled(self.manuscript.can_undo)
        self.modes.offer(there=idle)

    @Slot(object)
    def _edit(self, manner: Manner | str) -> None:
        self._edit_name = manner_names()[manner] if isinstance(manner, Manner) else tr("Your instruction")
        self.edit_wanted.emit(self.manuscript.to_edit(), manner)

    @Slot()
    def _copy(self) -> None:
        self.manuscript.copy()
        self.state.setText(tr("Copied."))

    @Slot()
    def _insert(self) -> None:
        self.insert_wanted.emit(self.text.toPlainText())

    @Slot()
    def _save(self) -> None:
        path = where(self, tr("Save the text"), "text.txt", tr("Text (*.txt);;Markdown (*.md)"))
        if path is not None:
            self.save_wanted.emit(path, self.text.toPlainText())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        files = dropped_files(event.mimeData())
        if any(is_watched(path) for path in files):
            event.ignore()  # the window knows a better place
            return
        good = len(files) == 1 and self.talk.isEnabled() and not self.manuscript.frozen
        restyle(self.manuscript, "accept" if good else "refuse")
        event.acceptProposedAction() if good else event.ignore()

    def dragLeaveEvent(self, _event: object) -> None:
        restyle(self.manuscript, "")

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self.manuscript, "")
        for path in dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self.recording_dropped.emit(path)


def _button(text: str, name: str, act) -> QPushButton:  # type: ignore[no-untyped-def]
    button = QPushButton(text)
    button.setAccessibleName(name)
    button.clicked.connect(lambda _=False: act())
    return button
