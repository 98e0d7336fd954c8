"""Choosing a microphone: the system's default, whichever that is, or one by its name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox

from earshot.domain.devices import Device, default_of, find, parse
from earshot.ui.look.style import hint
from earshot.ui.look.words import tr


class MicrophoneBox(QComboBox):
    """Looks anew whenever it is opened; a chosen microphone that is not there stays chosen."""

    opened = Signal()
    chosen = Signal(str)
    """Its identity; empty for the system's default."""

    def __init__(self, identity: str = "") -> None:
        super().__init__()
        self.setAccessibleName(tr("Microphone"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(14)
        self._identity, self._devices = identity, tuple[Device, ...]()
        self.activated.connect(self._pick)
        self._fill()

    @property
    def identity(self) -> str:
        return self._identity

    def choose(self, identity: str) -> None:
        """As the settings say; nothing is emitted."""
        self._identity = identity
        self._fill()

    def show_devices(self, devices: Sequence[Device]) -> None:
        """The microphones there are now."""
        self._devices = tuple(devices)
        self._fill()

    def showPopup(self) -> None:
        self.opened.emit()
        super().showPopup()

    def _fill(self) -> None:
        usual = default_of(self._devices)
        named = tr("System default ({name})").format(name=usual.title) if usual else tr("System default")
        entries = {"": named} | {str(device.identity): device.title for device in self._devices}
        wanted = parse(self._identity)
        there = find(wanted, self._devices) if wanted is not None else None
        if wanted is not None and there is None:
            absent = tr("{name} (not connected)") if self._devices else "{name}"
            entries[self._identity] = absent.format(name=wanted.name)
        shown = str(there.identity) if there is not None else self._identity
        self.clear()
        for identity, name in entries.items():
            self.addItem(name, identity)
        self.setCurrentIndex(max(0, self.findData(shown)))
        self.setToolTip(hint(self.currentText()))

    @Slot(int)
    def _pick(self, place: int) -> None:
        self._identity = str(self.itemData(place))
        self.setToolTip(hint(self.currentText()))
        self.chosen.emit(self._identity)
