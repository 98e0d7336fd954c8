"""Colours and type from resources/style/tokens.toml, as one style sheet."""

from __future__ import annotations

import gc
import html
import re
import tomllib
from pathlib import Path
from string import Template
from typing import TypeAlias, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QGuiApplication, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit, QWidget

from earshot import paths

Tokens: TypeAlias = dict[str, str]
W = TypeVar("W", bound=QWidget)
L = TypeVar("L", bound=QLabel)

# Sizes of the design: 20 for a title, 17 for dictated text, 15 for descriptions, 13 for controls, 12 for notes.
_SHEET = Template("""
QWidget { color: $ink; font-size: 13px; }
QMainWindow, QWidget#page { background: $background; }
QLabel#title { font-size: 20px; font-weight: 700; }
QLabel#hint { color: $ink_2; font-size: 15px; }
QLabel#note { color: $ink_2; font-size: 12px; }
QLabel#demo { background: $warn_soft; color: $warn; border-radius: 6px; padding: 1px 6px; }
QLabel#demo { font-size: 11px; font-weight: 600; }
QLabel#notice { background: $bad_soft; color: $bad; border-radius: 8px; padding: 8px 12px; }
QLabel#notice[kind="hint"] { background: $accent_soft; color: $ink; }
QFrame#card { background: $surface; border: 1px solid $line; border-radius: 14px; }
QFrame#card[inuse="yes"] { border: 2px solid $accent; }
QLabel#cardtitle { font-size: 14px; font-weight: 600; }
QLabel#badge { border-radius: 6px; padding: 1px 7px; font-size: 11px; font-weight: 600; }
QLabel#badge[kind="good"] { background: $good_soft; color: $good; }
QLabel#badge[kind="warn"] { background: $warn_soft; color: $warn; }
QLabel#badge[kind="bad"] { background: $bad_soft; color: $bad; }
QLabel#badge[kind="advised"] { background: $accent_soft; color: $ink; }
QWidget#bars { font-size: 12px; }
QLabel#section { color: $ink_2; font-size: 12px; font-weight: 600; }
QLabel#note[kind="bad"] { color: $bad; }
QPushButton::menu-indicator { image: none; width: 0px; }
QFrame#card[drag="accept"] { border: 2px solid $accent; background: $accent_soft; }
QFrame#card[drag="refuse"] { border: 2px solid $bad; background: $bad_soft; }
QFrame#dropzone { background: transparent; border: 1px dashed $edge; border-radius: 14px; }
QFrame#dropzone[drag="accept"] { border: 2px solid $accent; background: $accent_soft; }
QFrame#dropzone[drag="refuse"] { border: 2px solid $bad; background: $bad_soft; }
QLabel#big { font-size: 18px; font-weight: 600; }
QListWidget#strip { background: transparent; border: none; outline: none; }
QListWidget#strip::item { border: 2px solid transparent; border-radius: 7px; padding: 0px; }
QListWidget#strip::item:selected { border: 2px solid $accent; background: transparent; }
QListView#queue { background: transparent; border: none; outline: none; }
QListView#queue::item { background: $surface; border: 1px solid $line; border-radius: 8px; padding: 2px 10px; }
QListView#queue::item { color: $ink; margin: 2px 0px; }
QListView#queue::item:selected { border: 2px solid $accent; padding: 1px 9px; }
QPushButton#round { border-radius: 16px; padding: 0px; min-width: 30px; min-height: 30px; max-width: 30px; }
QPushButton#round:focus { padding: 0px; }
QScrollBar { background: transparent; border: none; margin: 0px; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $edge; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider::groove:horizontal { background: $line; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: $accent; width: 14px; height: 14px; margin: -5px 0px; border-radius: 7px; }
QSlider::handle:horizontal:focus { border: 2px solid $ink; width: 10px; height: 10px; }
QLabel#overlay { font-size: 13px; background: transparent; }
QFrame#sidebar { background: $sidebar; border: none; border-right: 1px solid $line; }
QFrame#hairline { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame#box { background: $surface; border: 1px solid $line; border-radius: 8px; }
QLabel#boxtitle { font-size: 12px; font-weight: 600; }
QPushButton#place { background: transparent; border: 2px solid transparent; text-align: left; padding: 6px 8px; }
QPushButton#place { color: $ink_2; }
QPushButton#place:hover { background: $line; }
QPushButton#place:checked { background: $accent_soft; color: $ink; font-weight: 600; }
QPushButton#place:focus { border-color: $accent; }
QPushButton#tab { background: transparent; border: 2px solid transparent; color: $ink_2; padding: 3px 10px; }
QPushButton#tab { font-weight: 600; }
QPushButton#tab:checked { background: $accent_soft; color: $ink; }
QPushButton#tab:disabled { color: $edge; }
QPushButton#tab:focus { border-color: $accent; }
QPushButton#round { border-radius: 15px; padding: 5px; min-width: 18px; min-height: 18px; }
QPushButton#round:focus { padding: 4px; }
QPushButton#round:checked { border: 2px solid $record; padding: 4px; }
QPushButton#small { font-size: 12px; padding: 3px 10px; }
QPushButton#small:focus { padding: 2px 9px; }
QPushButton#small[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton#small[kind="primary"]:disabled { background: $line; color: $ink_2; border-color: $line; }
QPushButton#small[kind="primary"]:focus { border: 2px solid $ink; }
QTextEdit#words, QTextEdit#seen { background: transparent; border: none; }
QTextEdit#words { placeholder-text-color: $ink_3; }
QTextEdit#words, QTextEdit#seen { selection-background-color: $accent; selection-color: $on_accent; }
QTextEdit#words { font-size: 17px; }
QTextEdit#seen { font-size: 15px; }
QListWidget#takes { background: transparent; border: none; outline: none; }
QListWidget#takes::item { background: $surface; border: 1px solid $line; border-radius: 10px; padding: 8px 12px; }
QListWidget#takes::item:selected { border: 2px solid $accent; color: $ink; padding: 7px 11px; }
QLineEdit { placeholder-text-color: $ink_3; }
QLineEdit { background: $surface; border: 1px solid $edge; border-radius: 8px; padding: 6px 10px; }
QLineEdit:focus { border: 2px solid $accent; padding: 5px 9px; }
QLineEdit:disabled { color: $ink_3; border-color: $line; }
QComboBox { background: $surface; border: 1px solid $edge; border-radius: 8px; padding: 5px 10px; }
QComboBox:focus { border: 2px solid $accent; padding: 4px 9px; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url($icons/down.svg); width: 14px; height: 14px; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $edge; border-radius: 4px; background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($icons/check-$check.svg); }
QCheckBox::indicator:focus { border: 2px solid $ink; width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $surface; color: $ink; selection-background-color: $accent_soft; }
QComboBox QAbstractItemView { selection-color: $ink; border: 1px solid $line; outline: none; }
QDialog#page { background: $background; }
QPushButton { background: $surface; border: 1px solid $edge; border-radius: 8px; padding: 6px 14px; }
QPushButton:hover { background: $accent_soft; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 13px; }
QPushButton:disabled { color: $ink_3; border-color: $line; }
QPushButton#primary { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton#primary:disabled { background: $line; color: $ink_2; border-color: $line; }
QPushButton#primary:focus { border: 2px solid $ink; }
QMenuBar { background: $sidebar; color: $ink; border-bottom: 1px solid $line; padding: 2px 8px; }
QMenuBar::item { padding: 4px 10px; border-radius: 6px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; }
QMenu { background: $surface; color: $ink; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 14px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $ink_3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolTip { background: $surface; color: $ink; border: 1px solid $line; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QProgressBar[kind="good"]::chunk { background: $good; }
QProgressBar[kind="warn"]::chunk { background: $warn; }
QProgressBar[kind="bad"]::chunk { background: $bad; }
""")


