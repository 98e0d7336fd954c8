"""Push-to-talk from any program: a global key begins and ends takes, and their text goes where the caret was.

Keys and insertions are told on threads of their own; everything here happens on the screen's.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from earshot.domain.errors import EarshotError
from earshot.domain.events import Finished
from earshot.domain.hotkey import Hotkey, Stroke
from earshot.domain.inserting import Copied, Inserted, Missed, Nothing, Outcome, Program, notice
from earshot.domain.model_events import ModelReady
from earshot.domain.take_events import TakeBegan, TakeFinished, TakenBack
from earshot.domain.words import word_count
from earshot.session.around import Front, Inserter, Keys
from earshot.session.session import Session
from earshot.session.world import Letter
from earshot.ui.look.words import tr


class Anywhere(QObject):
    """Belongs to one session; `demo` if the demo model may insert too."""

    told = Signal(str)
    """A sentence for the user."""
    inserted = Signal(str)
    """What came of a text, for the overlay."""
    announced = Signal(str)
    """What came of it, for who cannot see it."""
    came = Signal(bool)
    """Of a text that was inserted from the window: whether it got there."""
    began = Signal(int)
    """A take that the key began."""
    _stroke = Signal(object, object)
    _done = Signal(int, int, object)
    _there = Signal(object)

    def __init__(
        self, session: Session, keys: Keys, front: Callable[[], Front], inserter: Inserter | None, *, demo: bool = False
    ) -> None:
        super().__init__()
        self._session, self._keys, self._open_front = session, keys, front
        self._inserter, self._demo_may = inserter, demo
        self._front: Front | None = None
        """Opened and used on the thread that hears the key."""
        self._into: dict[int, Program | None] = {}
        """Takes that the key began, and who was in front then."""
        self._last = 0
        """The take whose text was inserted last."""
        self._is_demo = False
        self._stroke.connect(self._heard, Qt.ConnectionType.QueuedConnection)
        self._done.connect(self._came_of_it, Qt.ConnectionType.QueuedConnection)
        self._there.connect(self._came_there, Qt.ConnectionType.QueuedConnection)

    def listen(self, hotkey: Hotkey) -> None:
        """Raises HotkeyError if another program has the key, DesktopError where none can be heard."""
        self._keys.listen(hotkey, self._key)

    def close(self) -> None:
        self._keys.leave()
        if self._inserter is not None:
            self._inserter.leave()

    @property
    def inserts(self) -> bool:
        """There is a way into other programs."""
        return self._inserter is not None

    def insert(self, text: str) -> None:
        """A text of the window, into whatever is in front by now; `came` says what became of it."""
        if self._inserter is not None:
            count = word_count(text)
            self._inserter.insert(text, None, lambda outcome: self._tell_both(count, outcome))

    def _tell_both(self, count: int, outcome: Outcome) -> None:
        self._done.emit(0, count, outcome)
        self._there.emit(outcome)

    @Slot(object)
    def _came_there(self, outcome: Outcome) -> None:
        self.came.emit(isinstance(outcome, Inserted))

    @Slot()
    def paste_again(self) -> None:
        """The last text once more, into whatever is in front now."""
        if self._inserter is not None:
            self._inserter.again(lambda outcome: self._done.emit(0, 0, outcome))

    def deliver(self, letter: Letter) -> None:
        """What happened in the session."""
        match letter.event:
            case ModelReady(card):
                self._is_demo = card.demo
            case TakeBegan() if letter.job in self._into:
                self.began.emit(letter.job)
            case TakeFinished(text, entry=entry) if letter.job in self._into:
                self._last = letter.job
                self._insert(text, self._into.pop(letter.job), entry)
            case TakenBack() if self._inserter is not None and letter.job == self._last:
                self._inserter.undo(lambda _: None)
            case Finished():
                self._into.pop(letter.job, None)
            case _:
                pass

    def _insert(self, text: str, into: Program | None, entry: int) -> None:
        if not text or self._inserter is None:
            return
        if self._is_demo and not self._demo_may:
            self.told.emit(tr("The demo model inserts nothing into other programs."))
            return
        count = word_count(text)
        self._inserter.insert(text, into, lambda outcome: self._done.emit(entry, count, outcome))

    def _key(self, stroke: Stroke, _at: float) -> None:
        """On the thread that hears the key: who is in front is looked up before anything moves."""
        program = None
        if stroke is Stroke.DOWN:
            try:
                self._front = self._front or self._open_front()
                program = self._front.program()
            except EarshotError:
                program = None
        self._stroke.emit(stroke, program)

    @Slot(object, object)
    def _heard(self, stroke: Stroke, program: Program | None) -> None:
        match stroke:
            case Stroke.DOWN:
                self._into[self._session.key_down()] = program
            case Stroke.UP:
                self._session.key_up()
            case Stroke.JOINED:
                self._session.other_key()

    @Slot(int, int, object)
    def _came_of_it(self, entry: int, count: int, outcome: Outcome) -> None:
        match outcome:
            case Inserted(program):
                self._session.inserted(entry, "pasted", program)
                self.inserted.emit(tr("Inserted into {program}").format(program=program))
                words = tr("Inserted {count} words into {program}") if count > 1 else tr("Inserted into {program}")
                self.announced.emit(words.format(program=program, count=count))
            case Copied(why):
                self._session.inserted(entry, f"copied: {why.value}")
                self.inserted.emit(tr("Copied"))
            case Missed():
                self._session.inserted(entry, "missed")
                self.inserted.emit(tr("Not inserted"))
            case Nothing():
                pass
        if sentence := notice(outcome):
            self.told.emit(sentence)
