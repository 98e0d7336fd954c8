"""A take on its way: its row, its recording, and how far both are.  Belongs to the take thread but for `blocks`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from earshot.domain import microphone
from earshot.domain.entry import Entry
from earshot.domain.errors import EarshotError
from earshot.domain.health import Health
from earshot.domain.manner import Manner
from earshot.domain.replacements import OwnWords
from earshot.domain.sound import RATE, Sound
from earshot.domain.take_events import TakeFinished
from earshot.session.ports import Recording, Recordings
from earshot.session.strip import Strip

GRACE_SECONDS = 0.25
"""So much longer than its end a recording waits for blocks that are on their way."""
MOST = 10 * RATE
"""Samples that are read from the disk at once."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants with a take, said with its press."""

    number: int
    """Of its letters."""
    manner: Manner | str | None = None
    """How its text is to be edited."""


@dataclass(eq=False)
class Kept:
    """One take from its first sample until it is delivered, kept or dropped."""

    take: int
    wish: Wish
    since: float
    words: OwnWords
    entry: Entry | None = None
    """None if no row can be made."""
    recording: Recording | None = None
    start: int | None = None
    """Its first sample on the strip."""
    written: int = 0
    """Samples in the file; read by the lane."""
    peak: float = 0.0
    until: float | None = None
    """When its sound ends, as soon as that is known."""
    released_at: float = 0.0
    """When it was ended, on the signals' clock; read by the lane."""
    whole: bool = False
    """No more sound will come; read by the lane."""
    microphone: microphone.Health = field(default_factory=microphone.Health)
    health: Health = field(default_factory=Health)
    error: EarshotError | None = None
    """Why there is no recording."""
    read: TakeFinished | None = None
    """What its reading came to."""
    edited: str = ""

    @property
    def ends_by(self) -> float | None:
        """When it is whole at the latest."""
        return None if self.whole or self.until is None else self.until + GRACE_SECONDS

    def take_in(self, strip: Strip, *, all_of_it: bool = False) -> bool:
        """Writes what has come; True if its end is reached.  Raises RecordingError."""
        if self.whole or self.recording is None:
            return False
        if self.start is None:
            self.start = strip.place(self.since)
        end = None if self.until is None else strip.place(self.until)
        if self.start is not None:
            at = self.start + self.written
            sound = strip.between(at, strip.count if end is None else end)
            if len(sound):
                self.recording.append(sound)
                self.written += len(sound)
                self.peak = max(self.peak, float(np.abs(sound).max()))
        return end is not None or (self.until is not None and all_of_it)

    def needs(self, count: int) -> int:
        """The first sample of the strip that it has not written."""
        if self.whole:
            return count
        return 0 if self.start is None else self.start + self.written

    def seal(self) -> None:
        if self.recording is not None:
            self.recording.seal()
        self.whole = True

    def close(self) -> None:
        """Gives the file free."""
        self.seal()
        if self.recording is not None:
            self.recording.close()
            self.recording = None

    def blocks(self, recordings: Recordings) -> Iterator[Sound | None]:
        """All of its sound as it lies on the disk, None while there is no more yet.  On the thinking lane."""
        at = 0
        while True:
            whole = self.whole  # looked up first: what is written by then is all there will be
            end = min(self.written, at + MOST)
            if end > at and self.entry is not None:
                yield recordings.heard(self.entry.sound, at, end)
                at = end
            elif whole:
                return
            else:
                yield None

    def first_word(self, now: float) -> None:
        """Words are on the screen."""
        seen = self.health.first_word or max(0.0, now - self.since)
        self.health = replace(self.health, first_word=seen, readings=self.health.readings + 1)

    def wait_for_model(self, since: float, until: float) -> None:
        """There was none between these moments; what counts begins with the release."""
        if self.released_at:
            waited = self.health.waited_for_model + max(0.0, until - max(since, self.released_at))
            self.health = replace(self.health, waited_for_model=waited)

    def card(self, model: str) -> Health:
        """How it went, without a word of it."""
        mic, read = self.microphone, self.read
        return replace(
            self.health, model=model, device=mic.device, rate=round(mic.rate), channels=mic.channels,
            seconds=self.written / RATE, speech_seconds=read.spoken if read else 0.0,
            peak_db=20.0 * float(np.log10(max(mic.peak, self.peak, 1e-6))),
            overflows=mic.overflows, device_changes=mic.changes,
            gaps=len(mic.gaps_s), gap_seconds=sum(mic.gaps_s), opening=mic.wait_s,
            release_to_text=read.seconds_since_release if read else 0.0, replaced_words=read.replaced if read else 0,
            final_only=read.final_only if read else False,
            alarms=tuple(alarm.kind for alarm in read.alarms) if read else (),
        )  # fmt: skip
