"""Settings: what is kept on this computer and for how long, and whether anything leaves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from earshot.domain.errors import EarshotError
from earshot.domain.names import is_address
from earshot.domain.settings import Settings
from earshot.ui.look.style import named
from earshot.ui.look.words import tr
from earshot.ui.settings.form import check, choice, form


class Login(Protocol):
    """Whether Earshot starts with the computer."""

    def on(self) -> bool: ...
    def set(self, on: bool) -> None:
        """Raises EarshotError."""


class ComputerPage(QWidget):
    """`chosen` gives the fields of Settings it is about; `set_login` carries out the one that is none."""

    def __init__(self, kept: Settings, login: Login | None, last_sent: Callable[[], str], models: str) -> None:
        super().__init__()
        self._login, self._own = login, models
        days = {
            0.0: tr("Not at all"), 1.0: tr("One day"), 7.0: tr("7 days"), 30.0: tr("30 days"), -1.0: tr("For ever")
        }  # fmt: skip
        more = tr("{count} days").format(count=f"{kept.keep_sound_days:g}")
        self.days = choice(tr("Recordings are kept"), {kept.keep_sound_days: more} | days, kept.keep_sound_days)
        texts = {30.0: tr("30 days"), 365.0: tr("A year"), -1.0: tr("Until you delete them")}
        more = tr("{count} days").format(count=f"{kept.keep_text_days:g}")
        self.texts = choice(tr("Texts are kept"), {kept.keep_text_days: more} | texts, kept.keep_text_days)
        self.nothing = check(tr("Keep nothing: forget a take once it is delivered"), on=kept.keep_nothing)
        minutes = {
            0.0: tr("Never"), 5.0: tr("After 5 minutes"), 10.0: tr("After 10 minutes"), 30.0: tr("After half an hour"),
            60.0: tr("After an hour"),
        }  # fmt: skip
        self.idle = choice(tr("A model nobody uses is let go"), minutes, kept.rest_minutes)
        self.models = QLineEdit(kept.models_folder)
        self.models.setPlaceholderText(models)
        self.models.setAccessibleName(tr("Folder of the models"))
        self.choose = QPushButton(tr("Choose …"))
        self.choose.setAccessibleName(tr("Choose the folder of the models"))
        self.choose.clicked.connect(self._choose)
        self.reveal = QPushButton(tr("Show"))
        self.reveal.setAccessibleName(tr("Show the folder of the models"))
        self.reveal.clicked.connect(self._reveal)
        folder = QHBoxLayout()
        folder.setSpacing(8)
        folder.addWidget(self.models, 1)
        folder.addWidget(self.choose)
        folder.addWidget(self.reveal)
        self.login = check(tr("Open Earshot when the computer starts"), on=login is not None and login.on())
        self.offline = check(tr("Work offline: connect to nothing"), on=kept.offline)
        self.endpoint = _line(
            kept.endpoint, tr("huggingface.co, or HF_ENDPOINT"), tr("Address of the hub that models are got from")
        )
        self.proxy = _line(kept.proxy, tr("As the system has it"), tr("Address of a proxy for downloads"))
        self.sent = named(QLabel(last_sent() or tr("Nothing was ever sent.")), "note")
        self.sent.setWordWrap(True)
        self.sent.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        rows = form()
        rows.addRow(tr("Keep recordings"), self.days)
        rows.addRow(tr("Keep texts"), self.texts)
        rows.addRow("", self.nothing)
        rows.addRow(tr("Models lie in"), folder)
        rows.addRow(tr("Unload a model"), self.idle)
        if login is not None:
            rows.addRow("", self.login)
        else:
            self.login.setParent(self)
            self.login.hide()
        rows.addRow(tr("Models come from"), self.endpoint)
        rows.addRow(tr("Through a proxy"), self.proxy)
        rows.addRow("", self.offline)
        rows.addRow("", self.sent)
        self.setLayout(rows)

    def chosen(self) -> dict[str, Any]:
        """Raises EarshotError."""
        hub = self.endpoint.text().strip()
        if hub and not is_address(hub):
            raise EarshotError(
                f"“{hub}” is no address that models come from.", "It looks like https://mirror.example, or stays empty."
            )
        return {
            "keep_sound_days": self.days.currentData(), "keep_text_days": self.texts.currentData(),
            "keep_nothing": self.nothing.isChecked(),
            "rest_minutes": self.idle.currentData(), "models_folder": self.models.text().strip(),
            "offline": self.offline.isChecked(), "endpoint": hub,
            "proxy": self.proxy.text().strip(),
        }  # fmt: skip

    def set_login(self) -> None:
        if self._login is not None and self._login.on() != self.login.isChecked():
            self._login.set(self.login.isChecked())

    @Slot()
    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Choose the folder of the models"), self.models.text())
        if name:
            self.models.setText(name)

    @Slot()
    def _reveal(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.models.text() or self._own))


def _line(text: str, usual: str, says: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setPlaceholderText(usual)
    line.setAccessibleName(says)
    return line