def named(widget: W, name: str) -> W:
    """The widget under the name by which the sheet finds it."""
    widget.setObjectName(name)
    return plain(widget) if isinstance(widget, QLabel) else widget


def plain(label: L) -> L:
    """A label that shows letters and nothing else: by itself Qt takes a name with <img …> in it for a page, and opens
    the file it names, be it an endless one."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def hint(name: str) -> str:
    """A stranger's name as a tool tip, which knows no plain text."""
    return f"<span>{html.escape(name)}</span>" if "<" in name else name


def spaced(text: QTextEdit, percent: float = 150.0) -> None:
    """Gives every line of a text room above and below."""
    layout = QTextBlockFormat()
    layout.setLineHeight(percent, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor = QTextCursor(text.document())
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(layout)


def tokens(resources: Path, *, dark: bool) -> Tokens:
    """Names of colours -> "#rrggbb"."""
    with (resources / "style" / "tokens.toml").open("rb") as file:
        found: Tokens = tomllib.load(file)["dark" if dark else "light"]
    return found


USUAL_PIXELS = 13
"""The system's font as the sizes of the sheet take it."""


def scale() -> float:
    """How much larger the system's text is than usual; never smaller than the design."""
    return max(1.0, QFontInfo(QGuiApplication.font()).pixelSize() / USUAL_PIXELS)


def sheet(colours: Tokens, larger: float = 1.0) -> str:
    """The style sheet of the whole application, its text so many times as large as designed."""
    check = max(("white", "#ffffff"), ("black", "#10131a"), key=lambda one: contrast(one[1], colours["accent"]))[0]
    names = {name.replace("-", "_"): value for name, value in colours.items()}
    plain = _SHEET.substitute(names, check=check, icons=(paths.RESOURCES / "icons").as_posix())
    return re.sub(r"font-size: (\d+)px", lambda size: f"font-size: {round(int(size[1]) * larger)}px", plain)


def dress(application: QApplication, wanted: str) -> None:
    """Every widget in another sheet.

    Python collects nothing meanwhile: Qt goes through a list of all widgets, and what nobody holds would be deleted.
    """
    if application.styleSheet() == wanted:
        return
    collects = gc.isenabled()
    gc.disable()
    try:
        application.setStyleSheet(wanted)
    finally:
        if collects:
            gc.enable()


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two "#rrggbb" colours, 1 to 21."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
