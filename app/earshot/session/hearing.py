"""What is heard while takes are open: one microphone at a time, and its sound with the moments it came.

Belongs to the take thread; what the microphone's thread tells comes over through `put`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from threading import Thread

from earshot.domain import signals as came
from earshot.domain.errors import EarshotError
from earshot.domain.events import Event
from earshot.domain.microphone import Back, Health, Level, News, Ready, Replaced, together
from earshot.domain.sound import Sound
from earshot.domain.take_events import LevelHeard, MicrophoneTold
from earshot.domain.windows import loudness_db
from earshot.session.mouth import CLOSING_SECONDS, Mouth
from earshot.session.ports import Microphone
from earshot.session.strip import Strip

LEVEL_DB = 50.0
"""The level meter spans so many dB below full scale."""
Act = Callable[[], None]


@dataclass(frozen=True)
class Source:
    """What a press wants to be heard."""

    make: Callable[[], Microphone]
    plays: bool = False
    """It is a recording, and ends by itself."""


class Hearing:
    """`hear` takes signals, `tell` events of the take that is being heard."""

    def __init__(
        self, put: Callable[[Act], None], hear: Callable[[came.Signal], None], tell: Callable[[Event], None]
    ) -> None:
        self._put, self._hear, self._tell = put, hear, tell
        self._mouth: Mouth | None = None
        self._closing: Thread | None = None
        self.source: Source | None = None
        """Of the last press."""
        self.strip = Strip(0.0)
        self._past = Health()
        """Of the microphones before this one on the same strip."""
        self._changes = 0

    def open(self, stream: int, *, anew: bool) -> None:
        """A microphone that stands in for a lost one goes on where the strip ends; `anew` begins another."""
        self.close()
        self._changes += 1
        source = self.source
        assert source is not None, "nobody pressed"
        if anew:
            self.strip, self._past, self._changes = Strip(time.monotonic()), Health(), 0
        self._mouth = Mouth(
            source.make(), stream, plays=source.plays,
            heard=lambda mouth, sound, at: self._put(partial(self._heard, mouth, sound, at)),
            told=lambda mouth, news: self._put(partial(self._told, mouth, news)),
            ended=lambda mouth, error: self._put(partial(self._ended, mouth, error)),
        )  # fmt: skip
        self._mouth.start()

    def close(self) -> None:
        if self._mouth is not None:
            self._past = together(self._past, self._mouth.health)
            self._closing = self._mouth.close()
            self._mouth = None

    def wait(self) -> None:
        """At the end of the program: until the last microphone is closed, or takes too long."""
        if self._closing is not None:
            self._closing.join(CLOSING_SECONDS)

    @property
    def silent(self) -> bool:
        """No more sound will come."""
        return self._mouth is None or self._mouth.over

    @property
    def used_up(self) -> bool:
        """Open, and of no use to another take: it plays for one only, or has come to its end."""
        return self._mouth is not None and (self._mouth.plays or self._mouth.over)

    @property
    def health(self) -> Health:
        """How the sound on the strip was captured."""
        now = Health() if self._mouth is None else self._mouth.health
        return replace(together(self._past, now), changes=self._changes)

    def _heard(self, mouth: Mouth, sound: Sound, at: float) -> None:
        if mouth is self._mouth and len(sound):
            self.strip.push(sound, at)
            self._tell(LevelHeard(min(1.0, max(0.0, 1.0 + loudness_db(sound) / LEVEL_DB))))

    def _told(self, mouth: Mouth, news: News) -> None:
        if mouth is not self._mouth:
            return
        if isinstance(news, Ready):
            mouth.ready = True
            self._hear(came.DeviceReady(time.monotonic(), mouth.stream))
        if isinstance(news, Replaced | Back):
            self._changes += 1
        if not isinstance(news, Level):  # the session measures what it hears itself
            self._tell(MicrophoneTold(news))

    def _ended(self, mouth: Mouth, error: EarshotError | None) -> None:
        """A recording that was played to its end ends its take; a microphone that ends is lost."""
        if mouth is not self._mouth:
            return
        mouth.over = True
        now = time.monotonic()
        if error is None and mouth.ready:
            self._hear(came.End(now))
        else:
            self._hear(came.DeviceLost(now, mouth.stream, error))
