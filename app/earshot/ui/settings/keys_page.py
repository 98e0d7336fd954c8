"""Settings: the key in every program, and what happens there."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from earshot.domain.keys import Style
from earshot.domain.settings import Settings
from earshot.ui.look.words import tr
from earshot.ui.settings.form import check, choice, form
from earshot.ui.settings.key_field import KeyField


class KeysPage(QWidget):
    """`chosen` gives the fields of Settings it is about."""

    def __init__(self, kept: Settings) -> None:
        super().__init__()
        self.hotkey = KeyField(kept.hotkey)
        styles = {
            "hold": tr("Hold to talk"), "toggle": tr("Press to begin and to finish"), "hybrid": tr("Both: hold, or tap")
        }  # fmt: skip
        self.style_ = choice(tr("How the key is used"), styles, Style.named(kept.key_style).value)
        self.insert = check(tr("Insert what is said into the program in front"), on=kept.insert)
        self.insert_demo = check(tr("The demo model may insert too"), on=kept.insert_demo)
        self.overlay = check(tr("Show a small bar over other programs while the key is held"), on=kept.overlay)
        self.sounds = check(tr("A sound when it begins to listen and when it ends"), on=kept.sounds)
        self.still = check(tr("Less motion: nothing moves with the voice"), on=kept.still)
        rows = form()
        rows.addRow(tr("Key in every program"), self.hotkey)
        rows.addRow(tr("The key"), self.style_)
        for box in (self.insert, self.insert_demo, self.overlay, self.sounds, self.still):
            rows.addRow("", box)
        self.setLayout(rows)

    def chosen(self) -> dict[str, Any]:
        """Raises HotkeyError."""
        hotkey = self.hotkey.hotkey
        return {
            "hotkey": str(hotkey) if hotkey is not None else "", "key_style": self.style_.currentData(),
            "insert": self.insert.isChecked(), "insert_demo": self.insert_demo.isChecked(),
            "overlay": self.overlay.isChecked(), "sounds": self.sounds.isChecked(), "still": self.still.isChecked(),
        }  # fmt: skip
