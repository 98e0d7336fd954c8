"""Where letters of the session go: to whom they belong alone, else to the panes, and to everybody who listens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from earshot.session.world import Letter
from earshot.ui.around.anywhere import Anywhere
from earshot.ui.around.overlay import Overlay

Owner: TypeAlias = Callable[[Letter], bool]
"""Sees a letter before the panes do, and says True if it is not theirs."""


class Post:
    """Of one window; on the screen's thread."""

    def __init__(self, deliver: Callable[[Letter], None]) -> None:
        """`deliver` tells the panes."""
        self._deliver = deliver
        self._owners: list[Owner] = []
        self._listeners: list[Callable[[Letter], None]] = []
        self.anywhere: Anywhere | None = None
        self._overlay: Overlay | None = None

    def tell(self, letter: Letter) -> None:
        """What happened."""
        owned = [owner(letter) for owner in tuple(self._owners)]
        if not any(owned):
            self._deliver(letter)
        for other in (self.anywhere, self._overlay):
            if other is not None:
                other.deliver(letter)
        for listener in tuple(self._listeners):
            listener(letter)

    def own(self, owner: Owner) -> None:
        self._owners.append(owner)

    def disown(self, owner: Owner) -> None:
        if owner in self._owners:
            self._owners.remove(owner)

    def listen(self, listener: Callable[[Letter], None]) -> None:
        """`listener` hears every letter, after the panes."""
        self._listeners.append(listener)

    def replace(self, anywhere: Anywhere | None, overlay: Overlay | None) -> None:
        """Puts a global key and its pill in place of those before, which are let go."""
        for old in (self.anywhere, self._overlay):
            if old is not None:
                old.close()
                old.deleteLater()
        self.anywhere, self._overlay = anywhere, overlay
