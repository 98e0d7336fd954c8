"""The describe pane: a drop zone, the frames as they are watched, the text as it comes, a question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPixmap
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from earshot.domain.card import Card
from earshot.domain.clip import Frame, mark
from earshot.domain.reading import Part
from earshot.ui.drop import dropped_files, restyle
from earshot.ui.reading import ReadingBox
from earshot.ui.style import named

EMPTY = "Drop a video, a picture or a sound here\nand read what it shows and says"


class Still(QLabel):
    """The frame watched last, scaled to the space there is."""

    def __init__(self) -> None:
        super().__init__(EMPTY, alignment=Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName("Frame watched last")
        self.setWordWrap(True)
        self.setMinimumSize(QSize(200, 60))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._picture: QPixmap | None = None

    def show_frame(self, frame: Frame) -> None:
        height, width, _ = frame.pixels.shape
        image = QImage(frame.pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
        if self._picture is None:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._picture = QPixmap.fromImage(image)
        self._fit()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        if self._picture is not None:
            ratio = self.devicePixelRatioF()
            size = QSize(int(self.width() * ratio), int(self.height() * ratio))
            scaled = self._picture.scaled(
                size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            scaled.setDevicePixelRatio(ratio)
            self.setPixmap(scaled)


class Describe(QWidget):
    """Shows what is watched; says what should be."""

    file_dropped = Signal(Path)
    question_asked = Signal(str)
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._card_box = named(QFrame(), "card")
        self.still = named(Still(), "hint")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Frames watched")
        self.progress.hide()
        self.state = named(QLabel(""), "note")
        self.choose = QPushButton("Choose a file …")
        self.choose.setAccessibleName("Choose a video, a picture or a sound")
        self.choose.clicked.connect(self._choose)
        self.reading = ReadingBox()
        self.text = self.reading.text
        inside = self._inside = QVBoxLayout(self._card_box)
        inside.setContentsMargins(20, 20, 20, 16)
        inside.setSpacing(12)
        inside.addStretch(1)
        inside.addWidget(self.still, 3)
        inside.addWidget(self.progress)
        inside.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(1)
        inside.addWidget(self.state)
        both = QHBoxLayout()
        both.setSpacing(14)
        both.addWidget(self._card_box, 1)
        both.addWidget(self.reading, 1)

        self.question = QLineEdit()
        self.question.setPlaceholderText("Ask about this clip")
        self.question.setAccessibleName("Question about the clip")
        self.question.returnPressed.connect(self._ask)
        self.ask = QPushButton("Ask")
        self.ask.setAccessibleName("Ask the question")
        self.ask.clicked.connect(self._ask)
        self.stop = QPushButton("Stop")
        self.stop.setAccessibleName("Stop watching")
        self.stop.clicked.connect(self.stop_wanted)
        self.stop.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.question, 1)
        row.addWidget(self.ask)
        row.addWidget(self.stop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addLayout(both, 1)
        whole.addLayout(row)
        self.setAcceptDrops(True)
        self._card: Card | None = None
        self._busy = self._watched = False
        self._before = ""
        self._enable()

    def use(self, card: Card | None) -> None:
        """Greys what the model in memory cannot serve, with the reason."""
        self._card = card
        self._watched = False
        if card is not None and not card.sees:
            self.state.setText(f"{card.title} cannot see.")
        self._enable()

    def watching(self, path: Path) -> None:
        self._busy, self._watched, self._before = True, False, ""
        self.reading.clear()
        self.progress.setRange(0, 0)
        self.progress.show()
        self.state.setText(f"Opening {path.name} …")
        self._enable()

    def _make_room(self) -> None:
        """Once there is a frame to show, it takes the space that the empty zone left around its words."""
        for place in (0, self._inside.count() - 2):
            self._inside.setStretch(place, 0)

    def saw(self, number: int, of: int, frame: Frame) -> None:
        self._make_room()
        self.still.show_frame(frame)
        self.progress.setRange(0, of)
        self.progress.setValue(number)
        self.state.setText(
            f"Watched {number} of {of} frames, now at {mark(frame.seconds)}" if of > 1 else "Looking at the picture …"
        )

    def asking(self, question: str) -> None:
        self._before = f"{self.reading.seen.rstrip()}\n\n{question}\n"
        self._busy = True
        self.state.setText("Thinking about it …")
        self._enable()

    def grow(self, text: str) -> None:
        self.reading.show_seen(self._before + text)

    def heard(self, text: str) -> None:
        """Words of its sound track, as they are made out."""
        self.state.setText("Listening to its sound …")
        self.reading.hear(text)

    def said(self, parts: Sequence[Part]) -> None:
        """What its sound track says, as far as it was heard."""
        self.reading.show_said(parts)

    def only_heard(self, parts: Sequence[Part]) -> None:
        """A file of sound alone."""
        self.reading.show_heard(parts)

    def done(self, *, watched: bool) -> None:
        """The job is over, whether it came to its end or not."""
        self._busy = False
        self._watched = self._watched or watched
        self.progress.hide()
        self.state.setText("" if self.reading.empty else "Transcripts and descriptions can be wrong.")
        self._enable()

    def _enable(self) -> None:
        can = self._card is not None and self._card.sees
        questions = can and self._watched and not self._busy and self._card is not None and self._card.questions
        self.choose.setEnabled(can and not self._busy)
        self.question.setEnabled(questions)
        self.ask.setEnabled(questions)
        self.stop.setVisible(self._busy)

    @Slot()
    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Choose a video, a picture or a sound")
        if name:
            self.file_dropped.emit(Path(name))

    @Slot()
    def _ask(self) -> None:
        question = self.question.text().strip()
        if question and self.ask.isEnabled():
            self.question.clear()
            self.question_asked.emit(question)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        good = len(dropped_files(event.mimeData())) == 1 and self.choose.isEnabled()
        restyle(self._card_box, "accept" if good else "refuse")
        event.acceptProposedAction() if good else event.ignore()

    def dragLeaveEvent(self, _event: object) -> None:
        restyle(self._card_box, "")

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self._card_box, "")
        for path in dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self.file_dropped.emit(path)
