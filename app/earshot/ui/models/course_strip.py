"""The lower part of a model's card: a bar, a sentence, and what can be done at this moment."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from earshot.domain.course import BUSY, Course, Stage
from earshot.ui.look.style import named
from earshot.ui.look.words import told, tr
from earshot.ui.models.amounts import about, amount, progress, size
from earshot.ui.models.ways_out import WayOut, way_out

FINE = 1000
"""Steps of the bar."""


class Act(Enum):
    """What a person wants done with a model."""

    ASK = auto()
    AGREE = auto()
    DECLINE = auto()
    PAUSE = auto()
    GO_ON = auto()
    CANCEL = auto()
    THROW_AWAY = auto()
    AGAIN = auto()
    ANYWAY = auto()
    TOKEN = auto()
    SETTINGS = auto()
    VERIFY = auto()
    REPAIR = auto()
    NEWER = auto()
    REMOVE = auto()
    """Asks first."""
    REMOVE_NOW = auto()
    FORGET = auto()
    STRIKE = auto()
    """Out of the catalogue."""


def act_names() -> dict[Act, str]:
    return {
        Act.AGREE: tr("Get it"), Act.ANYWAY: tr("Get it anyway"), Act.GO_ON: tr("Go on"), Act.REPAIR: tr("Repair"),
        Act.AGAIN: tr("Try again"), Act.ASK: tr("Get it …"), Act.SETTINGS: tr("Open the settings …"),
        Act.REMOVE_NOW: tr("Remove"), Act.PAUSE: tr("Pause"), Act.DECLINE: tr("Not now"), Act.CANCEL: tr("Cancel"),
        Act.THROW_AWAY: tr("Throw away"),
    }  # fmt: skip


SHOWN: dict[Stage, tuple[Act, ...]] = {
    Stage.ASKING: (Act.CANCEL,),
    Stage.ASKED: (Act.AGREE, Act.DECLINE),
    Stage.QUEUED: (Act.CANCEL,),
    Stage.FETCHING: (Act.PAUSE, Act.CANCEL),
    Stage.CHECKING: (Act.CANCEL,),
    Stage.PAUSED: (Act.GO_ON, Act.CANCEL),
    Stage.KEPT: (Act.GO_ON, Act.THROW_AWAY),
    Stage.DAMAGED: (Act.REPAIR,),
    Stage.COMPARING: (Act.CANCEL,),
    Stage.NEWER: (Act.ASK, Act.DECLINE),
    Stage.LEAVING: (Act.REMOVE_NOW, Act.DECLINE),
}


class CourseStrip(QWidget):
    """Says what is wanted; hidden while there is nothing to tell."""

    wanted = Signal(object)
    """An Act."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.course, self.title = Course(), title
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, FINE)
        self.bar.setAccessibleName(tr("How much of {title} is here").format(title=title))
        self.says = named(QLabel(""), "note")
        self.says.setWordWrap(True)
        self.buttons = dict[Act, QPushButton]()
        row = QHBoxLayout()
        row.setSpacing(8)
        self.licence = self._button(tr("Open the licence page"))
        self.licence.clicked.connect(self._open_licence)
        row.addWidget(self.licence)
        for act, name in act_names().items():
            button = self.buttons[act] = self._button(name)
            button.clicked.connect(lambda _=False, act=act: self.wanted.emit(act))
            row.addWidget(button)
        self.buttons[Act.AGREE].setProperty("kind", "primary")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(8)
        self._line.addWidget(self.says, 1)
        self._line.addLayout(row)
        row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.token = QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setPlaceholderText(tr("Read token"))
        self.token.setAccessibleName(tr("Read token for {title}").format(title=title))
        self.token.returnPressed.connect(self._give_token)
        self.keep = self._button(tr("Keep it in the keychain and try again"))
        self.keep.clicked.connect(self._give_token)
        self._token_row = QWidget()
        below = QHBoxLayout(self._token_row)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        below.addWidget(self.token, 1)
        below.addWidget(self.keep)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 2, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.bar)
        inside.addLayout(self._line)
        inside.addWidget(self._token_row)
        self.hide()

    def show_course(self, course: Course, host: str) -> None:
        """Called several times a second while something is fetched: nothing is touched that stays as it is."""
        before, self.course = self.course, course
        text = sentence(course, host)
        if text != self.says.text():
            self.says.setText(text)
        self.bar.setValue(round(FINE * course.share))
        if before.stage is course.stage and before.error is course.error and not self.isHidden():
            return
        way = way_out(course.error) if course.stage is Stage.FAILED and course.error is not None else None
        self.bar.setVisible(course.stage in BUSY or course.stage is Stage.PAUSED)
        self._look(course.stage)
        for act, button in self.buttons.items():
            button.setVisible(act in (_acts(way) if way is not None else SHOWN.get(course.stage, ())))
        self.licence.setVisible(way is not None and bool(way.page))
        self._token_row.setVisible(way is not None and way.token)
        self.setVisible(course.stage is not Stage.IDLE)

    def _look(self, stage: Stage) -> None:
        """What failed or is damaged is red; what went wrong takes a line of its own."""
        way = QBoxLayout.Direction.TopToBottom if stage is Stage.FAILED else QBoxLayout.Direction.LeftToRight
        self._line.setDirection(way)
        self.says.setProperty("kind", "bad" if stage in (Stage.FAILED, Stage.DAMAGED) else "")
        self.says.style().unpolish(self.says)
        self.says.style().polish(self.says)

    def _button(self, name: str) -> QPushButton:
        button = named(QPushButton(name), "small")
        button.setAccessibleName(f"{name}: {self.title}")
        return button

    @Slot()
    def _give_token(self) -> None:
        if self.token.text().strip():
            self.wanted.emit(Act.TOKEN)

    @Slot()
    def _open_licence(self) -> None:
        if self.course.error is not None:
            QDesktopServices.openUrl(QUrl(way_out(self.course.error).page))


