"""The only way from another thread to the screen."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from earshot.session.world import Letter


class Bridge(QObject):
    """A mailbox: any thread posts, the screen's thread empties it in order.

    The signal carries nothing and is raised once per emptying, so a model that writes fast can neither flood the
    event loop nor hand it an object.
    """

    _wake = Signal()

    def __init__(self, deliver: Callable[[Letter], None]) -> None:
        super().__init__()
        self._deliver = deliver
        self._letters: deque[Letter] = deque()
        self._lock, self._awake = threading.Lock(), False
        self._wake.connect(self._empty, Qt.ConnectionType.QueuedConnection)

    def post(self, letter: Letter) -> None:
        """Any thread."""
        with self._lock:
            self._letters.append(letter)
            asleep, self._awake = not self._awake, True
        if asleep:
            self._wake.emit()

    @Slot()
    def _empty(self) -> None:
        with self._lock:
            letters, self._letters, self._awake = self._letters, deque(), False
        for letter in letters:
            self._deliver(letter)
