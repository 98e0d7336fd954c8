"""Text as large as the system wants it: nothing is cut off."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from earshot import app, paths, shell
from earshot.domain.settings import Settings
from earshot.ui.look.style import dress, scale, sheet, tokens
from earshot.ui.settings.preferences import Preferences
from earshot.ui.sidebar import Place


@pytest.fixture
def larger(qapp: QApplication) -> Iterator[QApplication]:
    """A system whose text is half as large again."""
    before, styles = qapp.font(), qapp.styleSheet()
    font = qapp.font()
    font.setPixelSize(20)
    qapp.setFont(font)
    yield qapp
    gc.collect()
    qapp.setFont(before)
    dress(qapp, styles)


def cut(top: object) -> list[str]:
    """What is shown and has less room than its words need."""
    found = list[str]()
    for kind in (QPushButton, QLabel):
        for widget in top.findChildren(kind):  # type: ignore[attr-defined]
            if not widget.isVisible() or not widget.text():
                continue
            need = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else widget.sizeHint().height()
            wide = widget.hasHeightForWidth() or widget.width() >= widget.sizeHint().width() - 1
            if widget.height() < need - 1 or not wide:
                found.append(f"{widget.text()!r}: {widget.size()} of {widget.sizeHint()}")
    return found


def test_the_sizes_follow_the_system(larger: QApplication) -> None:
    assert scale() == pytest.approx(20 / 13, abs=0.05)
    assert "font-size: 20px" in sheet(tokens(paths.RESOURCES, dark=False), 20 / 13)


def test_nothing_is_cut_off_at_half_as_large_again(larger: QApplication, qtbot: QtBot) -> None:
    window = app.build(larger)
    qtbot.addWidget(window)
    window.show()
    for place in Place:
        window.go(place)
        qtbot.wait(1)
        assert cut(window) == [], place
    page = Preferences(Settings(), window)
    page.show()
    for tab in page.tabs:
        tab.click()
        qtbot.wait(1)
        assert cut(page) == []
    page.close()
    around = shell.of(window)
    around.welcome()
    assert around.first_run is not None
    for _ in range(3):
        qtbot.wait(1)
        assert cut(around.first_run) == []
        around.first_run.next.click()
    window.close()
