"""What was measured of models on this computer: one figure of each beside the others, and what that recommends."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from earshot.domain import figures
from earshot.domain.figures import Run
from earshot.domain.supply_events import Measured
from earshot.ui.look.style import Tokens, named
from earshot.ui.look.words import tr
from earshot.ui.models.bars import Bar, Bars
from earshot.ui.models.figure_names import apart, better, name_of, told

NARROW, ADVICE = 560, 210
"""Points: below the first the advice stands under the bars; else it takes so much beside them."""


class Measurements(QWidget):
    """Hidden as long as nothing was measured here."""

    def __init__(self, colours: Tokens) -> None:
        super().__init__()
        self._runs: list[Run] = []
        self.figure = QComboBox()
        self.figure.setAccessibleName(tr("Figure that is shown"))
        self.figure.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.figure.activated.connect(self._draw)
        self.better = named(QLabel(""), "note")
        self.bars = Bars(colours)
        self.advised = named(QLabel(tr("Recommended here")), "boxtitle")
        self.advice = named(QLabel(""), "note")
        self.advice.setWordWrap(True)
        self._lay_out()
        self.hide()

    def recolour(self, colours: Tokens) -> None:
        self.bars.recolour(colours)

    def show_measured(self, measured: Measured) -> None:
        """What is kept now; the figure that was chosen stays chosen."""
        self._runs = figures.measured_on(measured.runs, measured.machine)
        names = figures.present(self._runs)
        if names != [self.figure.itemData(number) for number in range(self.figure.count())]:
            chosen = self.figure.currentData() or figures.RELEASE
            self.figure.clear()
            for name in names:
                self.figure.addItem(name_of(name), name)
            self.figure.setCurrentIndex(names.index(chosen) if chosen in names else 0)
        found = figures.recommended(measured.runs, measured.machine)
        self.advice.setText(tr(found.sentence) if found is not None else "")
        self._beside.setVisible(found is not None)
        self.setVisible(bool(names))
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._both.setDirection(way)
        self._beside.setMinimumWidth(0 if narrow else ADVICE)
        self._beside.setMaximumWidth(self.maximumWidth() if narrow else ADVICE)
        super().resizeEvent(event)

    @Slot()
    def _draw(self) -> None:
        name = self.figure.currentData()
        runs = [run for run in self._runs if name in run.figures]
        self.better.setText(better(name) if name else "")
        self.bars.show_bars(self.figure.currentText(), [_bar(run, runs[0], name, len(runs) > 1) for run in runs])

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.figure)
        top.addWidget(self.better)
        top.addStretch()
        self._beside = QWidget()
        said = QVBoxLayout(self._beside)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(4)
        said.addWidget(self.advised)
        said.addWidget(self.advice)
        said.addStretch()
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(16)
        self._both.addWidget(self.bars, 1)
        self._both.addWidget(self._beside, 0)
        card = named(QFrame(), "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(12)
        inside.addLayout(top)
        inside.addLayout(self._both)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 6, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(named(QLabel(tr("Measured on this computer")), "section"))
        whole.addWidget(card)


def _bar(run: Run, baseline: Run, figure: str, several: bool) -> Bar:
    value, is_it = run.figures[figure], run is baseline
    share = None if is_it else figures.difference(run, baseline, figure)
    compared = tr("baseline") if is_it and several else apart(share) if share is not None else ""
    beside = " · ".join(part for part in (run.bits, compared) if part)
    return Bar(run.model, value, told(figure, value), beside, baseline=is_it and several)
