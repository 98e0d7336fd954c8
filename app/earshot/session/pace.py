"""Whether words are shown while somebody speaks, or only when the take ends.  Belongs to the thinking lane."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

from earshot.session.ports import Strain

LOOK_SECONDS = 2.0
"""So often the machine is asked, at most."""
STRAINED = "This computer is hot or saves power, so words come only when a take ends, until that is over."


class LiveWords(Enum):
    """When words are shown while one speaks; a setting."""

    AUTO = "auto"
    """As long as the machine can afford it."""
    ALWAYS = "always"
    NEVER = "never"

    @classmethod
    def named(cls, name: str) -> LiveWords:
        """As the machine can afford it, if there is none of this name."""
        return next((choice for choice in cls if choice.value == name), cls.AUTO)


class Pace:
    """One for all takes of a session; `choice` may be changed at any time."""

    def __init__(
        self, strain: Strain, choice: LiveWords = LiveWords.AUTO, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._strain, self._clock = strain, clock
        self.choice = choice
        self._looked = float("-inf")
        self._strained = self._told = False

    @property
    def live(self) -> bool:
        """False if only the last reading of a window is to be made."""
        match self.choice:
            case LiveWords.ALWAYS:
                return True
            case LiveWords.NEVER:
                return False
            case LiveWords.AUTO:
                return not self._is_strained()

    @property
    def gives_up(self) -> bool:
        """Whether readings that cost too much end live words for a take."""
        return self.choice is LiveWords.AUTO

    def news(self) -> str:
        """What is to be told now: once, and again only after the machine was at ease."""
        if self.choice is not LiveWords.AUTO or not self._strained or self._told:
            return ""
        self._told = True
        return STRAINED

    def _is_strained(self) -> bool:
        now = self._clock()
        if now - self._looked >= LOOK_SECONDS:
            self._looked, self._strained = now, self._strain.strained()
            self._told = self._told and self._strained
        return self._strained


class Ease:
    """A machine that is never strained."""

    def strained(self) -> bool:
        return False
