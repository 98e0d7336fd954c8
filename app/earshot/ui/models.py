"""The models pane: what is on this disk, what each can do, and whether it fits this computer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from earshot.domain.card import Card
from earshot.domain.errors import EarshotError
from earshot.domain.fit import Fit, fit
from earshot.ui.style import named
from earshot.ui.words import tr

KINDS = {Fit.FITS: "good", Fit.TIGHT: "warn", Fit.TOO_LARGE: "bad"}


def fit_names() -> dict[Fit, str]:
    return {Fit.FITS: tr("Fits"), Fit.TIGHT: tr("Tight"), Fit.TOO_LARGE: tr("Too large")}


class Box(QFrame):
    """One model."""

    use_wanted = Signal(Path)
    unload_wanted = Signal()

    def __init__(self, card: Card, room: int | None) -> None:
        super().__init__()
        self.setObjectName("card")
        self.card = card
        how = fit(card.needs_bytes, room)
        self.badge = named(QLabel(fit_names()[how]), "badge")
        self.badge.setProperty("kind", KINDS[how])
        self.demo = named(QLabel(tr("Demo")), "demo")
        self.demo.setVisible(card.demo)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(named(QLabel(card.title), "cardtitle"))
        for label in (self.badge, self.demo):
            head.addWidget(label)
        head.addStretch()
        share = QProgressBar()
        share.setTextVisible(False)
        share.setRange(0, 1000)
        share.setValue(min(1000, round(1000 * card.needs_bytes / room)) if room else 0)
        share.setAccessibleName(tr("Share of the memory there is"))
        share.setFixedWidth(220)
        share.setVisible(room is not None)
        says = QVBoxLayout()
        says.setSpacing(6)
        says.addLayout(head)
        self.says = named(QLabel(_told(card, room, how)), "note")
        self.says.setWordWrap(True)
        says.addWidget(self.says)
        says.addWidget(share)
        self.use = QPushButton(tr("Use"))
        self.use.setAccessibleName(tr("Use {title}").format(title=card.title))
        self.use.clicked.connect(lambda: self.use_wanted.emit(self.card.folder))
        self.unload = QPushButton(tr("Unload"))
        self.unload.setAccessibleName(tr("Unload {title}").format(title=card.title))
        self.unload.clicked.connect(self.unload_wanted)
        self.reveal = QPushButton(tr("Show folder"))
        self.reveal.setAccessibleName(tr("Show the folder of {title}").format(title=card.title))
        self.reveal.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.card.folder))))
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 14, 18, 14)
        row.setSpacing(8)
        row.addLayout(says, 1)
        for button in (self.reveal, self.unload, self.use):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_use(self, folder: Path | None) -> None:
        """`folder` of the model in memory, or None."""
        here = folder == self.card.folder
        self.setProperty("inuse", "yes" if here else "")
        self.badge.setVisible(not here)
        self.use.setVisible(not here)
        self.unload.setVisible(here)
        self.style().unpolish(self)
        self.style().polish(self)


class Models(QWidget):
    """A list; the model in use is framed."""

    use_wanted = Signal(Path)
    unload_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[Path, QFrame] = {}
        self._used: Path | None = None
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(12)
        self._list.addStretch()
        inside = named(QWidget(), "page")
        inside.setLayout(self._list)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        self.state = named(QLabel(""), "note")
        self.state.setAccessibleDescription(tr("State of the models"))
        self.add = QPushButton(tr("Open a folder …"))
        self.add.setAccessibleName(tr("Open the folder of a model"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        whole.addWidget(self.state)

    def looking(self) -> None:
        """The disk is looked through anew."""
        for box in self.boxes.values():
            box.deleteLater()
        self.boxes.clear()
        self.state.setText(tr("Looking at the models on this computer …"))

    def found(self, card: Card, room: int | None) -> None:
        box = Box(card, room)
        box.use_wanted.connect(self.use_wanted)
        box.unload_wanted.connect(self.unload_wanted)
        box.show_use(self._used)
        self._put(card.folder, box)

    def refused(self, folder: Path, error: EarshotError) -> None:
        """Stays in the list, with the reason."""
        box = named(QFrame(), "card")
        says = QVBoxLayout(box)
        says.setContentsMargins(18, 14, 18, 14)
        says.addWidget(named(QLabel(folder.name), "cardtitle"))
        reason = named(QLabel(f"{error.sentence} {error.advice}".strip()), "note")
        reason.setWordWrap(True)
        says.addWidget(reason)
        self._put(folder, box)

    def looked(self) -> None:
        """That was all."""
        self.state.setText("" if self.boxes else tr("No model is on this computer."))

    def use(self, card: Card | None) -> None:
        """The model in memory, or none."""
        self._used = card.folder if card is not None else None
        for box in self.boxes.values():
            if isinstance(box, Box):
                box.show_use(self._used)

    def _put(self, folder: Path, box: QFrame) -> None:
        self.boxes[folder] = box
        self._list.insertWidget(self._list.count() - 1, box)


def _told(card: Card, room: int | None, how: Fit) -> str:
    able = ((tr("hears"), card.hears), (tr("sees"), card.sees), (tr("edits"), card.manners != ()))
    can = " · ".join(word for word, is_able in able if is_able) or tr("writes")
    needs = tr("{size} on the disk, needs {needs} of memory")
    if room is not None and how is not Fit.FITS:
        needs = tr("{size} on the disk, needs {needs} of memory, and {room} are free for it")
    sizes = {"size": _size(card.size_bytes), "needs": _size(card.needs_bytes), "room": _size(room or 0)}
    needs = needs.format(**sizes)
    return f"{can} · {card.precision} · {needs}"


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.0f} MB"
