"""Whether the system lets Earshot hear the microphone; only a Mac ever says no."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QCoreApplication, QMicrophonePermission, QObject, Qt


class MayHear(Enum):
    YES = "yes"
    UNASKED = "unasked"
    NO = "no"


class Permission:
    """The system's own; the screen's thread."""

    def state(self) -> MayHear:
        application = QCoreApplication.instance()
        if application is None:
            return MayHear.YES
        match application.checkPermission(QMicrophonePermission()):
            case Qt.PermissionStatus.Undetermined:
                return MayHear.UNASKED
            case Qt.PermissionStatus.Denied:
                return MayHear.NO
            case _:
                return MayHear.YES

    def ask(self, context: QObject, answered: Callable[[], None]) -> None:
        """The system asks the user; `answered` is called when they have decided, if `context` is still there."""
        application = QCoreApplication.instance()
        if application is not None:
            application.requestPermission(QMicrophonePermission(), context, lambda _: answered())
