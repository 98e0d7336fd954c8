"""The settings, as one small sheet of three pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from earshot.domain.errors import EarshotError
from earshot.domain.settings import Settings
from earshot.ui.look.style import named
from earshot.ui.look.words import told, tr
from earshot.ui.settings.computer_page import ComputerPage, Login
from earshot.ui.settings.keys_page import KeysPage
from earshot.ui.settings.text_page import TextPage


class Preferences(QDialog):
    """Nothing changes before Done is pressed."""

    chosen = Signal(object)
    """Settings."""

    def __init__(
        self, kept: Settings, parent: QWidget | None = None, *, login: Login | None = None,
        last_sent: Callable[[], str] = lambda: "", models: str = "",
    ) -> None:  # fmt: skip
        """`login`: whether Earshot starts with the computer, None where that cannot be; `last_sent`: when the last byte
        went out and where to; `models`: Earshot's own folder of models."""
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setObjectName("page")
        self._kept = kept
        self.keys, self.words_page = KeysPage(kept), TextPage(kept)
        self.computer = ComputerPage(kept, login, last_sent, models)
        self.hotkey, self.style_ = self.keys.hotkey.line, self.keys.style_
        self.microphone, self.language, self.words = (
            self.words_page.microphone, self.words_page.language, self.words_page.words
        )  # fmt: skip
        self.nothing = self.computer.nothing
        self.complaint = named(QLabel(""), "notice")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        self.tabs = list[QPushButton]()
        self._pages = QStackedWidget()
        tabs = QHBoxLayout()
        tabs.setSpacing(4)
        group = QButtonGroup(self)
        for name, page in (
            (tr("Keys"), self.keys),
            (tr("Text"), self.words_page),
            (tr("This computer"), self.computer),
        ):
            tab = named(QPushButton(name), "tab")
            tab.setCheckable(True)
            tab.setAccessibleName(tr("Settings: {page}").format(page=name))
            tab.clicked.connect(lambda _=False, page=page: self._pages.setCurrentWidget(page))
            group.addButton(tab)
            tabs.addWidget(tab)
            self.tabs.append(tab)
            self._pages.addWidget(page)
        self.tabs[0].setChecked(True)
        tabs.addStretch()
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.done_ = named(QPushButton(tr("Done")), "primary")
        self.done_.setDefault(True)
        self.done_.clicked.connect(self._done)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.cancel)
        row.addWidget(self.done_)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 16)
        whole.setSpacing(14)
        whole.addWidget(named(QLabel(tr("Settings")), "title"))
        whole.addLayout(tabs)
        whole.addWidget(self._pages, 1)
        whole.addWidget(self.complaint)
        whole.addLayout(row)

    @Slot()
    def _done(self) -> None:
        pages: tuple[tuple[KeysPage | TextPage | ComputerPage, QWidget], ...] = (
            (self.keys, self.hotkey), (self.words_page, self.words), (self.computer, self.computer.endpoint)
        )  # fmt: skip
        wanted = self._kept
        for tab, (page, line) in zip(self.tabs, pages, strict=True):
            try:
                wanted = replace(wanted, **page.chosen())
            except EarshotError as error:
                self.complaint.setText(told(error))
                self.complaint.show()
                tab.click()
                line.setFocus()
                return
        self.computer.set_login()
        self.chosen.emit(wanted)
        self.accept()
