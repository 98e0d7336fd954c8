"""Sixty random actions; `python -m tests.ui.actions` does more of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from tests.ui.actions import play


@pytest.mark.timeout(400)
def test_whatever_is_done_the_window_comes_to_rest(qapp: QApplication, qtbot: object, tmp_path: Path) -> None:
    found = play(qapp, 60, 7, tmp_path)
    assert found.wrong == [], found.done
    assert found.closed_seconds < 5.0
