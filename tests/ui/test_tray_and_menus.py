"""The tray, the menu bar and what is announced: the same things, for who does not look at the window."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from tests.ui.seat import PATIENCE, Seat

from earshot import paths, shell
from earshot.domain.errors import EarshotError
from earshot.domain.events import Finished
from earshot.domain.model_events import ModelLetGo
from earshot.domain.take_events import TakeBegan, TakeEnds, TakeFinished
from earshot.session.world import Letter
from earshot.ui.around.tray import State, Tray


def actions(seat: Seat) -> dict[str, QAction]:
    menus = seat.window.menuBar().findChildren(QMenu)
    return {action.text(): action for menu in menus for action in menu.actions() if action.text()}


def test_the_icon_says_what_is_being_done(seat: Seat) -> None:
    around = shell.of(seat.window)
    tray = Tray(seat.window, around.colours, around.menus.of_the_tray)
    assert tray.state is State.NO_MODEL
    seat.window.post.listen(tray.deliver)
    seat.window.load(paths.POCKET)
    seat.qtbot.waitUntil(lambda: tray.state is State.IDLE, timeout=PATIENCE)
    assert tray.told == "Earshot: ready"
    tray.menu.actions()[0].trigger()
    seat.qtbot.waitUntil(lambda: tray.state is State.LISTENING, timeout=PATIENCE)
    seat.hears_something()
    tray.menu.actions()[0].trigger()
    seat.qtbot.waitUntil(lambda: tray.state is State.WORKING, timeout=PATIENCE)
    seat.waits_for("Written")
    seat.qtbot.waitUntil(lambda: tray.state is State.IDLE, timeout=PATIENCE)
    tray.deliver(Letter(0, ModelLetGo()))
    assert "no model" in tray.told


def test_every_place_has_an_entry_and_a_key(seat: Seat) -> None:
    entries = actions(seat)
    for number, name in enumerate(("Dictate", "Describe", "Models", "History"), 1):
        assert entries[name].shortcut().toString() == f"Ctrl+{number}"
    entries["History"].trigger()
    assert seat.window.history.isVisible() and entries["History"].isChecked()
    entries["Dictate"].trigger()
    assert seat.pane.isVisible() and entries["Dictate"].isChecked()
    assert not entries["Paste the last text again"].isEnabled(), "no other program can be reached from here"
    keys = [action.shortcut().toString() for action in entries.values() if not action.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))


def test_what_happened_is_announced_and_never_into_an_open_microphone(seat: Seat) -> None:
    said: list[str] = []
    announcer = shell.of(seat.window).announcer
    announcer.said.connect(said.append)
    seat.window.post.tell(Letter(70, TakeBegan()))
    seat.window.tell(EarshotError("The microphone is mute."))
    assert said == []
    seat.window.post.tell(Letter(70, TakeEnds()))
    assert said == ["The microphone is mute."]
    seat.window.post.tell(Letter(70, TakeFinished("send the report", 0.1)))
    assert said[-1] == "Wrote 3 words"
    seat.window.post.tell(Letter(70, Finished()))


def test_a_window_that_filled_the_screen_fills_it_again(seat: Seat) -> None:
    seat.window.showMaximized()
    seat.window.showMinimized()
    shell.of(seat.window).menus.open.trigger()
    assert seat.window.isMaximized() and not seat.window.isMinimized()


@pytest.mark.parametrize("closes", ["close", "quit"])
def test_quitting_closes_the_window(seat: Seat, closes: str) -> None:
    seat.window.close() if closes == "close" else actions(seat)["Quit"].trigger()
    assert not seat.window.isVisible()
