"""The settings, as one small sheet."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from earshot.domain.errors import EarshotError
from earshot.domain.hotkey import parse
from earshot.domain.settings import Settings
from earshot.ui.style import named

STYLES = {"hold": "Hold to talk", "toggle": "Press to begin and to finish", "hybrid": "Both: hold, or tap"}
WORDS = {"auto": "As the computer can afford it", "always": "Always", "never": "Only when a take ends"}
LANGUAGES = ("English", "German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Japanese", "Chinese")
ANY = "Whatever is spoken"
KEPT = {0.0: "Not at all", 1.0: "One day", 7.0: "7 days", 30.0: "30 days", -1.0: "For ever"}


class Preferences(QDialog):
    """Nothing changes before Done is pressed."""

    chosen = Signal(object)
    """Settings."""

    def __init__(self, kept: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setObjectName("page")
        self._kept = kept
        self.style_ = _choice("How the key is used", STYLES, kept.key_style)
        self.hotkey = QLineEdit(kept.hotkey)
        self.hotkey.setPlaceholderText("None")
        self.hotkey.setAccessibleName("Key that is heard in every program")
        self.hotkey.setToolTip("For example Right Alt, F9 or Control+Alt+Space; empty for none")
        self.insert = _check("Insert what is said into the program in front", on=kept.insert)
        self.insert_demo = _check("The demo model may insert too", on=kept.insert_demo)
        self.overlay = _check("Show a small bar over other programs while the key is held", on=kept.overlay)
        languages = {"": ANY} | {name: name for name in (*LANGUAGES, kept.language) if name}
        self.language = _choice("Language", languages, kept.language)
        self.words = _choice("Words while you speak", WORDS, kept.live_words)
        days = KEPT | {kept.keep_sound_days: KEPT.get(kept.keep_sound_days, f"{kept.keep_sound_days:g} days")}
        self.days = _choice("Recordings are kept", days, kept.keep_sound_days)
        self.nothing = _check("Keep nothing: forget a take once it is delivered", on=kept.keep_nothing)
        self.complaint = named(QLabel(""), "notice")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.addRow("Key in every program", self.hotkey)
        form.addRow("The key", self.style_)
        for box in (self.insert, self.insert_demo, self.overlay):
            form.addRow("", box)
        form.addRow("Language", self.language)
        form.addRow("Words while you speak", self.words)
        form.addRow("Keep recordings", self.days)
        form.addRow("", self.nothing)
        self.cancel = QPushButton("Cancel")
        self.cancel.clicked.connect(self.reject)
        self.done_ = named(QPushButton("Done"), "primary")
        self.done_.setDefault(True)
        self.done_.clicked.connect(self._done)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.cancel)
        row.addWidget(self.done_)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 16)
        whole.setSpacing(14)
        whole.addWidget(named(QLabel("Settings"), "title"))
        whole.addLayout(form)
        whole.addWidget(self.complaint)
        whole.addLayout(row)

    @Slot()
    def _done(self) -> None:
        key = self.hotkey.text().strip()
        try:
            key = str(parse(key)) if key else ""
        except EarshotError as error:
            self.complaint.setText(f"{error.sentence} {error.advice}".strip())
            self.complaint.show()
            self.hotkey.setFocus()
            return
        self.chosen.emit(
            replace(
                self._kept, hotkey=key, key_style=self.style_.currentData(), insert=self.insert.isChecked(),
                insert_demo=self.insert_demo.isChecked(), overlay=self.overlay.isChecked(),
                language=self.language.currentData(), live_words=self.words.currentData(),
                keep_sound_days=self.days.currentData(), keep_nothing=self.nothing.isChecked(),
            )
        )  # fmt: skip
        self.accept()


def _choice(name: str, choices: dict[str, str] | dict[float, str], now: str | float) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value, shown in choices.items():
        box.addItem(shown, value)
    box.setCurrentIndex(max(0, box.findData(now)))
    return box


def _check(text: str, *, on: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(on)
    return box
