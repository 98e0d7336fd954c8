"""Another language: a file of texts in resources/translations, from each English text to what is shown in its place."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from earshot.ui.look.words import CONTEXT


class Translator(QTranslator):
    """Whatever is not in `texts` is shown in English."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def translate(self, context: str, text: str, disambiguation: str | None = None, count: int = -1) -> str:
        return self._texts.get(text, "") if context == CONTEXT else ""

    def isEmpty(self) -> bool:
        return not self._texts


def read(folder: Path, language: str) -> Translator | None:
    """None if there is no translation into the language, a code such as “de”, or it cannot be read."""
    try:
        texts = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Translator({str(key): str(value) for key, value in texts.items() if value}) if texts else None


def install(application: QCoreApplication, folder: Path) -> None:
    """The system's language, if there is a translation; before any text is shown."""
    found = read(folder, QLocale.system().name().partition("_")[0])
    if found is not None:
        found.setParent(application)
        application.installTranslator(found)
