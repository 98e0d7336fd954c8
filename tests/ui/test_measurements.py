"""What was measured of models on this computer, in the Models place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from tests.ui.seat import Seat

from earshot import disk, paths
from earshot.domain.figures import Run
from earshot.domain.supply_events import Measured
from earshot.store import benchmarks
from earshot.store.machine import described
from earshot.ui.look.style import tokens
from earshot.ui.models.measurements import Measurements
from earshot.ui.sidebar import Place

HERE = "here, 8 cores"
LARGE = Run("12B", "4 bit", HERE, "", "1", {"release_to_text_s": 1.5, "word_error": 0.05, "peak_bytes": 8.9e9})
SMALL = Run("E4B", "4 bit", HERE, "", "2", {"release_to_text_s": 0.75, "decode_tokens_s": 64.0})


@pytest.fixture
def chart(qtbot: QtBot) -> Measurements:
    chart = Measurements(tokens(paths.RESOURCES, dark=False))
    qtbot.addWidget(chart)
    chart.resize(700, 300)
    chart.show_measured(Measured((LARGE, SMALL), HERE))
    chart.show()
    return chart


def choose(chart: Measurements, figure: str) -> None:
    chart.figure.setCurrentIndex(chart.figure.findData(figure))
    chart.figure.activated.emit(chart.figure.currentIndex())


def test_the_models_are_side_by_side_with_their_figures_and_the_baseline_marked(chart: Measurements) -> None:
    assert chart.figure.currentData() == "release_to_text_s"
    assert [(bar.told, bar.beside, bar.baseline) for bar in chart.bars.bars] == [
        ("1.50 s", "4 bit · baseline", True), ("0.75 s", "4 bit · −50 %", False),
    ]  # fmt: skip
    said = chart.bars.accessibleDescription()
    assert "12B, 1.50 s, 4 bit · baseline; E4B, 0.75 s" in said
    assert chart.advice.text().startswith("12B, 4 bit: windows of 30 s")


def test_figures_that_one_model_has_can_be_chosen_and_stay_chosen(chart: Measurements) -> None:
    figures = [chart.figure.itemData(number) for number in range(chart.figure.count())]
    assert figures == ["release_to_text_s", "decode_tokens_s", "word_error", "peak_bytes"]
    choose(chart, "peak_bytes")
    assert [(bar.name, bar.told, bar.beside) for bar in chart.bars.bars] == [("12B", "8.9 GB", "4 bit")]
    choose(chart, "word_error")
    assert chart.bars.bars[0].told == "5.0 %" and chart.better.text() == "Less is better."
    choose(chart, "decode_tokens_s")
    assert chart.bars.bars[0].told == "64.0 tokens/s" and chart.better.text() == "More is better."
    chart.show_measured(Measured((LARGE, SMALL, Run("E2B", "", HERE, "", "3", {"load_s": 1.0})), HERE))
    assert chart.figure.currentData() == "decode_tokens_s"


def test_a_higher_figure_is_a_higher_bar(chart: Measurements) -> None:
    picture, colours = chart.bars.grab().toImage(), tokens(paths.RESOURCES, dark=False)
    scale = picture.devicePixelRatio()
    column = round((chart.bars._column() + 14 + 20) * scale)
    accent = [y for y in range(picture.height()) if picture.pixelColor(column, y) == QColor(colours["accent"])]
    assert accent and len(accent) == pytest.approx(36 * scale, abs=3), "half as high as the other"


def test_what_was_measured_elsewhere_is_not_shown(chart: Measurements) -> None:
    chart.show_measured(Measured((LARGE, SMALL), "another machine"))
    assert chart.isHidden()


def test_what_the_terminal_kept_is_in_the_models_place(seat: Seat, tmp_path: Path) -> None:
    run = Run("E4B", "4 bit", described(), "0.1.0", "2026-11-21", {"release_to_text_s": 0.47})
    benchmarks.keep(paths.benchmarks_folder(), run)
    assert disk.measured().runs == (run,)
    chart = seat.window.models.measurements
    assert chart.isHidden()
    seat.window.go(Place.MODELS)
    seat.qtbot.waitUntil(chart.isVisible, timeout=60_000)
    assert chart.bars.bars[0].told == "0.47 s"