def _acts(way: WayOut) -> tuple[Act, ...]:
    said = ((Act.AGAIN, way.again), (Act.ANYWAY, way.anyway), (Act.SETTINGS, way.settings), (Act.DECLINE, True))
    return tuple(act for act, there in said if there)


def sentence(course: Course, host: str) -> str:
    """What is told at this moment; empty while there is nothing."""
    match course.stage:
        case Stage.IDLE:
            return ""
        case Stage.ASKING:
            return (course.trouble and _again(course)) or tr("Asking {host} what there is …").format(host=host)
        case Stage.COMPARING:
            return tr("Asking {host} for its newest revision …").format(host=host)
        case Stage.ASKED if course.planned is not None:
            plan, there = course.planned.plan, tr("{left} to fetch, {free} free on the disk.")
            said = there.format(left=size(course.planned.left), free=about(course.planned.free))
            return f"{said} {_unproved(host)}" if plan.caution else said
        case Stage.QUEUED:
            return tr("Waits until the other download is over.") if not course.done else amount(course)
        case Stage.FETCHING if not course.total:
            return (course.trouble and _again(course)) or tr("Asking {host} what there is …").format(host=host)
        case Stage.FETCHING:
            return progress(course)
        case Stage.CHECKING:
            return tr("Comparing with its checksums … {share}").format(share=f"{course.checked:.0%}")
        case Stage.PAUSED:
            return tr("Paused · {amount}").format(amount=amount(course))
        case Stage.KEPT:
            return tr("{done} of it is kept.").format(done=size(course.done))
        case Stage.FAILED if course.error is not None:
            way = way_out(course.error)
            return told(way)
        case Stage.WHOLE:
            return tr("Every file has its checksum.")
        case Stage.DAMAGED:
            return tr("Damaged or missing: {files}.").format(files=", ".join(course.bad))
        case Stage.NEWER:
            return tr("{host} has a newer revision, {revision}.").format(host=host, revision=course.revision[:7])
        case Stage.NEWEST:
            return tr("This is the newest revision.")
        case Stage.LEAVING:
            return tr("{size} will be deleted from this disk.").format(size=size(course.total))
        case _:
            return ""


def _again(course: Course) -> str:
    trouble = tr("{trouble}, trying again").format(trouble=tr(course.trouble))
    return f"{trouble[:1].upper()}{trouble[1:]} …"


def _unproved(host: str) -> str:
    return tr("{host} is a mirror: not verified against huggingface.co.").format(host=host)
