"""Names of files that are written for the user."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from earshot.ui.saving import where

FORMS = "Markdown (*.md);;Text (*.txt)"


@pytest.mark.parametrize(
    ("typed", "form", "meant"),
    [
        ("notes", "Text (*.txt)", "notes.txt"),
        ("notes", "", "notes.md"),
        ("notes.json", "Text (*.txt)", "notes.json"),
        ("there", "Text (*.txt)", "there"),
    ],
)
def test_a_name_without_an_ending_gets_one(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, form: str, meant: str
) -> None:
    (tmp_path / "there.txt").write_text("nobody was asked whether it may go")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / typed), form))
    top = QWidget()
    qtbot.addWidget(top)
    assert where(top, "Export", "notes.md", FORMS) == tmp_path / meant
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    assert where(top, "Export", "notes.md", FORMS) is None
