"""Where a file of the user's is to be written."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def where(parent: QWidget, title: str, name: str, forms: str) -> Path | None:
    """None if nobody wants it any more.

    A name without an ending gets that of the form that was chosen; not if such a file is there already, since nobody
    was asked about that one.
    """
    chosen, form = QFileDialog.getSaveFileName(parent, title, name, forms)
    if not chosen:
        return None
    path, ending = Path(chosen), re.search(r"\*(\.\w+)\)", form or forms)
    if path.suffix or ending is None or (longer := path.with_name(path.name + ending[1])).exists():
        return path
    return longer
