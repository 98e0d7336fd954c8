"""The icon in the menu bar or the tray: what Earshot is doing, and a menu for who has no window in front."""

from __future__ import annotations

import sys
from enum import Enum

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from earshot.domain.events import Failed, Finished
from earshot.domain.model_events import ModelLetGo, ModelReady
from earshot.domain.take_events import TakeBegan, TakeCancelled, TakeEnds, TakeFinished
from earshot.session.world import Letter
from earshot.ui.look.icons import icon
from earshot.ui.look.style import Tokens
from earshot.ui.look.words import tr

SIZE = 22


class State(Enum):
    """By the name of its drawing."""

    NO_MODEL = "tray-none"
    IDLE = "tray-idle"
    LISTENING = "tray-listening"
    WORKING = "tray-working"


def state_names() -> dict[State, str]:
    return {
        State.NO_MODEL: tr("no model is open"), State.IDLE: tr("ready"), State.LISTENING: tr("listening"),
        State.WORKING: tr("working"),
    }  # fmt: skip


def there() -> bool:
    """True where the system shows such icons, or may later: its tray may start after us."""
    return QSystemTrayIcon.isSystemTrayAvailable() or QGuiApplication.platformName() in ("xcb", "wayland")


class Tray(QObject):
    """Everything in its menu is in the window too."""

    message_clicked = Signal()
    said = Signal(str)
    clicked = Signal()
    """Where a click does not open the menu: a Mac does that."""

    def __init__(self, window: QWidget, colours: Tokens, actions: list[QAction | None]) -> None:
        """`actions` in order, None for a line between two."""
        super().__init__(window)
        self._icon = QSystemTrayIcon(self)
        self._icon.messageClicked.connect(self.message_clicked)
        self._icon.activated.connect(self._activated)
        self.menu = QMenu(window)
        for action in actions:
            self.menu.addAction(action) if action is not None else self.menu.addSeparator()
        self._icon.setContextMenu(self.menu)
        self._colours, self.state, self._open = colours, State.NO_MODEL, set[int]()
        self._has_model = False
        self._show()

    def show(self) -> None:
        self._icon.show()

    def hide(self) -> None:
        self._icon.hide()

    def tell(self, sentence: str) -> None:
        """A message of the system beside the icon, for who looks at other programs."""
        self._icon.showMessage("Earshot", sentence, self._icon.icon())
        self.said.emit(sentence)

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, how: QSystemTrayIcon.ActivationReason) -> None:
        if how is QSystemTrayIcon.ActivationReason.Trigger and sys.platform != "darwin":
            self.clicked.emit()

    @property
    def told(self) -> str:
        return self._icon.toolTip()

    def recolour(self, colours: Tokens) -> None:
        self._colours = colours
        self._show()

    def deliver(self, letter: Letter) -> None:
        """What happened in the session."""
        match letter.event:
            case ModelReady():
                self._has_model = True
            case ModelLetGo():
                self._has_model = False
            case TakeBegan():
                self._open.add(letter.job)
                self._to(State.LISTENING)
                return
            case TakeEnds():
                self._to(State.WORKING)
                return
            case TakeFinished() | TakeCancelled() | Failed() | Finished():
                self._open.discard(letter.job)
                if self._open:
                    return
            case _:
                return
        if not self._open:
            self._to(State.IDLE if self._has_model else State.NO_MODEL)

    def _to(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self._show()

    def _show(self) -> None:
        colour = self._colours["record" if self.state is State.LISTENING else "ink"]
        drawing = icon(self.state.value, colour, size=SIZE)
        drawing.setIsMask(self.state is not State.LISTENING)  # a Mac draws it in the colour of its menu bar
        self._icon.setIcon(drawing)
        self._icon.setToolTip(f"Earshot: {state_names()[self.state]}")
