"""The line at the sidebar's foot that says whether anything is sent: true at every moment."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from earshot.ui.look.words import tr
from earshot.ui.sidebar import Sidebar


def last_told(at: float, host: str) -> str:
    """“Last connection 12 Nov, 14:03, huggingface.co”; `at` is in seconds since 1970."""
    moment = time.strftime("%-d %b, %H:%M", time.localtime(at))
    return tr("Last connection {moment}, {host}").format(moment=moment, host=host)


class Connection(QObject):
    """A child of the sidebar."""

    def __init__(self, sidebar: Sidebar, last: Callable[[], str]) -> None:
        """`last` says when something was last sent and where to, empty for never."""
        super().__init__(sidebar)
        self._sidebar, self._last = sidebar, last
        self._offline, self._host = False, ""

    def work_offline(self, *, offline: bool) -> None:
        self._offline = offline
        self._tell()

    @Slot(str)
    def show_host(self, host: str) -> None:
        """Who is spoken to now; empty for nobody."""
        self._host = host
        self._tell()

    def _tell(self) -> None:
        now = tr("Working offline") if self._offline else tr("Not connected")
        if self._host:
            now = tr("Downloading from {host}").format(host=self._host)
        self._sidebar.tell_connection(now, self._last() or tr("Nothing was ever sent"))
