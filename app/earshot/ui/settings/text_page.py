"""Settings: what is heard with, and what becomes of it as text."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from earshot.domain.settings import Settings
from earshot.ui.dictate.microphones import MicrophoneBox
from earshot.ui.dictate.modes import manner_names
from earshot.ui.look.words import tr
from earshot.ui.settings.form import choice, form


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
        rows = form()
        rows.addRow(tr("Microphone"), self.microphone)
        rows.addRow(tr("Language"), self.language)
        rows.addRow(tr("Words while you speak"), self.words)
        rows.addRow(tr("After a dictation"), self.after)
        self.setLayout(rows)

    def chosen(self) -> dict[str, Any]:
        return {
            "microphone": self.microphone.identity, "language": self.language.currentData(),
            "live_words": self.words.currentData(), "after": self.after.currentData(),
        }  # fmt: skip
