"""What the describe place shows before there is anything to describe: where to drop it, and what is wanted of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from earshot.domain.clip import mark
from earshot.domain.plan import Contents, Order, Rates, about, estimate
from earshot.ui.look.icons import icon
from earshot.ui.look.style import Tokens, named, plain
from earshot.ui.look.words import tr

ENDINGS = "(*.mp4 *.mov *.m4v *.mkv *.webm *.avi *.gif *.png *.jpg *.jpeg *.webp *.bmp *.tif \
*.tiff *.avif *.wav *.mp3 *.m4a *.aac *.flac *.ogg *.opus *.aiff *.wma)"


def orders() -> dict[Order, str]:
    return {
        Order.SPEECH_FIRST: tr("Speech, then pictures"),
        Order.PICTURES_FIRST: tr("Pictures, then speech"),
        Order.SPEECH_ONLY: tr("Speech only"),
        Order.PICTURES_ONLY: tr("Pictures only"),
    }


class OrderBox(QComboBox):
    """What is made of a clip, and what comes first."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("What is wanted of a clip"))
        for order, text in orders().items():
            self.addItem(text, order)

    @property
    def order(self) -> Order:
        return list(Order)[max(0, self.currentIndex())]

    def choose(self, order: Order) -> None:
        self.setCurrentIndex(list(Order).index(order))


class DropZone(QFrame):
    """The empty place."""

    files_chosen = Signal(list)

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        named(self, "dropzone")
        self._icon = plain(QLabel(alignment=Qt.AlignmentFlag.AlignCenter))
        self.title = named(QLabel(tr("Drop a video, a picture or a recording")), "big")
        self.note = named(QLabel(""), "hint")
        for label in (self.title, self.note):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self.choose = QPushButton(tr("Choose files …"))
        self.choose.setAccessibleName(tr("Choose videos, pictures or sounds"))
        self.choose.clicked.connect(self.ask)
        self.orders = OrderBox()
        wanted = QHBoxLayout()
        wanted.setSpacing(8)
        wanted.addStretch()
        wanted.addWidget(named(QLabel(tr("For clips:")), "note"))
        wanted.addWidget(self.orders)
        wanted.addStretch()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(24, 24, 24, 24)
        inside.setSpacing(8)
        inside.addStretch(3)
        inside.addWidget(self._icon)
        inside.addSpacing(8)
        inside.addWidget(self.title)
        inside.addWidget(self.note)
        inside.addSpacing(12)
        inside.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(3)
        inside.addLayout(wanted)
        self.recolour(colours)

    def recolour(self, colours: Tokens) -> None:
        self._icon.setPixmap(icon("describe", colours["accent"], size=64).pixmap(64, 64))

    @Slot()
    def ask(self) -> None:
        """Lets files be chosen."""
        kinds = f"{tr('Videos, pictures and sounds')} {ENDINGS};;{tr('All files')} (*)"
        names, _ = QFileDialog.getOpenFileNames(self, tr("Choose videos, pictures or sounds"), "", kinds)
        if names:
            self.files_chosen.emit([Path(name) for name in names])


class AskFirst(QFrame):
    """A long clip: how long it will take, and what is wanted of it."""

    started = Signal(Order)
    refused = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "card")
        self.title = named(QLabel(""), "big")
        self.says = named(QLabel(""), "hint")
        for label in (self.title, self.says):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.orders = OrderBox()
        self.orders.currentIndexChanged.connect(self._tell)
        self.start = named(QPushButton(tr("Start")), "primary")
        self.start.clicked.connect(lambda: self.started.emit(self.orders.order))
        self.leave = QPushButton(tr("Not now"))
        self.leave.clicked.connect(self.refused)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        for widget in (self.orders, self.start, self.leave):
            buttons.addWidget(widget)
        buttons.addStretch()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(24, 24, 24, 24)
        inside.setSpacing(10)
        inside.addStretch()
        inside.addWidget(self.title)
        inside.addWidget(self.says)
        inside.addSpacing(10)
        inside.addLayout(buttons)
        inside.addStretch()
        self._contents: Contents | None = None
        self._rates = Rates()

    def ask(self, contents: Contents, order: Order, rates: Rates) -> None:
        self._contents, self._rates = contents, rates
        self.title.setText(contents.path.name)
        self.orders.setVisible(contents.kind == "video" and contents.sound)
        self.orders.choose(order)
        self._tell()
        self.start.setFocus()

    @Slot()
    def _tell(self) -> None:
        if self._contents is None:
            return
        takes = estimate(self._contents, self.orders.order, self._rates)
        lasts = tr("It lasts {time}.").format(time=mark(self._contents.lasts))
        self.says.setText(
            f"{lasts} " + tr("That will take {time}.").format(time=about(takes))
            if takes is not None
            else f"{lasts} "
            + tr("How long that takes is told once it has begun; what is found until then is there at once.")
        )
