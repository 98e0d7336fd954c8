"""A pill over other programs while the key is held: the level, the last words, the time.  It never takes the focus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QCursor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from earshot.domain.events import Failed, Finished, TextHeard
from earshot.domain.model_events import ModelReady
from earshot.domain.take_events import LevelHeard, TakeCancelled, TakeEnds, TakeFinished
from earshot.domain.words import from_right, word_count
from earshot.session.world import Letter
from earshot.ui.dictate.clock import Clock
from earshot.ui.look.style import Tokens, named
from earshot.ui.look.words import counted, tr

WIDTH, HEIGHT, ABOVE = 440, 52, 72
"""Points; so far above the lower edge of the screen."""
LINGER_MS = 1200


class Overlay(QWidget):
    """Follows one take that was begun from another program."""

    def __init__(self, colours: Tokens) -> None:
        flags = (
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
            | Qt.WindowType.WindowTransparentForInput
        )
        if QGuiApplication.platformName() == "xcb":
            # No window manager lists it among the tasks, moves it, or gives it the keyboard.
            flags |= Qt.WindowType.BypassWindowManagerHint
        super().__init__(None, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setFixedSize(WIDTH, HEIGHT)
        self._colours, self._level, self._job, self._records = colours, 0.0, 0, False
        self.still = False
        """Nothing moves with the voice."""
        self.says = named(QLabel(""), "overlay")
        self.demo = named(QLabel(tr("Demo")), "demo")
        self.demo.hide()
        self.time = Clock()
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(HEIGHT, 0, 20, 0)
        row.setSpacing(10)
        self.says.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # it never widens the pill
        row.addWidget(self.says, 1)
        row.addWidget(self.demo, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.time, 0, Qt.AlignmentFlag.AlignVCenter)
        self._timer = QTimer(self, singleShot=True, interval=LINGER_MS)
        self._timer.timeout.connect(self.hide)

    def recolour(self, colours: Tokens) -> None:
        self._colours = colours
        self.update()

    @Slot(int)
    def follow(self, job: int) -> None:
        """A take has begun."""
        self._job, self._level, self._records = job, 0.0, True
        self._timer.stop()
        self._say(tr("Listening …"))
        self.time.begin()
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self.move(room.center().x() - WIDTH // 2, room.bottom() - ABOVE - HEIGHT)
        self.show()
        self.raise_()

    def deliver(self, letter: Letter) -> None:
        """What happened in the session."""
        if isinstance(letter.event, ModelReady):
            self.demo.setVisible(letter.event.card.demo)
        if letter.job != self._job or not self.isVisible():
            return
        match letter.event:
            case LevelHeard(level):
                self._level = 0.5 if self.still else level
                self.update()
            case TextHeard(words):
                self._say(words.text)
            case TakeEnds():
                self._over(tr("Settling the last words …"))
            case TakeFinished(text):
                self.last(counted(word_count(text)) if text else tr("No speech was heard"))
            case TakeCancelled():
                self.last(tr("Dropped"))
            case Failed() | Finished():
                self._linger()
            case _:
                pass

    @Slot(str)
    def last(self, sentence: str) -> None:
        """What came of it; shown for a moment."""
        self._over(sentence)
        self._linger()

    def _over(self, sentence: str) -> None:
        self._records, self._level = False, 0.0
        self.time.stop()
        self._say(sentence)
        self.update()

    def _say(self, text: str) -> None:
        """The end of it, if there is too little room; a label does not look by itself which way its words run."""
        self._row.activate()
        look = self.says.fontMetrics()
        self.says.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if from_right(text) else Qt.LayoutDirection.LeftToRight
        )
        self.says.setText(look.elidedText(text, Qt.TextElideMode.ElideLeft, self.says.width()))

    def _linger(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self._colours["edge"]))
        painter.setBrush(QColor(self._colours["surface"]))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), HEIGHT / 2, HEIGHT / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = HEIGHT / 2
        colour = QColor(self._colours["record" if self._records else "ink-3"])
        radius = 7 + 9 * self._level
        painter.setBrush(colour)
        painter.setOpacity(0.25)
        painter.drawEllipse(QRectF(middle - radius, middle - radius, 2 * radius, 2 * radius))
        painter.setOpacity(1.0)
        painter.drawEllipse(QRectF(middle - 6, middle - 6, 12, 12))
        painter.end()
