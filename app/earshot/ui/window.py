"""The window: four places beside a sidebar.

Calls go up to the session, letters come down to `deliver`, on the screen's thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import assert_never

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLineEdit, QMainWindow, QStackedWidget, QTextEdit

from earshot.domain.card import Card
from earshot.domain.clip_events import ClipOpened, FrameShown, PlayerAt
from earshot.domain.errors import EarshotError
from earshot.domain.events import (
    DescriptionGrew,
    Failed,
    FileRead,
    Finished,
    FrameSeen,
    Noticed,
    PartsRead,
    Progressed,
    Stepped,
    Summing,
    TextEdited,
    TextHeard,
    Waiting,
)
from earshot.domain.microphone import Back, Lost, Mute, Overflowed, Replaced
from earshot.domain.model_events import ModelFound, ModelLetGo, ModelLoading, ModelReady, ModelRefused
from earshot.domain.supply_events import SupplyEvent
from earshot.domain.take_events import (
    HistoryChanged,
    HistoryFound,
    LevelHeard,
    MicrophonesFound,
    MicrophoneTold,
    TakeBegan,
    TakeCancelled,
    TakeEnds,
    TakeFinished,
    TakenBack,
    TakePlays,
    TakeReadAgain,
    TakeRecovered,
)
from earshot.session.session import Session
from earshot.session.world import Letter
from earshot.ui.describe.clips import Clips
from earshot.ui.describe.pane import Describe
from earshot.ui.dictate.edits import Edits
from earshot.ui.dictate.instruction import Instruction
from earshot.ui.dictate.microphones import MicrophoneBox
from earshot.ui.dictate.pane import Dictation
from earshot.ui.dictate.takes import Takes
from earshot.ui.foot import Foot
from earshot.ui.history.pane import History
from earshot.ui.look.style import Tokens
from earshot.ui.models.loads import Loads
from earshot.ui.models.pane import Models
from earshot.ui.models.supplies import Supplies
from earshot.ui.notice import Notice
from earshot.ui.page import Whole, places
from earshot.ui.post import Post
from earshot.ui.sidebar import Place, Sidebar


class Window(QMainWindow):
    """Everything on the screen."""

    model_opened = Signal(Path)
    went = Signal(Place)
    closing = Signal()
    """The session is still there."""

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self.setWindowTitle("Earshot")
        self.resize(1040, 680)
        self.setMinimumSize(760, 480)
        self._session: Session | None = None
        self._card: Card | None = None
        self.post = Post(self.deliver)
        self.dictation = Dictation(colours)
        self.microphone = MicrophoneBox()
        self.describe = Describe(colours)
        self.history = History(colours)
        self.history.search_wanted.connect(lambda words: self.session.archive.find(words))
        self.history.again_wanted.connect(lambda number: self.session.read_again(number))
        self.history.export_wanted.connect(lambda path: self.session.archive.export(path, self.history.search.text()))
        self.history.play_wanted.connect(lambda number: self.session.archive.play(number))
        self.history.hush_wanted.connect(lambda: self.session.archive.hush())
        self.history.delete_wanted.connect(lambda number: self.session.archive.forget(number))
        self.models = Models(colours)
        self.notice = Notice()
        self.takes = Takes(self.dictation, self.notice)
        self.edits = Edits(self.dictation, self.notice)
        self.instruction = Instruction(self.dictation.modes, self.notice)
        self.post.own(self.instruction.takes)
        self.clips = Clips(self.describe, self.notice)
        self.foot = Foot()
        self.model_name = self.foot.name
        self.loads = Loads(self.foot, self.models, self.notice, self)
        self.supplies = Supplies(self.models, self.loads, self.notice, self)
        self.supplies.model_wanted.connect(self.load)
        self.loads.folder_chosen.connect(self.supplies.add)
        self.sidebar = Sidebar(colours, self.foot)
        self.sidebar.chosen.connect(self.go)
        self._places = QStackedWidget()
        self._pages = places(self)
        self._first = {
            Place.DICTATE: self.dictation.talk,
            Place.DESCRIBE: self.describe,
            Place.MODELS: self.models.add,
            Place.HISTORY: self.history.search,
        }
        for widget in self._pages.values():
            self._places.addWidget(widget)
        whole = Whole(self.sidebar, self.notice, self._places)
        whole.dropped.connect(self.take_files)
        self.setCentralWidget(whole)
        self.dictation.recording_dropped.connect(self.play)
        self.dictation.save_wanted.connect(lambda path, text: self.session.archive.save(path, text))
        self.microphone.opened.connect(lambda: self.session.sources.look())
        self.history.describe_wanted.connect(self.watch)

    def attach(self, session: Session) -> None:
        """The session that serves this window."""
        self._session = session
        for part in (self.takes, self.loads, self.supplies, self.edits, self.instruction, self.clips):
            part.attach(session)

    @property
    def session(self) -> Session:
        assert self._session is not None
        return self._session

    @Slot(Place)
    def go(self, where: Place) -> None:
        """Shows a place."""
        self.sidebar.show_place(where)
        self._places.setCurrentWidget(self._pages[where])
        self._first[where].setFocus()
        self.history.be_quiet()
        self.went.emit(where)
        if where is Place.MODELS:
            self.loads.look()
            self.supplies.look()
        elif where is Place.HISTORY:
            self.session.archive.find(self.history.search.text())

    @Slot()
    def to_front(self) -> None:
        """Shows a window that may be small, or behind others; one that filled the screen fills it again."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def recolour(self, colours: Tokens) -> None:
        """What paints itself takes the colours of the sheet."""
        self.sidebar.recolour(colours)
        self.dictation.recolour(colours)
        self.describe.recolour(colours)
        self.models.recolour(colours)
        self.history.recolour(colours)

    def load(self, folder: Path) -> None:
        """Opens the model in `folder`."""
        self.loads.load(folder)
        self.dictation.waits_for_model(self.loads.coming)

    @Slot(list)
    def take_files(self, files: list[Path]) -> None:
        """Files that were dropped beside every place that wants them, or opened from outside."""
        for folder in [path for path in files if path.is_dir()][:1]:
            self.supplies.add(folder)
        clips = [path for path in files if not path.is_dir()]
        if clips and (self.describe.can or self.loads.coming):
            self.watch_all(clips)
        elif clips:
            self.go(Place.DESCRIBE)

    @Slot(Path)
    def play(self, recording: Path) -> None:
        """Hears a recording as if it were spoken now."""
        self.go(Place.DICTATE)
        self.takes.play(recording)

    @Slot(Path)
    def watch(self, path: Path) -> None:
        """Describes a clip, a picture or a sound."""
        self.watch_all([path])

    def watch_all(self, files: list[Path]) -> None:
        """Describes files one after another."""
        self.go(Place.DESCRIBE)
        self.clips.add(files)

    def tell(self, error: EarshotError) -> None:
        """One quiet notice that replaces an earlier one."""
        self.notice.tell(error)

    def deliver(self, letter: Letter) -> None:
        """What happened, in order; letters that arrive after closing concern nobody."""
        if self._session is None or self.clips.deliver(letter) or self.supplies.deliver(letter):
            return
        what = letter.event
        if isinstance(what, SupplyEvent):
            return
        match what:
            case (
                TakeBegan() | LevelHeard() | TextHeard() | TakeEnds() | TakeCancelled() | TakeFinished() | TakenBack()
            ) as event:
                self.takes.deliver(letter.job, event)
            case MicrophoneTold(Replaced() | Lost() | Back() | Overflowed() | Mute() as news):
                self.tell(EarshotError(news.sentence))
            case Noticed(sentence, advice):
                self.tell(EarshotError(sentence, advice))
            case TextEdited() as event:
                self.edits.deliver(letter.job, event)
            case MicrophonesFound(devices):
                self.microphone.show_devices(devices)
            case FileRead() as read:
                self.notice.doubt(read.telling)
            case ModelFound() | ModelRefused() | ModelLoading() as event:
                self.loads.deliver(event)
                self.dictation.waits_for_model(self.loads.coming)
            case ModelLetGo():
                self._use(None)
                self.foot.let_go()
                self.dictation.waits_for_model(self.loads.coming)
            case ModelReady(card):
                self._use(card)
                self.foot.show_card(card)
                if not isinstance(self.focusWidget(), QTextEdit | QLineEdit):  # else somebody is writing there
                    self.dictation.talk.setFocus()
                self.model_opened.emit(card.folder)
            case Failed(error):
                self._failed(letter.job, error)
            case Finished():
                self._forget(letter.job)
            case TakeRecovered(entry) if entry.raw:
                self.tell(EarshotError("A take that broke off was recovered.", "History shows it."))
            case HistoryFound(words, entries, sums):
                self.history.found(words, entries, sums)
            case TakePlays(playing):
                self.history.plays(playing=playing)
            case TakeReadAgain() | HistoryChanged():
                if self._places.currentWidget() is self._pages[Place.HISTORY]:
                    self.session.archive.find(self.history.search.text())
            case FrameSeen() | DescriptionGrew() | ClipOpened() | FrameShown() | PlayerAt():
                pass
            case TakeRecovered() | MicrophoneTold() | Progressed() | PartsRead() | Summing() | Stepped() | Waiting():
                pass
            case rest:
                assert_never(rest)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._session is not None:
            self.closing.emit()
            self.post.replace(None, None)
            self._session.close()
            self._session = None
        super().closeEvent(event)

    def _use(self, card: Card | None) -> None:
        """The panes serve what the model in memory can, or nothing."""
        self._card = card
        self.foot.badge(card)
        self.dictation.use(card)
        self.clips.use(card)
        self.models.use(card)
        self.history.use(card)

    def _failed(self, job: int, error: EarshotError) -> None:
        self.tell(error)
        self.takes.over(job)
        self.edits.over(job)
        self.history.failed()

    def _forget(self, job: int) -> None:
        self.takes.over(job)
        self.edits.over(job)
        self.loads.over(job, self._card)
        self.dictation.waits_for_model(self.loads.coming)
