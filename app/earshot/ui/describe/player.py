"""The player: a picture, a button, where it stands; what it does is the session's affair."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QStyle, QVBoxLayout, QWidget

from earshot.domain.clip import Frame, mark
from earshot.ui.describe.frames import Picture
from earshot.ui.look.icons import icon
from earshot.ui.look.style import Tokens, named
from earshot.ui.look.words import tr

STEPS = 10
"""Of the slider, a second."""


class Track(QSlider):
    """A click goes to its place at once, and not a page towards it."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(tr("Position in the clip"))
        self.setSingleStep(STEPS)
        self.setPageStep(10 * STEPS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            at = QStyle.sliderValueFromPosition(0, self.maximum(), round(event.position().x()), max(1, self.width()))
            self.setValue(at)
            self.sliderMoved.emit(at)
        super().mousePressEvent(event)


class Player(QWidget):
    """Says what is wanted; shows where the session's player is."""

    play_wanted = Signal()
    pause_wanted = Signal()
    jump_wanted = Signal(float)

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self.picture = Picture()
        self.button = named(QPushButton(), "round")
        self.button.setIconSize(QSize(16, 16))
        self.button.clicked.connect(self._press)
        self.track = Track()
        self.track.sliderMoved.connect(self._moved)
        self.track.actionTriggered.connect(self._acted)
        self.time = named(QLabel(""), "note")
        row = self._row = QWidget()
        controls = QHBoxLayout(row)
        controls.setContentsMargins(0, 0, 0, 0)
        controls.setSpacing(10)
        controls.addWidget(self.button)
        controls.addWidget(self.track, 1)
        controls.addWidget(self.time)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.picture)
        inside.addWidget(row)
        self._lasts = 0.0
        self.playing = False
        self.recolour(colours)

    def recolour(self, colours: Tokens) -> None:
        self._play, self._pause = icon("play", colours["ink"]), icon("pause", colours["ink"])
        self._show_button()

    def open(self, lasts: float, *, pictures: bool, plays: bool) -> None:
        """Another file, of so many seconds."""
        self._lasts, self.playing = lasts, False
        self.picture.setVisible(pictures)
        self.picture.show_frame(None)
        self._row.setVisible(plays)
        self.track.setRange(0, round(lasts * STEPS))
        self.at(0.0, playing=False)

    def show_frame(self, frame: Frame) -> None:
        self.picture.show_frame(frame)

    def at(self, seconds: float, *, playing: bool) -> None:
        self.playing = playing
        if not self.track.isSliderDown():
            self.track.setValue(round(seconds * STEPS))
        self.time.setText(f"{mark(seconds)} / {mark(self._lasts)}")
        self._show_button()

    def _show_button(self) -> None:
        name = tr("Pause") if self.playing else tr("Play")
        if self.button.accessibleName() != name or self.button.icon().isNull():
            self.button.setAccessibleName(name)
            self.button.setToolTip(name)
        wanted: QIcon = self._pause if self.playing else self._play
        if self.button.icon().cacheKey() != wanted.cacheKey():
            self.button.setIcon(wanted)

    @Slot()
    def _press(self) -> None:
        (self.pause_wanted if self.playing else self.play_wanted).emit()

    @Slot(int)
    def _moved(self, value: int) -> None:
        self.jump_wanted.emit(value / STEPS)

    @Slot(int)
    def _acted(self, action: int) -> None:
        if action != QSlider.SliderAction.SliderMove.value:  # the keyboard's
            self.jump_wanted.emit(self.track.sliderPosition() / STEPS)
