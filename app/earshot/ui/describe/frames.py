"""Frames on the screen: the picture that is looked at, and a strip of those that were watched."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QImage, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QWidget

from earshot.domain.clip import Frame, mark
from earshot.ui.look.style import named
from earshot.ui.look.words import tr

RADIUS = 12
TALLEST = 420
"""Points; an upright film leaves room for the strip."""
THUMB = QSize(64, 36)
THUMB_SHARPEST = 2
"""Thumbnails are kept for screens of so many pixels a point."""


def image(frame: Frame) -> QImage:
    """A frame as Qt has it; a copy."""
    height, width, _ = frame.pixels.shape
    return QImage(frame.pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


class Picture(QWidget):
    """One frame, as large as its place allows; painted when Qt gets to it, however many came meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Picture of the clip"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumSize(160, 90)
        self.image: QImage | None = None

    def show_frame(self, frame: Frame | None) -> None:
        before = self.image.size() if self.image is not None else QSize()
        self.image = None if frame is None else image(frame)
        if self.image is not None and self.image.size() != before:
            self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        size = self.image.size() if self.image is not None else QSize(16, 9)
        return min(TALLEST, round(width * size.height() / max(1, size.width())))

    def sizeHint(self) -> QSize:
        return QSize(380, self.heightForWidth(380))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.image is None:
            return
        size = QSize(self.image.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF((self.width() - size.width()) / 2, 0, size.width(), size.height())
        round_ = QPainterPath()
        round_.addRoundedRect(place, RADIUS, RADIUS)
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(round_)
        painter.drawImage(place, self.image)
        painter.end()


class Strip(QListWidget):
    """The frames that were watched, in the order of their time; one that is chosen moves the player there."""

    jump_wanted = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        named(self, "strip")
        self.setAccessibleName(tr("Frames that were watched"))
        self.setFlow(QListWidget.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setIconSize(THUMB)
        self.setGridSize(THUMB + QSize(8, 8))
        self.setFixedHeight(THUMB.height() + 8)
        self.setHorizontalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # the wheel and the keys move it
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._jump)
        self.itemActivated.connect(self._jump)
        self.moments: list[float] = []

    def show_thumbs(self, thumbs: list[tuple[float, QImage]]) -> None:
        """Those of another clip."""
        self.clear()
        self.moments = []
        for seconds, small in thumbs:
            self.add(seconds, small)

    def add(self, seconds: float, small: QImage) -> None:
        """One more; the last one stays in sight unless somebody looks elsewhere."""
        bar = self.horizontalScrollBar()
        follows = bar.value() >= bar.maximum() - THUMB.width()
        pixels = QPixmap.fromImage(small)
        pixels.setDevicePixelRatio(THUMB_SHARPEST)
        item = QListWidgetItem()
        item.setIcon(_plain(pixels))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, tr("Frame at {time}").format(time=mark(seconds)))
        item.setToolTip(mark(seconds))
        self.addItem(item)
        self.moments.append(seconds)
        if follows:
            self.scrollToItem(item)

    def play(self, seconds: float) -> None:
        """Frames the last one that stands before this moment."""
        at = sum(moment <= seconds for moment in self.moments) - 1
        if at != self.currentRow():
            self.blockSignals(True)
            self.setCurrentRow(max(0, at))
            self.blockSignals(False)

    @Slot(QListWidgetItem)
    def _jump(self, item: QListWidgetItem) -> None:
        self.jump_wanted.emit(self.moments[self.row(item)])


def thumb(frame: Frame) -> QImage:
    """A frame as the strip keeps it, cut to the strip's shape."""
    size = THUMB * THUMB_SHARPEST
    filled = image(frame).scaled(
        size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    return filled.copy((filled.width() - size.width()) // 2, (filled.height() - size.height()) // 2, *size.toTuple())


def _plain(pixels: QPixmap) -> QIcon:
    """Not tinted when it is selected."""
    found = QIcon(pixels)
    found.addPixmap(pixels, QIcon.Mode.Selected)
    return found
