"""The about box, and the computer that is kept awake."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox
from tests.ui.seat import Seat

from earshot.domain.events import Finished
from earshot.domain.getting import Fetching
from earshot.domain.take_events import TakeBegan
from earshot.session.world import Letter
from earshot.ui.around.doors import Doors
from earshot.ui.around.help import Help
from earshot.ui.around.wakeful import Ends, Wakeful


def box(seat: Seat, page: str) -> QMessageBox:
    doors = Doors(about=lambda: "Earshot 9", releases=lambda: page)
    Help(seat.window, doors, Path("licences")).about()
    return seat.window.findChildren(QMessageBox)[-1]


def test_newer_versions_are_looked_for_in_the_browser_and_only_there(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda address: opened.append(address.toString()))
    about = box(seat, "https://example.org/releases")
    (newer,) = [button for button in about.buttons() if "newer" in button.text()]
    assert about.informativeText() == "Earshot 9" and not opened
    assert about.defaultButton() is not newer, "Enter connects to nothing"
    newer.click()
    assert opened == ["https://example.org/releases"]


def test_without_a_page_there_is_no_button(seat: Seat) -> None:
    about = box(seat, "")
    assert not [button for button in about.buttons() if "newer" in button.text()]
    about.close()


def test_the_computer_is_kept_awake_while_somebody_speaks_or_a_model_comes() -> None:
    told: list[str] = []

    def begins() -> Ends:
        told.append("begins")
        return lambda: told.append("ends")

    wakeful = Wakeful(begins)
    wakeful.deliver(Letter(1, TakeBegan()))
    wakeful.deliver(Letter(2, Fetching("model.safetensors", 1, 2, 1.0, 1.0)))
    wakeful.deliver(Letter(1, Finished()))
    assert told == ["begins"], "the model still comes"
    wakeful.deliver(Letter(2, Finished()))
    assert told == ["begins", "ends"]
    wakeful.deliver(Letter(3, TakeBegan()))
    wakeful.leave()
    wakeful.leave()
    assert told == ["begins", "ends"] * 2
