"""Starting when the user logs in: an autostart file on Linux, the system's own list on a Mac."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from earshot.domain.errors import DesktopError

ENTRY = """\
[Desktop Entry]
Type=Application
Name=Earshot
Comment=Listens, edits and watches with one local model
Exec={command}
Terminal=false
X-GNOME-Autostart-enabled=true
"""
RESERVED = '"`$\\'
"""Characters that the desktop's own rules want behind a backslash, in quotation marks."""


def starts() -> bool:
    """True if Earshot starts by itself at log-in; desktops hide an entry that somebody took off their list."""
    if sys.platform == "darwin":
        from earshot.desktop.mac import login

        return login.starts()
    try:
        return "hidden=true" not in _file().read_text(encoding="utf-8", errors="replace").casefold().replace(" ", "")
    except OSError:
        return False


def choose(*, start: bool) -> None:
    """Raises DesktopError if the system does not let us."""
    if sys.platform == "darwin":
        from earshot.desktop.mac import login

        login.choose(start=start)
        return
    file = _file()
    try:
        if start:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(ENTRY.format(command=_command()), encoding="utf-8")
        else:
            file.unlink(missing_ok=True)
    except OSError:
        raise DesktopError(
            "The list of programs that start at log-in cannot be written.", "See whether the disk is full."
        ) from None


def _file() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "autostart" / "earshot.desktop"


def _command() -> str:
    """This interpreter and package.  A quoted argument knows backslashes twice: of the value and of the quotation."""
    python = "".join(f"\\{letter}" if letter in RESERVED else letter for letter in sys.executable)
    return f'"{python}" -m earshot'.replace("\\", "\\\\").replace("%", "%%")
