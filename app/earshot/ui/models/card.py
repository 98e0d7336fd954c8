"""The frame of a model on the screen: title, badges, what is worth knowing, and buttons beside it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout

from earshot.domain.fit import Fit, Needs, Room, judged
from earshot.ui.look.style import named
from earshot.ui.look.words import tr
from earshot.ui.models.amounts import about
from earshot.ui.models.course_strip import CourseStrip

KINDS = {Fit.FITS: "good", Fit.TIGHT: "warn", Fit.TOO_LARGE: "bad"}
SHARE_WIDTH = 220


def fit_names() -> dict[Fit, str]:
    return {Fit.FITS: tr("Fits"), Fit.TIGHT: tr("Tight"), Fit.TOO_LARGE: tr("Too large")}


class Title(QLabel):
    """In one line where there is room, in two where the badges beside it need theirs."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 2
        return QSize(wide, self.heightForWidth(wide))


class Card(QFrame):
    """One model; what it can do is for those who build on it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.title = title
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(named(Title(title), "cardtitle"))
        self.badge = self.mark("", "")
        self.badge.hide()
        self.says = named(QLabel(""), "note")
        self.facts = named(QLabel(""), "note")
        self.share = QProgressBar()
        self.share.setTextVisible(False)
        self.share.setRange(0, 1000)
        self.share.setFixedWidth(SHARE_WIDTH)
        self.share.setAccessibleName(tr("Share of the memory there is"))
        self.share.hide()
        told = QVBoxLayout()
        told.setSpacing(4)
        told.addLayout(self.head)
        for label in (self.says, self.facts):
            label.setWordWrap(True)
            label.hide()
            told.addWidget(label)
        told.addSpacing(2)
        told.addWidget(self.share)
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        self.row.addLayout(told, 1)
        self.strip = CourseStrip(title)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 14, 18, 14)
        whole.setSpacing(8)
        whole.addLayout(self.row)
        whole.addWidget(self.strip)

    def mark(self, text: str, kind: str) -> QLabel:
        """One more badge beside the title."""
        badge = named(QLabel(text), "badge")
        badge.setProperty("kind", kind)
        self.head.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        return badge

    def button(self, name: str, says: str) -> QPushButton:
        """One more button on the right; `says` names the model too."""
        button = QPushButton(name)
        button.setAccessibleName(says.format(title=self.title))
        self.row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button

    def tell(self, says: str, facts: str) -> None:
        for label, text in ((self.says, says), (self.facts, facts)):
            label.setText(text)
            label.setVisible(bool(text))

    def show_fit(self, how: Fit, needs: int, room: int | None) -> None:
        """In a word and a colour, and as a share of the memory."""
        self.badge.setText(fit_names()[how])
        self.badge.show()
        self.share.setVisible(room is not None)
        self.share.setValue(min(1000, round(1000 * needs / room)) if room else 0)
        for widget in (self.badge, self.share):
            widget.setProperty("kind", KINDS[how])
            widget.style().unpolish(widget)
            widget.style().polish(widget)


def about_fit(needs: int, room: Room) -> Fit:
    """Of a model that is not here yet, from the memory that it is told to need."""
    return judged(Needs(needs, 0, 0), room).fit


def memory_told(needs: str, how: Fit, room: Room | None) -> str:
    """“needs 8.1 GB of memory, and 6.0 GB are free now”; the second half only where it is short."""
    if how is Fit.FITS or room is None or room.least is None:
        return tr("needs {needs} of memory").format(needs=needs)
    if how is Fit.TOO_LARGE and room.most is not None:
        told = tr("needs {needs} of memory, and this computer has {room} for it")
        return told.format(needs=needs, room=about(room.most))
    return tr("needs {needs} of memory, and {room} are free now").format(needs=needs, room=about(room.least))
