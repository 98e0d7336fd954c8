"""Settings: what is heard with, and what becomes of it as text."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from earshot.domain.settings import Settings
from earshot.ui.dictate.microphones import MicrophoneBox
from earshot.ui.dictate.modes import manner_names
from earshot.ui.look.words import tr
from earshot.ui.settings.form import choice, form
from earshot.ui.settings.own_words import open_list

ALWAYS = 1e8
"""Seconds: three years, since a file of settings knows no end."""


def language_names() -> dict[str, str]:
    """As a prompt names them -> as a person reads them."""
    return {
        "": tr("Whatever is spoken"), "English": tr("English"), "German": tr("German"), "French": tr("French"),
        "Spanish": tr("Spanish"), "Italian": tr("Italian"), "Portuguese": tr("Portuguese"), "Dutch": tr("Dutch"),
        "Japanese": tr("Japanese"), "Chinese": tr("Chinese"),
    }  # fmt: skip


class TextPage(QWidget):
    """`chosen` gives the fields of Settings it is about."""

    def __init__(self, kept: Settings) -> None:
        super().__init__()
        self.microphone = MicrophoneBox(kept.microphone)
        self.language = choice(tr("Language"), language_names(), kept.language)
        words = {
            "auto": tr("As the computer can afford it"), "always": tr("Always"), "never": tr("Only when a take ends")
        }  # fmt: skip
        self.words = choice(tr("Words while you speak"), words, kept.live_words)
        manners = {"": tr("Nothing: as spoken")} | {one.value: name for one, name in manner_names().items()}
        self.after = choice(tr("What is made of a dictation by itself"), manners, kept.after)
        more = tr("{count} seconds after a take").format(count=f"{kept.warm_seconds:g}")
        open_for = {
            0.0: tr("Closes with the take"),
            20.0: tr("20 seconds after a take"),
            ALWAYS: tr("As long as Earshot is open"),
        }
        stays = tr("How long the microphone stays open, so that the next word is heard at once")
        self.warm = choice(stays, {kept.warm_seconds: more} | open_for, kept.warm_seconds)
        self.own = QPushButton(tr("Open the list"))
        self.own.setAccessibleName(tr("Open the list of your own words"))
        self.own.setToolTip(tr("Names that may come up, and what is to be written for what is heard"))
        self.own.clicked.connect(lambda _=False: open_list())
        rows = form()
        rows.addRow(tr("Microphone"), self.microphone)
        rows.addRow(tr("It stays open"), self.warm)
        rows.addRow(tr("Language"), self.language)
        rows.addRow(tr("Words while you speak"), self.words)
        rows.addRow(tr("After a dictation"), self.after)
        rows.addRow(tr("Your own words"), self.own)
        self.setLayout(rows)

    def chosen(self) -> dict[str, Any]:
        return {
            "microphone": self.microphone.identity, "language": self.language.currentData(),
            "live_words": self.words.currentData(), "after": self.after.currentData(),
            "warm_seconds": self.warm.currentData(),
        }  # fmt: skip
