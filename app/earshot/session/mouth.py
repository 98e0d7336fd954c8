"""One opening of a microphone, as the take thread sees it: what the microphone's thread tells becomes its messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

from earshot.domain.errors import EarshotError
from earshot.domain.microphone import Health, News
from earshot.domain.sound import Sound
from earshot.session.ports import Microphone

CLOSING_SECONDS = 4.0
"""How long the end of the program waits for a microphone that is being closed."""


class Mouth:
    """`heard`, `told` and `ended` are called on the microphone's thread and must only pass on."""

    def __init__(
        self, microphone: Microphone, stream: int, *, plays: bool,
        heard: Callable[[Mouth, Sound, float], None], told: Callable[[Mouth, News], None],
        ended: Callable[[Mouth, EarshotError | None], None],
    ) -> None:  # fmt: skip
        self._microphone, self.stream, self.plays = microphone, stream, plays
        self._heard, self._told, self._ended = heard, told, ended
        self.over = False
        """It gives no more; kept by the take thread, as is `ready`."""
        self.ready = False

    def start(self) -> None:
        self._microphone.start(
            lambda sound: self._heard(self, sound, time.monotonic()),
            lambda error: self._ended(self, error),
            lambda news: self._told(self, news),
        )

    @property
    def health(self) -> Health:
        return self._microphone.health

    def close(self) -> Thread:
        """Begins to close it, on a thread of its own: a driver may hang."""
        self.over = True
        closing = Thread(target=self._microphone.stop, name="closing", daemon=True)
        closing.start()
        return closing
