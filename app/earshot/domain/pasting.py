"""How text meets what stands around the caret, and which keys paste it in which program.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from earshot.domain.words import gap

_OPENING = "([{<«‹“‘„‚¿¡/\\-–—@#$€£_'\""
_CLOSING = ".,;:!?)]}>»›”’…%"
_BLANKS = " \t\r\n"


def spaced(text: str, before: str | None = None) -> str:
    """The text as it is to be inserted: no blanks around it, and one before it where words would run together.

    `before` is the letter before the caret, "" at the beginning of a field, None if nobody knows.
    """
    text = text.strip(_BLANKS)
    if not text or not before:
        return text
    last, first = before[-1], text[0]
    return text if last in _OPENING or first in _CLOSING else gap(before, text) + text


@dataclass(frozen=True)
class Paste:
    """Keys that paste on X11, and from which of its clipboards."""

    key: str
    modifiers: tuple[str, ...]
    selection: str = "CLIPBOARD"


USUAL = Paste("v", ("Control_L",))
_TERMINAL = Paste("v", ("Control_L", "Shift_L"))
_OLD_TERMINAL = Paste("Insert", ("Shift_L",), "PRIMARY")
_TERMINALS = (
    "gnome-terminal", "gnome-terminal-server", "org.gnome.terminal", "org.gnome.console", "kgx", "ptyxis",
    "org.gnome.ptyxis", "konsole", "xfce4-terminal", "mate-terminal", "lxterminal", "qterminal", "terminator",
    "tilix", "guake", "alacritty", "kitty", "org.wezfurlong.wezterm", "com.mitchellh.ghostty", "ghostty", "terminology",
)  # fmt: skip
_OLD_TERMINALS = ("xterm", "uxterm", "urxvt", "rxvt", "st", "st-256color")


def pasting(program: str) -> Paste:
    """By the class that a program's window states."""
    name = program.lower()
    if name in _OLD_TERMINALS:
        return _OLD_TERMINAL
    return _TERMINAL if name in _TERMINALS else USUAL
