"""What is known of a clip as lines, each with a time mark that is a link; the one that is being played is shown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from earshot.domain.clip import mark
from earshot.domain.subtitles import TimedWord
from earshot.domain.words import gap
from earshot.ui.look.style import Tokens

BETWEEN = 12
"""Points between two lines."""


@dataclass(frozen=True)
class Line:
    """One paragraph."""

    text: str
    seconds: float | None = None
    """Where in the clip it stands; None for what is about all of it."""
    tentative: str = ""
    """Words behind it that may still change."""
    words: tuple[TimedWord, ...] = ()
    """Those of `text`, where their times are known."""
    bold: bool = False


class Told(QTextBrowser):
    """Only what changed is written anew: a selection and the place one reads at stay while a text grows."""

    jump_wanted = Signal(float)

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self.setObjectName("seen")
        self.setOpenLinks(False)
        self.setAcceptDrops(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(self._jump)
        self._colours = colours
        self.lines: tuple[Line, ...] = ()
        self.marked = ""
        """What is shown as being played."""
        self._starts: list[int] = []
        """Where each line begins in the document."""
        self._words: list[tuple[float, float, int, int]] = []
        """(begins, ends, first letter, last letter) of every timed word, in the order of time."""

    def recolour(self, colours: Tokens) -> None:
        self._colours = colours
        lines, self.lines = self.lines, ()
        self.show_lines(lines)

    def show_lines(self, lines: Sequence[Line]) -> None:
        wanted = tuple(lines)
        if wanted == self.lines:
            return
        same = 0
        while same < min(len(wanted), len(self.lines)) and wanted[same] == self.lines[same]:
            same += 1
        bar = self.verticalScrollBar()
        follows, place = bar.value() >= bar.maximum() - 4, bar.value()
        self._cut(same)
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for line in wanted[same:]:
            self._write(cursor, line)
        cursor.endEditBlock()
        self.lines = wanted
        bar.setValue(bar.maximum() if follows else place)

    def play(self, seconds: float | None) -> None:
        """Marks the word, or else the line, that stands at a moment; None marks nothing."""
        place = None if seconds is None else self._word_at(seconds) or self._line_at(seconds)
        if place is None:
            self.marked = ""
            self.setExtraSelections([])
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(place[0])
        cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
        self.marked = cursor.selectedText()
        here = QTextEdit.ExtraSelection()
        here.cursor = cursor
        here.format.setBackground(QColor(self._colours["accent-soft"]))
        here.format.setForeground(QColor(self._colours["ink"]))
        self.setExtraSelections([here])

    def moment(self, position: int) -> float | None:
        """The time of what stands at a place of the document."""
        for begins, _, first, last in self._words:
            if first <= position <= last:
                return begins
        line = bisect_right(self._starts, position) - 1
        return self.lines[line].seconds if 0 <= line < len(self.lines) else None

    def quotation(self) -> tuple[str, float | None] | None:
        """What is selected, or else the line the caret is in, and its time."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            text = " ".join(cursor.selectedText().replace("\u2029", " ").split())
            return text, self.moment(cursor.selectionStart())
        line = bisect_right(self._starts, cursor.position()) - 1
        return (self.lines[line].text, self.lines[line].seconds) if 0 <= line < len(self.lines) else None

    def _cut(self, keep: int) -> None:
        """Leaves so many lines."""
        if keep >= len(self._starts):
            return
        start = self._starts[keep]
        cursor = QTextCursor(self.document())
        cursor.setPosition(max(0, start - 1))  # with the end of the line before
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        del self._starts[keep:]
        self._words = [word for word in self._words if word[2] < start]

    def _write(self, cursor: QTextCursor, line: Line) -> None:
        layout = QTextBlockFormat()
        layout.setLineHeight(140.0, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        layout.setBottomMargin(BETWEEN)
        if self._starts:
            cursor.insertBlock(layout)
        else:
            cursor.setBlockFormat(layout)
        self._starts.append(cursor.position())
        if line.seconds is not None:
            cursor.insertText(mark(line.seconds), self._link(line.seconds))
            cursor.insertText("\u2002", QTextCharFormat())
        first = cursor.position()
        look = QTextCharFormat()
        look.setFontWeight(600 if line.bold else 400)
        cursor.insertText(line.text, look)
        if line.tentative:
            pale = QTextCharFormat()
            pale.setForeground(QColor(self._colours["ink-3"]))
            pale.setFontUnderline(True)
            cursor.insertText(gap(line.text, line.tentative), QTextCharFormat())
            cursor.insertText(line.tentative, pale)
        place, wide = 0, any(letter > "\uffff" for letter in line.text)  # Qt counts such a letter twice
        for word in line.words:
            place = line.text.find(word.text.rstrip(), place)
            if place < 0:
                break
            begins = first + (_units(line.text[:place]) if wide else place)
            place += len(word.text.rstrip())
            ends = first + (_units(line.text[:place]) if wide else place)
            self._words.append((word.start, word.end, begins, ends))

    def _link(self, seconds: float) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setAnchor(True)
        look.setAnchorHref(f"at:{seconds:.2f}")
        look.setForeground(QColor(self._colours["accent"]))
        look.setBackground(QColor(self._colours["accent-soft"]))
        look.setFontWeight(600)
        look.setProperty(QTextFormat.Property.FontPixelSize.value, 12)
        return look

    def _word_at(self, seconds: float) -> tuple[int, int] | None:
        number = bisect_right(self._words, seconds, key=lambda word: word[0]) - 1
        if number < 0 or seconds > self._words[number][1] + 1.0:  # a pause: nothing is said
            return None
        return self._words[number][2:]

    def _line_at(self, seconds: float) -> tuple[int, int] | None:
        if self._words:
            return None
        times = [line.seconds for line in self.lines]
        found = [number for number, at in enumerate(times) if at is not None and at <= seconds]
        if not found:
            return None
        last = found[-1] + 1 >= len(self._starts)
        end = self.document().characterCount() - 1 if last else self._starts[found[-1] + 1] - 1
        return self._starts[found[-1]], end

    @Slot(QUrl)
    def _jump(self, link: QUrl) -> None:
        self.jump_wanted.emit(float(link.toString().removeprefix("at:")))


def _units(text: str) -> int:
    """How many places of a document a text takes."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
