"""The user's list of names and replacements, in whatever opens text files here."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from earshot import paths
from earshot.ui.look.words import tr


def sample() -> str:
    """What stands in a new list: comments alone."""
    lines = (
        tr("Names and words that may come up, one a line:"),
        "Earshot",
        tr("What is heard, an arrow, and what is to be written; nothing behind the arrow leaves it out:"),
        "ear shot -> Earshot",
    )
    return "".join(f"# {line}\n" for line in lines)


def open_list() -> None:
    """Makes it if there is none.  What is written there counts from the next take on."""
    path = paths.own_words_file()
    with suppress(OSError):  # whoever opens it says what is wrong
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("x", encoding="utf-8") as file:
            file.write(sample())
        path.chmod(0o600)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
