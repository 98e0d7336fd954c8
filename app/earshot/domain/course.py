"""How far getting a model has come, or looking after it, as its card shows it.  Pure: events in, a course out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from earshot.domain.errors import EarshotError
from earshot.domain.getting import Asking, Fetched, Fetching, Getting, Planned, Retrying, Verified, Verifying


class Stage(Enum):
    """What a card tells, and offers to do."""

    IDLE = auto()
    ASKING = auto()
    """The hub is asked what getting it would mean."""
    ASKED = auto()
    """It is known to the byte, and somebody has to agree."""
    QUEUED = auto()
    """Something else is fetched first."""
    FETCHING = auto()
    CHECKING = auto()
    """What is here is compared with its hash."""
    PAUSED = auto()
    KEPT = auto()
    """Nobody waits for it; a part is here."""
    FAILED = auto()
    WHOLE = auto()
    DAMAGED = auto()
    COMPARING = auto()
    """The hub is asked for a newer revision."""
    NEWER = auto()
    NEWEST = auto()
    LEAVING = auto()
    """Somebody has to say again that it is to be removed."""


BUSY = frozenset({Stage.QUEUED, Stage.FETCHING, Stage.CHECKING})
"""A job that fetches or compares is not over."""


@dataclass(frozen=True)
class Course:
    """Of one model; bytes and seconds."""

    stage: Stage = Stage.IDLE
    planned: Planned | None = None
    done: int = 0
    total: int = 0
    """0 as long as nobody said."""
    speed: float = 0.0
    seconds_left: float | None = None
    trouble: str = ""
    """Part of a sentence: why it is being tried again."""
    error: EarshotError | None = None
    checked: float = 0.0
    """Share of what is being compared."""
    bad: tuple[str, ...] = ()
    """Files that are not what they were."""
    revision: str = ""
    """The one that is wanted; empty for the catalogue's."""
    anyway: bool = False
    """It is wanted although it is too large for this computer."""
    fetches: bool = False
    """A download is under way, or was: comparing is only a part of it."""

    @property
    def share(self) -> float:
        """Of the bar, 0 to 1."""
        if self.stage is Stage.CHECKING:
            return self.checked
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def connects(self) -> bool:
        """Something is, or may be, sent at this moment."""
        return self.stage in (Stage.ASKING, Stage.FETCHING, Stage.COMPARING)

    @property
    def downloads(self) -> bool:
        """Somebody has agreed, and waits for it."""
        return self.fetches and self.stage in BUSY

    def asked(self) -> Course:
        """Somebody wants to know what getting it would mean."""
        return replace(self, stage=Stage.ASKING, error=None, trouble="")

    def wanted(self, *, anyway: bool = False) -> Course:
        """Somebody agreed, or goes on."""
        return replace(
            self, stage=Stage.QUEUED, error=None, trouble="", speed=0.0, seconds_left=None, fetches=True,
            done=0 if self.bad else self.done, anyway=anyway or self.anyway,
        )  # fmt: skip

    def after(self, event: Getting) -> Course:
        """What is so when this has happened."""
        asks = self.stage in (Stage.ASKING, Stage.ASKED)
        match event:
            case Asking():
                return self if asks or self.stage is Stage.COMPARING else replace(self, stage=Stage.FETCHING)
            case Planned(plan, left):
                known = replace(self, planned=event, total=plan.size, done=plan.size - left, trouble="")
                return replace(known, stage=Stage.ASKED if asks else Stage.FETCHING)
            case Fetching(_, done, total, speed, seconds):
                trouble = self.trouble if done <= self.done else ""
                moving = replace(self, stage=Stage.FETCHING, done=done, total=total, speed=speed)
                return replace(moving, seconds_left=seconds, trouble=trouble)
            case Verifying(_, done, total):
                return replace(self, stage=Stage.CHECKING, checked=done / max(1, total))
            case Retrying(_, reason):
                return replace(self, trouble=reason)
            case Verified(_, bad):
                return Course(Stage.DAMAGED if bad else Stage.WHOLE, bad=bad)
            case Fetched():
                return Course(Stage.WHOLE if self.bad else Stage.IDLE)

    def compared(self, newest: str) -> Course:
        """The hub told its newest revision, empty for the one that is here."""
        return Course(Stage.NEWER if newest else Stage.NEWEST, revision=newest)

    def failed(self, error: EarshotError) -> Course:
        return replace(self, stage=Stage.FAILED, error=error, trouble="")

    def stopped(self, *, paused: bool = False) -> Course:
        """Its job is over before the end: what is here of a download is kept."""
        if self.stage in BUSY or self.stage is Stage.PAUSED:
            if not self.fetches:
                return replace(self, stage=Stage.DAMAGED if self.bad else Stage.IDLE)
            return replace(self, stage=Stage.PAUSED if paused else Stage.KEPT)
        return replace(self, stage=Stage.IDLE) if self.stage in (Stage.ASKING, Stage.COMPARING) else self

    def here(self, part: int | None, about: int | None) -> Course:
        """The disk was looked at: so many bytes are here of about so many; what is under way goes on."""
        if self.stage is Stage.KEPT and part is None:
            return Course()
        if self.stage is Stage.IDLE and part:
            return replace(self, stage=Stage.KEPT, done=part, total=self.total or about or 0, fetches=True)
        return self
