"""What is known of a clip, as text: what is said, what is seen and a summary, one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from earshot.domain.card import Card
from earshot.domain.events import FileRead
from earshot.domain.forms import quoted
from earshot.domain.reading import Answer, Part
from earshot.domain.subtitles import timed
from earshot.ui.describe.told import Line, Told
from earshot.ui.look.style import Tokens, named
from earshot.ui.look.words import tr

TABS = ("Said", "Seen", "Summary")


def title(tab: str) -> str:
    return {"Said": tr("Said"), "Seen": tr("Seen"), "Summary": tr("Summary")}[tab]


def small_print(tab: str) -> str:
    return {
        "Said": tr("Speakers are not told apart, and the times of words are approximate. Transcripts can be wrong."),
        "Seen": tr("Descriptions can be wrong."),
        "Summary": tr("Summaries can be wrong: check names, numbers and quotations."),
    }[tab]


class ReadingBox(QFrame):
    """Three tabs over one text; the one that grows is in front until somebody chooses another."""

    jump_wanted = Signal(float)
    summary_wanted = Signal()

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self.setObjectName("card")
        self.said_tab, self.seen_tab, self.summary_tab = (self._tab(name) for name in TABS)
        self.tabs = {"Said": self.said_tab, "Seen": self.seen_tab, "Summary": self.summary_tab}
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(6)
        for tab in self.tabs.values():
            group.addButton(tab)
            row.addWidget(tab)
        row.addStretch()
        self.text = Told(colours)
        self.text.jump_wanted.connect(self.jump_wanted)
        self.text.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.text.customContextMenuRequested.connect(self._menu)
        self.small_print = named(QLabel(""), "note")
        self.small_print.setWordWrap(True)
        self.quote = named(QPushButton(tr("Copy quote")), "small")
        self.quote.setAccessibleName(tr("Copy what is selected, or this line, with its time mark"))
        self.quote.clicked.connect(self.copy_quote)
        below = QHBoxLayout()
        below.addWidget(self.small_print, 1)
        below.addWidget(self.quote, 0, Qt.AlignmentFlag.AlignBottom)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(20, 14, 20, 14)
        inside.setSpacing(10)
        inside.addLayout(row)
        inside.addWidget(self.text, 1)
        inside.addLayout(below)
        self._card: Card | None = None
        self.clear()

    def recolour(self, colours: Tokens) -> None:
        self.text.recolour(colours)
        self.play(self._at)

    def use(self, card: Card | None) -> None:
        self._card = card
        self._enable()

    def clear(self, name: str = "") -> None:
        """Another clip, called so."""
        self._name, self._busy, self._chosen = name, True, False
        self._kind = "video"
        self._lines: dict[str, list[Line]] = {"Said": [], "Seen": [], "Summary": []}
        self._at: float | None = None
        self._heard: Sequence[Part] | None = None
        self._tentative = ""
        self.seen_tab.setChecked(True)
        self._enable()
        self._write()

    def show_found(self, found: FileRead, tentative: str = "") -> None:
        """A file as far as it has been read; `tentative` are words behind what is said."""
        self._kind = found.kind
        said = found.parts if found.kind == "sound" else found.said
        seen = [] if found.kind == "sound" else _seen(found.parts)
        if said is not self._heard or tentative or self._tentative:  # its words' times are worth keeping
            self._heard, self._tentative = said, tentative
            self._take("Said", _said(said, tentative))
        self._take("Seen", seen + _asked(found.answers))
        self._take("Summary", [Line(text) for text in found.summary.splitlines() if text.strip()])

    def show_heard(self, text: str) -> None:
        """Words before the first window of them is done."""
        self._take("Said", [Line("", 0.0, text)])

    def done(self) -> None:
        """Nothing more comes; what is not there will not be."""
        self._busy = False
        self.text.setPlaceholderText("")
        if self._kind == "sound" and not self._lines["Said"]:
            self._take("Said", [Line(tr("Nothing is said in it."))])
        self._enable()

    def play(self, seconds: float | None) -> None:
        """What stands at this moment of the clip is marked."""
        self._at = seconds
        self.text.play(seconds if not self.summary_tab.isChecked() else None)

    @property
    def empty(self) -> bool:
        return not any(self._lines.values())

    @Slot()
    def copy_quote(self) -> None:
        found = self.text.quotation()
        if found is not None and found[0]:
            QGuiApplication.clipboard().setText(quoted(found[0], found[1], self._name))

    def _take(self, name: str, lines: list[Line]) -> None:
        """New lines of a tab, which comes to the front if it grows."""
        if lines == self._lines[name]:
            return
        self._lines[name] = lines
        if lines and not self._chosen:
            self.tabs[name].setChecked(True)
        self._enable()
        self._write()

    def _tab(self, name: str) -> QPushButton:
        tab = named(QPushButton(title(name)), "tab")
        tab.setCheckable(True)
        tab.setAccessibleName({"Said": tr("What is said"), "Seen": tr("What is seen")}.get(name, title(name)))
        tab.clicked.connect(self._choose)
        return tab

    @Slot()
    def _choose(self) -> None:
        self._chosen = True
        if self.summary_tab.isChecked() and not self._lines["Summary"]:
            self.summary_wanted.emit()
        self._write()

    def _enable(self) -> None:
        """A tab without anything is greyed, and says why."""
        reasons = {
            "Said": tr("Nothing is said in it"),
            "Seen": tr("Nothing is to be seen in it"),
            "Summary": self._no_summary(),
        }
        for name, tab in self.tabs.items():
            can = name == "Summary" and not reasons[name]
            there = bool(self._lines[name]) or can or (self._busy and name != "Summary")
            tab.setEnabled(there)
            tab.setToolTip("" if there else reasons[name])
            tab.setAccessibleDescription("" if there else reasons[name])
        self.quote.setEnabled(not self.empty)

    def _no_summary(self) -> str:
        if self._card is None:
            return tr("No model is open")
        if not self._card.edits("summary"):
            return tr("{model} cannot summarise").format(model=self._card.title)
        if self._busy or self._kind == "picture" or self.empty:
            return tr("A picture has no summary") if self._kind == "picture" else tr("There is nothing to sum up yet")
        return ""

    @Slot()
    def _write(self) -> None:
        name = next(name for name, tab in self.tabs.items() if tab.isChecked())
        self.text.setAccessibleName({"Said": tr("What is said"), "Seen": tr("Description")}.get(name, title(name)))
        self.text.show_lines(self._lines[name])
        self.small_print.setText(small_print(name) if self._lines[name] else "")
        self.text.setPlaceholderText(
            tr("What is said and seen appears here while it is made out.") if self._busy else ""
        )
        self.play(self._at)

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        menu = self.text.createStandardContextMenu(at)
        menu.setParent(self, menu.windowFlags())
        quote = menu.addAction(tr("Copy as quote"))
        quote.triggered.connect(self.copy_quote)
        moment = self.text.moment(self.text.cursorForPosition(at).position())
        if moment is not None:
            menu.addAction(tr("Play from here")).triggered.connect(lambda: self.jump_wanted.emit(moment))
        menu.exec(self.text.mapToGlobal(at))
        menu.deleteLater()


def _said(parts: Sequence[Part], tentative: str) -> list[Line]:
    lines = [Line(part.text, part.start_s, words=tuple(timed(part))) for part in parts if part.text]
    if tentative:
        lines.append(Line("", parts[-1].end_s if parts else 0.0, tentative))
    return lines


def _seen(parts: Sequence[Part]) -> list[Line]:
    if len(parts) == 1:
        return [Line(text) for text in parts[0].text.splitlines() if text]
    return [Line(part.text, part.start_s) for part in parts if part.text]


def _asked(answers: Sequence[Answer]) -> list[Line]:
    return [line for one in answers for line in (Line(one.question, bold=True), Line(one.text)) if line.text]
