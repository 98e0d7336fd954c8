"""Every text of the screen in the language of the person before it; without a translation, as it is written here."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "earshot"


def tr(text: str) -> str:
    """Names in {braces} are put in afterwards.  Texts are collected by packaging/translations.py."""
    return QCoreApplication.translate(CONTEXT, text)
