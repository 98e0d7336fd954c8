"""The models pane: what is on this disk, what was measured of it, and below that what can be had."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from earshot.domain.card import Card as Model
from earshot.domain.course import Course, Stage
from earshot.domain.errors import EarshotError
from earshot.domain.fit import Room, Verdict
from earshot.domain.supply_events import Stocked
from earshot.ui.look.style import Tokens, named
from earshot.ui.look.words import tr
from earshot.ui.models.amounts import about
from earshot.ui.models.entry_line import EntryLine
from earshot.ui.models.here import Box, Placed, Refused
from earshot.ui.models.measurements import Measurements
from earshot.ui.models.offer import OfferCard


class Models(QWidget):
    """Two lists; the model in use is framed."""

    use_wanted = Signal(Path)
    unload_wanted = Signal()
    wanted = Signal(str, object)
    """A repository, or a folder that was not fetched, and an Act."""

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self.boxes: dict[Path, Placed] = {}
        self.offers: dict[str, OfferCard] = {}
        self._used: Path | None = None
        self._seen = set[Path]()
        self._stocked: Stocked | None = None
        self._room: Room | None = None
        self._offline = ""
        self._here, self._there = _list(), _list()
        self.measurements = Measurements(colours)
        self.here_title = named(QLabel(tr("On this computer")), "section")
        self.here_title.setWordWrap(True)
        self.out = named(QLabel(""), "note")
        self.out.setWordWrap(True)
        self.out.hide()
        self.there_title = named(QLabel(tr("To get")), "section")
        self.there_title.hide()
        self.note = named(QLabel(""), "note")
        self.note.setWordWrap(True)
        self.note.hide()
        self.entry = EntryLine()
        self.entry.hide()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        column.addWidget(self.here_title)
        column.addLayout(self._here)
        column.addWidget(self.out)
        column.addWidget(self.measurements)
        column.addSpacing(6)
        column.addWidget(self.there_title)
        column.addWidget(self.note)
        column.addLayout(self._there)
        column.addWidget(self.entry)
        column.addStretch()
        inside = named(QWidget(), "page")
        inside.setLayout(column)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.state = named(QLabel(""), "note")
        self.state.setWordWrap(True)
        self.state.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.add = QPushButton(tr("Open a folder …"))
        self.add.setAccessibleName(tr("Open the folder of a model"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.state)

    def recolour(self, colours: Tokens) -> None:
        self.measurements.recolour(colours)

    def looking(self) -> None:
        """The disk is looked through anew; what is there already stays where it is."""
        self._seen.clear()
        if not self.boxes:
            self.state.setText(tr("Looking at the models on this computer …"))

    def found(self, card: Model, room: int | None, verdict: Verdict | None = None) -> None:
        box = Box(card, room, verdict)
        box.use_wanted.connect(self.use_wanted)
        box.unload_wanted.connect(self.unload_wanted)
        box.show_use(self._used)
        self._put(card.folder, box)
        if verdict is not None:
            self._has_room(verdict.room)

    def refused(self, folder: Path, error: EarshotError) -> None:
        """Stays in the list, with the reason."""
        self._put(folder, Refused(folder, error))

    def looked(self) -> None:
        """That was all: what was not seen again is gone."""
        for folder in [folder for folder in self.boxes if folder not in self._seen]:
            gone = self.boxes.pop(folder)
            gone.hide()
            gone.deleteLater()
        self.state.setText("" if self.boxes else tr("No model is on this computer."))

    def use(self, card: Model | None) -> None:
        """The model in memory, or none."""
        self._used = card.folder if card is not None else None
        for box in self.boxes.values():
            if isinstance(box, Box):
                box.show_use(self._used)

    def show_stock(self, stocked: Stocked) -> None:
        """What can be had; the recommended one first.  Cards that are there already stay."""
        self._stocked = stocked
        rows = {row.offer.repository: row for row in stocked.rows if row.folder is None}
        for repository in [name for name in self.offers if name not in rows]:
            gone = self.offers.pop(repository)
            gone.hide()
            gone.deleteLater()
        for repository, row in rows.items():
            if repository not in self.offers:
                card = self.offers[repository] = OfferCard(row, stocked.advice)
                card.wanted.connect(self.wanted)
                card.show_room(self._room)
                card.show_offline(self._offline)
                self._there.insertWidget(0 if card.advised else self._there.count(), card)
        for box in self.boxes.values():
            self._originate(box)
        self.there_title.setVisible(bool(self.offers))
        self.entry.show()
        names = ", ".join(f"“{place.name}”" for place in stocked.out)
        self.out.setText(tr("On a disk that is not there now: {names}.").format(names=names))
        self.out.setVisible(bool(names))
        self._explain()

    def show_course(self, key: str, course: Course) -> None:
        """How far a model has come, or what was found out about it."""
        host = self._stocked.host if self._stocked is not None else ""
        if key in self.offers:
            self.offers[key].show_course(course, host)
        box = self.box_of(key)
        if box is not None:
            box.strip.show_course(course, host)
        asked = any(card.strip.course.stage is Stage.ASKED for card in self.offers.values())
        for card in self.offers.values():
            card.stand_back(asked)

    def reveal(self, key: str) -> None:
        """Scrolls to the card of a model, and to what it offers first."""
        card = self.offers.get(key) or self.box_of(key)
        if card is not None:
            QTimer.singleShot(0, card, lambda: self.area.ensureWidgetVisible(card))  # once it has its place
            if isinstance(card, OfferCard):
                card.get.setFocus()

    def show_offline(self, *, offline: bool) -> None:
        """While Earshot works offline nothing can be fetched, and that is said."""
        why = tr("Earshot works offline. Switch that off in the settings to get models.")
        self._offline = why if offline else ""
        for card in self.offers.values():
            card.show_offline(self._offline)
        for box in self.boxes.values():
            self._originate(box)
        self._explain()

    def box_of(self, key: str) -> Placed | None:
        """The card of a model that is here, by its repository or folder."""
        return next((box for box in self.boxes.values() if box.key == key), None)

    def _originate(self, box: Placed) -> None:
        if self._stocked is None:
            return
        plan = dict(self._stocked.fetched).get(box.folder)
        away = any(box.folder.is_relative_to(place) for place in self._stocked.removable)
        box.show_origin(plan, added=box.folder in self._stocked.added, offline=self._offline, removable=away)

    def _explain(self) -> None:
        host = self._stocked.host if self._stocked is not None else ""
        told = tr("Models come from {host}, and every checksum is verified before one is used.").format(host=host)
        self.note.setText(self._offline or told)
        self.note.setVisible(bool(self.offers))

    def _has_room(self, room: Room) -> None:
        if room == self._room:
            return
        self._room = room
        if room.most is not None and room.least is not None:
            told = tr("On this computer: {most} of memory for models, {free} of it free now")
            self.here_title.setText(told.format(most=about(room.most), free=about(room.least)))
        for card in self.offers.values():
            card.show_room(room)

    def _put(self, folder: Path, box: Placed) -> None:
        box.wanted.connect(self.wanted)
        self._originate(box)
        old = self.boxes.get(folder)
        self._seen.add(folder)
        if old is not None:
            box.strip.show_course(old.strip.course, self._stocked.host if self._stocked is not None else "")
        place = self._here.indexOf(old) if old is not None else self._here.count()
        if old is not None:
            self._here.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.boxes[folder] = box
        self._here.insertWidget(place, box)


def _list() -> QVBoxLayout:
    rows = QVBoxLayout()
    rows.setSpacing(10)
    return rows
