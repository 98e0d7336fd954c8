"""What the pages of the settings are made of: rows with a name, choices, and boxes to tick."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout


def form() -> QFormLayout:
    rows = QFormLayout()
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setHorizontalSpacing(16)
    rows.setVerticalSpacing(10)
    rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
    rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return rows


def choice(name: str, choices: Mapping[str, str] | Mapping[float, str], now: str | float) -> QComboBox:
    """`choices`: what is kept -> what is shown; what is kept now and not among them is shown as it is."""
    box = QComboBox()
    box.setAccessibleName(name)
    for value, shown in choices.items():
        box.addItem(shown, value)
    if box.findData(now) < 0:
        box.addItem(f"{now:g}" if isinstance(now, float) else now, now)
    box.setCurrentIndex(max(0, box.findData(now)))
    return box


def check(text: str, *, on: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(on)
    return box
