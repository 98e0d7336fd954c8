"""The line in which a key is typed by name or recorded by pressing it; it says what the key is known to do already."""

from __future__ import annotations

import string
import sys

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from earshot.domain.errors import EarshotError
from earshot.domain.hotkey import Hotkey, conflict, parse
from earshot.ui.look.style import named
from earshot.ui.look.words import tr

MAC = sys.platform == "darwin"
_SIDES = {
    0xFFE3: "Left Control", 0xFFE4: "Right Control", 0xFFE9: "Left Alt", 0xFFEA: "Right Alt", 0xFE03: "Right Alt",
    0xFFE1: "Left Shift", 0xFFE2: "Right Shift", 0xFFEB: "Left Super", 0xFFEC: "Right Super",
}  # fmt: skip
"""X11's keysyms; 0xFE03 is what many layouts make of the right Alt key."""
_SIDES_OF_MACS = {
    59: "Left Control", 62: "Right Control", 58: "Left Alt", 61: "Right Alt", 56: "Left Shift", 60: "Right Shift",
    55: "Left Super", 54: "Right Super",
}  # fmt: skip
"""Carbon's codes of places on the keyboard."""
_HELD = {
    Qt.KeyboardModifier.ControlModifier: "Super" if MAC else "Control",
    Qt.KeyboardModifier.AltModifier: "Alt",
    Qt.KeyboardModifier.ShiftModifier: "Shift",
    Qt.KeyboardModifier.MetaModifier: "Control" if MAC else "Super",
}
_NAMED = {
    Qt.Key.Key_Space: "Space", Qt.Key.Key_Tab: "Tab", Qt.Key.Key_Return: "Return", Qt.Key.Key_Enter: "Return",
    Qt.Key.Key_Backspace: "Backspace", Qt.Key.Key_Pause: "Pause", Qt.Key.Key_ScrollLock: "Scroll Lock",
    Qt.Key.Key_Insert: "Insert", Qt.Key.Key_Menu: "Menu", Qt.Key.Key_Escape: "Escape",
    **{Qt.Key(Qt.Key.Key_F1.value + number): f"F{number + 1}" for number in range(24)},
    **{Qt.Key(ord(letter)): letter for letter in string.ascii_uppercase + string.digits},
}  # fmt: skip


def side(event: QKeyEvent) -> str:
    """The modifier that this key is by itself, with its side; empty for any other key."""
    return (_SIDES_OF_MACS if MAC else _SIDES).get(event.nativeVirtualKey(), "")


def pressed(event: QKeyEvent) -> str:
    """A key that was pressed with others held, by the name settings give it; empty if it has none."""
    key = _NAMED.get(Qt.Key(event.key()), "")
    held = [name for modifier, name in _HELD.items() if event.modifiers() & modifier]
    return "+".join([*held, key]) if key else ""


class KeyField(QWidget):
    """`line` holds the name."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.line = QLineEdit(name)
        self.line.setPlaceholderText(tr("None"))
        self.line.setAccessibleName(tr("Key that is heard in every program"))
        self.line.setToolTip(tr("For example Right Alt, F9 or Control+Alt+Space; empty for none"))
        self.line.textChanged.connect(self._told)
        self.record = QPushButton(tr("Record"))
        self.record.setCheckable(True)
        self.record.setAccessibleName(tr("Record the key by pressing it"))
        self.record.toggled.connect(self._recording)
        self.record.installEventFilter(self)
        self.hint = named(QLabel(""), "note")
        self.hint.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.record)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        inside.addLayout(row)
        inside.addWidget(self.hint)
        self._alone = ""
        self._told()

    @property
    def hotkey(self) -> Hotkey | None:
        """None for no key.  Raises HotkeyError."""
        text = self.line.text().strip()
        return parse(text) if text else None

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """While it records, no key means anything else."""
        if not self.record.isChecked():
            return False
        if isinstance(event, QFocusEvent) and event.type() is QEvent.Type.FocusOut:
            self.record.setChecked(False)
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() is QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._alone = side(event)
            if not self._alone and (name := pressed(event)):
                self._take(name)
        elif event.type() is QEvent.Type.KeyRelease and self._alone and side(event) == self._alone:
            self._take(self._alone)
        return True

    @Slot(bool)
    def _recording(self, on: bool) -> None:
        self._alone = ""
        self.record.setText(tr("Press the key …") if on else tr("Record"))
        if on:
            self.record.setFocus()

    def _take(self, name: str) -> None:
        self.record.setChecked(False)
        self.line.setText(name)

    @Slot()
    def _told(self) -> None:
        try:
            hotkey = self.hotkey
            told = conflict(hotkey, mac=MAC) if hotkey is not None else tr("Only Earshot's own window hears you then.")
        except EarshotError as error:
            told = tr(error.sentence)
        self.hint.setText(told)
        self.hint.setVisible(bool(told))
        self.line.setAccessibleDescription(told)
        self.changed.emit()
