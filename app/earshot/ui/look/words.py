"""Every text of the screen in the language of the person before it; without a translation, as it is written here."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication

CONTEXT = "earshot"


class Told(Protocol):
    """What went wrong or should be known, and what to do: an error, a verdict."""

    @property
    def sentence(self) -> str: ...
    @property
    def advice(self) -> str: ...


def tr(text: str) -> str:
    """Names in {braces} are put in afterwards.  Texts are collected by packaging/translations.py.

    Sentences that were made elsewhere in the program, with names in them already, are found all the same.
    """
    return QCoreApplication.translate(CONTEXT, text)


def told(what: Told) -> str:
    return f"{tr(what.sentence)} {tr(what.advice)}".strip()


def counted(words: int) -> str:
    """So many words."""
    return tr("1 word") if words == 1 else tr("{count} words").format(count=f"{words:,}")
