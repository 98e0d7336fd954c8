"""The menu bar: everything a key or a button does has a place and a key in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from earshot.ui.look.words import tr
from earshot.ui.sidebar import Place, place_names
from earshot.ui.window import Window

Do = Callable[[], object]


class Menus:
    """Of one window; the actions serve the tray's menu too."""

    def __init__(
        self, window: Window, *, settings: Do, welcome: Do, about: Do, open_file: Do, paste_again: Do,
        licences: Do | None, logs: Do | None,
    ) -> None:  # fmt: skip
        """What the menus call; an entry that is None is left out."""
        pane, self._window = window.dictation, window
        self.talk = self._action(tr("Start or stop dictation"), window.takes.toggle, "Ctrl+D")
        self.again = self._action(tr("Paste the last text again"), paste_again, "Ctrl+Shift+V")
        self.open = self._action(tr("Open Earshot"), window.to_front)
        self.settings = self._action(tr("Settings …"), settings, "Ctrl+,", QAction.MenuRole.PreferencesRole)
        self.quit = self._action(tr("Quit"), window.close, "Ctrl+Q", QAction.MenuRole.QuitRole)
        file, edit, view, help_ = (self._menu(name) for name in (tr("File"), tr("Edit"), tr("View"), tr("Help")))
        self._fill(
            file, self._action(tr("Open a recording or a clip …"), open_file, "Ctrl+O"),
            self._action(tr("Open a model …"), window.models.add.click),
            self._action(tr("Save the text …"), pane.save.click, "Ctrl+S"), None, self.settings, self.quit,
        )  # fmt: skip
        self._fill(
            edit, self.talk, self._action(tr("Undo the last change"), pane.undo.click),
            self._action(tr("Copy the text"), pane.copy.click, "Ctrl+Shift+C"), self.again,
        )  # fmt: skip
        self._places(view)
        self._fill(help_, self._action(tr("First steps …"), welcome))
        if licences is not None:
            self._fill(help_, self._action(tr("Licences of others …"), licences))
        if logs is not None:
            self._fill(help_, self._action(tr("Show the log"), logs))
        self._fill(help_, self._action(tr("About Earshot"), about, role=QAction.MenuRole.AboutRole))
        self.enable()

    def enable(self) -> None:
        """What depends on a key in every program."""
        anywhere = self._window.post.anywhere
        self.again.setEnabled(anywhere is not None and anywhere.inserts)

    @property
    def of_the_tray(self) -> list[QAction | None]:
        return [self.talk, self.again, None, self.open, self.settings, None, self.quit]

    def _places(self, view: QMenu) -> None:
        group, shown = QActionGroup(view), dict[Place, QAction]()
        for number, (place, name) in enumerate(place_names().items(), 1):
            action = self._action(name, partial(self._window.go, place), f"Ctrl+{number}")
            action.setCheckable(True)
            action.setChecked(place is Place.DICTATE)
            group.addAction(action)
            self._fill(view, action)
            shown[place] = action
        self._window.went.connect(lambda where: shown[where].setChecked(True))

    def _menu(self, name: str) -> QMenu:
        return self._window.menuBar().addMenu(name)

    def _fill(self, menu: QMenu, *actions: QAction | None) -> None:
        for action in actions:
            menu.addAction(action) if action is not None else menu.addSeparator()

    def _action(self, name: str, act: Do, keys: str = "", role: QAction.MenuRole = QAction.MenuRole.NoRole) -> QAction:
        action = QAction(name, self._window)
        action.setMenuRole(role)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False: act())
        return action
