"""Somebody before the Models place, with a hub on loopback that has what they ask for."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from tests.store.hub.repository import Repository, of_folder
from tests.store.hub.server import Hub

from earshot import paths, shell
from earshot.domain.course import Stage
from earshot.domain.settings import Settings
from earshot.store import settings
from earshot.ui.models.course_strip import Act
from earshot.ui.models.here import Box, Placed
from earshot.ui.models.offer import OfferCard
from earshot.ui.sidebar import Place

NAME = "mlx-community/gemma-4-e2b-it-4bit"
"""Of the catalogue's; here it is the pocket model."""
PATIENCE = 20_000
PIECE = 4 * 1024 * 1024


def pocket(name: str = NAME) -> Repository:
    return of_folder(name, paths.POCKET)


def heavy(folder: Path, size: int, name: str = NAME) -> Repository:
    """The pocket model's small files and so many random bytes as weights, which take a moment to come."""
    folder.mkdir(parents=True)
    for path in paths.POCKET.iterdir():
        if path.suffix in (".json", ".jinja"):
            shutil.copy(path, folder / path.name)
    rng = random.Random(3)
    with (folder / "model.safetensors").open("wb") as weights:
        for start in range(0, size, PIECE):
            weights.write(rng.randbytes(min(PIECE, size - start)))
    (folder / "model.safetensors.index.json").unlink(missing_ok=True)
    return of_folder(name, folder)


class Buyer:
    """Opens the window at the Models place."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, repository: Repository, **chosen: object) -> None:
        self.qtbot, self.qapp = qtbot, qapp
        self.hub, self.repository = Hub(repository), repository
        paths.settings_file().parent.mkdir(parents=True, exist_ok=True)
        self.choose(**chosen)
        self.open()

    def choose(self, **chosen: object) -> None:
        """What the settings say before the window opens."""
        settings.write(paths.settings_file(), Settings(**{"endpoint": self.hub.endpoint, **chosen}))  # type: ignore[arg-type]

    def open(self) -> None:
        self.window = shell.build(self.qapp)
        self.qtbot.addWidget(self.window)
        self.window.show()
        self.goes_to_models()

    def goes_to_models(self) -> None:
        self.window.go(Place.MODELS)
        pane = self.window.models
        self.until(lambda: bool(pane.offers or pane.boxes) and paths.POCKET in pane.boxes and not pane.state.text())
        self.until(lambda: bool(pane.there_title.isVisible()))

    def closes(self) -> None:
        self.window.close()

    def leaves(self) -> None:
        self.hub.over.set()
        self.window.close()
        self.hub.close()

    @property
    def offer(self) -> OfferCard:
        return self.window.models.offers[self.repository.name]

    @property
    def box(self) -> Box:
        """Of the model, once it is here."""
        found = self.placed
        assert isinstance(found, Box)
        return found

    @property
    def placed(self) -> Placed:
        """Also of one that cannot be used, as random weights cannot."""
        found = self.window.models.box_of(self.repository.name)
        assert found is not None, "it is not here"
        return found

    @property
    def is_here(self) -> bool:
        return self.window.models.box_of(self.repository.name) is not None

    @property
    def stage(self) -> Stage:
        return self.offer.strip.course.stage

    @property
    def says(self) -> str:
        return self.offer.strip.says.text()

    def clicks(self, what: QPushButton | Act) -> None:
        button = self.offer.strip.buttons[what] if isinstance(what, Act) else what
        self.until(lambda: button.isVisible() and button.isEnabled())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def chooses(self, entry: str) -> None:
        """From the menu of the card of a model that is here."""
        (action,) = [action for action in self.box.menu.actions() if action.text() == entry]
        assert action.isEnabled()
        action.trigger()

    def asks(self) -> None:
        self.clicks(self.offer.get)
        self.waits(Stage.ASKED)

    def gets(self) -> None:
        self.asks()
        self.clicks(Act.AGREE)
        self.until(lambda: self.is_here)

    def waits(self, stage: Stage) -> None:
        self.until(lambda: self.repository.name in self.window.models.offers and self.stage is stage)

    def until(self, there) -> None:  # type: ignore[no-untyped-def]
        self.qtbot.waitUntil(there, timeout=PATIENCE)
