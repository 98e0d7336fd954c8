"""What is to be told of a microphone while a take is open, and the figures of a take for its health card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

MUTE_ADVICE = "See whether it is muted, and whether this app may use the microphone."


@dataclass(frozen=True)
class Ready:
    """The first real samples are there: what is said from now on is heard."""

    device: str
    seconds: float
    """From the press; 0 when the microphone was still open from the take before."""


@dataclass(frozen=True)
class Level:
    """Loudness of a block as it came from the device, dB of full scale; 0 of `peak_db` is clipped."""

    peak_db: float
    loudness_db: float


@dataclass(frozen=True)
class Replaced:
    """The chosen microphone is not there or does not open; the take begins with another one."""

    wanted: str
    used: str

    @property
    def sentence(self) -> str:
        return f"The microphone “{self.wanted}” cannot be used now; “{self.used}” is heard."


@dataclass(frozen=True)
class Lost:
    """The microphone vanished or fell silent in mid-take; another one is looked for."""

    device: str

    @property
    def sentence(self) -> str:
        return f"The microphone “{self.device}” is gone; another one is looked for."


@dataclass(frozen=True)
class Back:
    """The take goes on; the gap stands in it as exact zeros of the same length."""

    device: str
    gap_s: float

    @property
    def sentence(self) -> str:
        return f"The take goes on with “{self.device}”; {self.gap_s:.1f} s were not heard."


@dataclass(frozen=True)
class Overflowed:
    """The system dropped samples because nobody fetched them in time, so many times in this take."""

    times: int

    @property
    def sentence(self) -> str:
        return f"The computer was too busy for the microphone: sound was dropped {self.times} times."


@dataclass(frozen=True)
class Mute:
    """The microphone has delivered nothing but digital silence for some seconds."""

    device: str

    @property
    def sentence(self) -> str:
        return f"The microphone “{self.device}” delivers no sound. {MUTE_ADVICE}"


@dataclass(frozen=True)
class Unmuted:
    """Sound came after a `Mute`: that hint is out of date."""


News: TypeAlias = Ready | Level | Replaced | Lost | Back | Overflowed | Mute | Unmuted


def ignore(_: News) -> None:
    """For whoever does not want to know."""


@dataclass(frozen=True)
class Health:
    """How a take was captured; nothing of what was said."""

    device: str = ""
    """The last one it was heard by."""
    rate: float = 0.0
    channels: int = 0
    wait_s: float = 0.0
    """From the press to the first real samples."""
    before_s: float = 0.0
    """Sound from before the press."""
    heard_s: float = 0.0
    """All that was delivered, gaps included."""
    peak: float = 0.0
    """Largest sample of any channel, 1 is full scale."""
    overflows: int = 0
    gaps_s: tuple[float, ...] = ()
    changes: int = 0
    """Other devices that took over.  The session counts them, not the microphone."""


def together(first: Health, then: Health) -> Health:
    """A take that two openings of a microphone heard, one after the other."""
    if not first.device:
        return then
    return Health(
        then.device or first.device, then.rate or first.rate, then.channels or first.channels, first.wait_s,
        first.before_s, first.heard_s + then.heard_s, max(first.peak, then.peak), first.overflows + then.overflows,
        first.gaps_s + then.gaps_s, first.changes + then.changes,
    )  # fmt: skip
