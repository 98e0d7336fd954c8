"""Models on the screen: the foot and the pane of models say what is wanted, and show what becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from earshot.domain.card import Card
from earshot.domain.errors import EarshotError
from earshot.domain.model_events import ModelFound, ModelLoading, ModelRefused
from earshot.session.session import Session
from earshot.ui.foot import Foot
from earshot.ui.look.words import tr
from earshot.ui.models.pane import Models
from earshot.ui.notice import Notice

ModelEvent: TypeAlias = ModelFound | ModelRefused | ModelLoading


class Loads(QObject):
    """Joins both to the session."""

    folder_chosen = Signal(Path)

    def __init__(self, foot: Foot, pane: Models, notice: Notice, window: QWidget) -> None:
        super().__init__(window)
        self._foot, self._pane, self._notice, self._window = foot, pane, notice, window
        self._session: Session | None = None
        self._loading: int | None = None
        self._looking: int | None = None
        self._again = False
        self._folder = Path()
        foot.choose.clicked.connect(self._choose)
        foot.stop.clicked.connect(self._stop)
        pane.add.clicked.connect(self._choose)
        pane.use_wanted.connect(self.load)
        pane.unload_wanted.connect(self._unload)

    def attach(self, session: Session) -> None:
        self._session = session

    @property
    def coming(self) -> bool:
        """A model is on its way."""
        return self._loading is not None

    @Slot(Path)
    def load(self, folder: Path) -> None:
        """Opens the model in `folder`; the one in memory stays until the new one's files were checked."""
        if self._session is None:
            return
        try:
            self._loading = self._session.open_model(folder)
        except EarshotError as error:
            self._notice.tell(error)
            return
        self._folder = folder
        self._foot.loading()

    def look(self) -> None:
        """Looks through the models on this disk; if that is under way, once more when it is over."""
        self._again = self._looking is not None
        if self._session is not None and self._looking is None:
            self._pane.looking()
            self._looking = self._session.supplies.models()

    def deliver(self, event: ModelEvent) -> None:
        match event:
            case ModelFound(card, room, verdict):
                self._pane.found(card, room, verdict)
            case ModelRefused(folder, error):
                self._pane.refused(folder, error)
            case ModelLoading(share):
                self._foot.loading(share)

    def over(self, job: int, card: Card | None) -> None:
        """A job has ended; `card` is the model there is now."""
        if job == self._loading:
            self._loading = None
            self._foot.over(card)
        elif job == self._looking:
            self._looking = None
            self._pane.looked()
            if self._again:
                self.look()

    @Slot()
    def _stop(self) -> None:
        if self._session is not None and self._loading is not None:
            self._loading = self._session.stop(self._loading) or self._loading

    @Slot()
    def _unload(self) -> None:
        if self._session is not None:
            self._session.unload()

    @Slot()
    def _choose(self) -> None:
        start = str(self._folder.parent)
        name = QFileDialog.getExistingDirectory(self._window, tr("Open the folder of a Gemma 4 model"), start)
        if name:
            self._folder = Path(name)
            self.folder_chosen.emit(self._folder)
