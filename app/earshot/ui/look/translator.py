"""Another language: a file of texts in resources/translations, from each English text to what is shown in its place.

Sentences from below the screen (errors, alarms) come with names and figures in them.  Their texts have {1}, {2} … in
those places, and a translation may put them in another order.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from earshot.ui.look.words import CONTEXT

_PLACE = re.compile(r"\{\d+\}")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, _PLACE.split(text))), re.DOTALL)


class Translator(QTranslator):
    """Whatever is not in `texts` is shown in English."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__()
        self._texts = texts
        patterns = [(_pattern(text), text) for text in texts if _PLACE.search(text)]
        self._patterns = sorted(patterns, key=lambda one: -len(_PLACE.sub("", one[1])))
        """Those that say most themselves are tried first."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, count: int = -1) -> str:
        if context != CONTEXT:
            return ""
        return self._texts.get(text) or self._filled(text)

    def _filled(self, text: str) -> str:
        for pattern, known in self._patterns:
            if found := pattern.fullmatch(text):
                return self._with_names(known, dict(zip(_PLACE.findall(known), found.groups(), strict=True)))
        return ""

    def _with_names(self, known: str, names: dict[str, str]) -> str:
        """What was put in may be a sentence of its own, or a part of one."""
        return _PLACE.sub(lambda place: self._said(names.get(place[0], place[0])), self._texts[known])

    def _said(self, name: str) -> str:
        return (self._texts.get(name) or self._filled(name) or name) if " " in name else name

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
