"""What the menus show that is no place of the window: about it, the licences of others, the log."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox

from earshot.ui.around.doors import Doors
from earshot.ui.look.words import tr
from earshot.ui.window import Window


class Help(QObject):
    """Of one window."""

    def __init__(self, window: Window, doors: Doors, licences: Path) -> None:
        super().__init__(window)
        self._window, self._doors, self._licences = window, doors, licences

    @Slot()
    def open_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open a recording or a clip"))
        if name:
            self._window.take_files([Path(name)])

    @Slot()
    def about(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(tr("About Earshot"))
        box.setText(tr("Earshot listens, edits and watches with one model on this computer."))
        box.setInformativeText(self._doors.about())
        page = self._doors.releases()
        if page:
            newer = box.addButton(tr("Look for a newer version …"), QMessageBox.ButtonRole.ActionRole)
            newer.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(page)))
            box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Close))  # Enter connects to nothing
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    @Slot()
    def show_logs(self) -> None:
        if self._doors.logs is not None:
            _show(self._doors.logs)

    @Slot()
    def show_licences(self) -> None:
        _show(self._licences)


def _show(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
