"""Everything on every page has a name, a role, an action or a value, and can be reached by Tab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QProgressBar,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.ui.seat import PATIENCE, Seat

from earshot import shell
from earshot.domain.manner import Manner
from earshot.ui.describe.pane import Describe
from earshot.ui.sidebar import Place
from earshot.ui.window import Window

CONTROLS = (QAbstractButton, QTextEdit, QLineEdit, QComboBox, QListWidget)
NO_ROLE = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane, QAccessible.Role.Grouping}


def controls(top: QWidget) -> Iterator[QWidget]:
    """What a person can use of what is shown, without the parts that Qt makes for itself."""
    for kind in CONTROLS:
        for widget in top.findChildren(kind):
            if widget.isVisible() and not widget.objectName().startswith("qt_") and widget.window() is top.window():
                yield widget


def missing(top: QWidget) -> list[str]:
    """What a control on this page lacks."""
    found = list[str]()
    chain, widget = set[QWidget](), top.nextInFocusChain()
    while widget not in chain:
        chain.add(widget)
        widget = widget.nextInFocusChain()
    for control in controls(top):
        face = QAccessible.queryAccessibleInterface(control)
        name = face.text(QAccessible.Text.Name)
        what = f"{type(control).__name__} “{name}” of {type(control.parent()).__name__}"
        if not name.strip():
            found.append(f"{what}: no name")
        if face.role() in NO_ROLE:
            found.append(f"{what}: no role")
        press = isinstance(control, QAbstractButton) and control.isEnabled()
        if press and not face.actionInterface().actionNames():
            found.append(f"{what}: no action")
        if isinstance(control, QComboBox) and not face.text(QAccessible.Text.Value):
            found.append(f"{what}: no value")
        group = control.group() if isinstance(control, QAbstractButton) else None
        if group is not None and group.exclusive() and group.checkedButton() is not control:
            continue  # by the arrow keys, from the one that is chosen
        if not control.focusPolicy() & Qt.FocusPolicy.TabFocus or control not in chain:
            found.append(f"{what}: not reached by Tab")
    for bar in top.findChildren(QProgressBar):
        if bar.isVisible() and not (
            bar.accessibleName() and QAccessible.queryAccessibleInterface(bar).valueInterface()
        ):
            found.append(f"a bar of {type(bar.parent()).__name__}: no name or value")
    for label in top.findChildren(QLabel):
        if isinstance(label.parent(), QFrame) and isinstance(label.parent().parent(), Describe):
            continue  # its picture has a name of its own
        said = QAccessible.queryAccessibleInterface(label).text(QAccessible.Text.Name)
        if label.isVisible() and label.text() and said != label.text():
            found.append(f"“{label.text()}” is said as “{said}”")
    return found


def test_every_place(seat: Seat) -> None:
    seat.pane.text.setPlainText("um send the report")
    for place in Place:
        seat.window.go(place)
        if place is Place.MODELS:
            seat.qtbot.waitUntil(lambda: bool(seat.window.models.boxes), timeout=PATIENCE)
        assert missing(seat.window) == [], place


def test_changes_are_said_as_removed_and_added(seat: Seat) -> None:
    said: list[str] = []
    shell.of(seat.window).announcer.said.connect(said.append)
    seat.pane.text.setPlainText("um send the report")
    seat.qtbot.mouseClick(seat.pane.modes.buttons[Manner.POLISH], Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(seat.pane.changes.isVisible, timeout=PATIENCE)
    assert missing(seat.window) == []
    assert "removes “um”" in QAccessible.queryAccessibleInterface(seat.pane.changes.says).text(QAccessible.Text.Name)
    assert any("removes “um”" in sentence for sentence in said)


@pytest.fixture
def bare(qtbot: QtBot, qapp) -> Iterator[Window]:  # type: ignore[no-untyped-def]
    window = shell.build(qapp)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def test_the_settings_and_the_first_steps(bare: Window, qtbot: QtBot) -> None:
    around = shell.of(bare)
    around.welcome()
    steps = around.first_run
    assert steps is not None
    for _ in range(3):
        assert missing(steps) == []
        steps.next.click()
    around.ask()
    sheet = around._preferences
    assert sheet is not None
    for tab in sheet.tabs:
        tab.click()
        assert missing(sheet) == []
    sheet.reject()


def test_every_entry_of_the_menus_has_words(bare: Window) -> None:
    menus = bare.menuBar().findChildren(QMenu)
    entries = [action for menu in menus for action in menu.actions() if not action.isSeparator()]
    assert len(entries) > 12 and all(isinstance(entry, QAction) and entry.text() for entry in entries)


def test_what_lacks_something_is_found(qtbot: QtBot) -> None:
    top = QWidget()
    qtbot.addWidget(top)
    button = QPushButton(top)
    button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    label = QLabel("Ready", top)
    label.setAccessibleName("State")
    top.show()
    found = missing(top)
    assert len(found) == 3 and "no name" in found[0] and "Tab" in found[1] and "is said as" in found[2]
