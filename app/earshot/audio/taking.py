"""One take as the microphone's thread sees it: whom it is delivered to, how far it is, and its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event

import numpy as np

from earshot.audio.stream import Block, Stream
from earshot.domain.devices import Choice
from earshot.domain.errors import EarshotError, MicrophoneError
from earshot.domain.microphone import Back, Health, Level, Lost, Mute, News, Overflowed, Ready, Replaced, Unmuted
from earshot.domain.preroll import AFTER_SECONDS
from earshot.domain.sound import RATE, Sound
from earshot.domain.windows import loudness_db

Heard = Callable[[Sound], None]
Ended = Callable[[EarshotError | None], None]
Told = Callable[[News], None]
STOPPED = "The microphone stopped working."
GRACE_SECONDS = 0.25
"""So much longer than its sound lasts is waited for what comes after the release."""
HUSH_SECONDS = 0.6
"""A cue that has not ended by then ends without being waited for."""
ZEROS_SECONDS = 1.0
"""A device that is waking up delivers exact zeros; after so many of them it counts as ready all the same."""


class Taking:
    """Everything but `left` and `over` belongs to the microphone's thread."""

    def __init__(self, heard: Heard, ended: Ended, told: Told, pressed_at: float) -> None:
        self._cued = False
        self._heard, self._ended, self._told, self._pressed_at = heard, ended, told, pressed_at
        self.health = Health()
        self.over, self.left = Event(), Event()
        """No more comes; nobody wants to hear more."""
        self.lost_at: float | None = None
        """When the last sample came, while another microphone is looked for."""
        self.opened = False
        """It has had a microphone."""
        self._ready = self._mute = False
        self._zeros = 0.0
        self.wants_cue = False
        """The cue is to be played now; asked and answered by the pump."""
        self._hushed: float | None = None
        """Since the cue sounds nothing counts, and this is how long."""
        self._finish_by: float | None = None
        self._after = 0
        """Samples still wanted after the release."""

    def cue(self) -> None:
        """Once its microphone is open, a sound says so before anything counts."""
        self._cued = True

    def begin(self, stream: Stream, stands_in_for: Choice = None, before: Sound | None = None) -> None:
        """It has a stream, the first or another; `before` is what was heard before the press, if it is warm."""
        self.opened = True
        self.health = replace(self.health, device=stream.device.title, rate=stream.rate, channels=stream.channels)
        if stands_in_for is not None and self.lost_at is None:
            self.tell(Replaced(stands_in_for.name, stream.device.title))
        if before is not None:  # it was open already: there is nothing to wait for, and speech may have begun
            self._cued = False
            self.health = replace(self.health, before_s=len(before) / RATE)
            self._deliver(before)
            self._make_ready(0.0)

    def hear(self, block: Block, sound: Sound, now: float, rate: float) -> None:
        """A block of the stream and what the intake made of it."""
        lasts = len(block.data) / rate
        if self.lost_at is not None:
            self._come_back(max(0.0, now - lasts - self.lost_at))
        self._zeros = self._zeros + lasts if block.peak == 0.0 else 0.0
        if not self._ready and (block.peak > 0.0 or self._zeros >= ZEROS_SECONDS):
            if self._cued:
                self._cued, self.wants_cue, self._hushed = False, True, 0.0
            elif self._hushed is None:
                self._make_ready(now - self._pressed_at)
        if self._hushed is not None:
            self._hushed += lasts
            if self._hushed >= HUSH_SECONDS:
                self.unhush(now)
            sound = np.zeros_like(sound)
        peak = block.peak if np.isfinite(block.peak) else 1.0
        health = replace(self.health, peak=max(self.health.peak, peak))
        if block.overflowed:
            health = replace(health, overflows=health.overflows + 1)
            self.tell(Overflowed(health.overflows))
        self.health = health
        self.tell(Level(20 * float(np.log10(max(peak, 1e-6))), loudness_db(sound)))
        self._deliver(sound)
        if self._finish_by is not None:
            self._after -= len(sound)

    def unhush(self, now: float) -> None:
        """The cue has ended: from the next block on everything counts."""
        if self._hushed is not None:
            self._hushed = None
            self._make_ready(now - self._pressed_at)

    def mute(self, mute: bool) -> None:
        """Tells of a microphone that is mute, or no longer."""
        if mute != self._mute:
            self._mute = mute
            self.tell(Mute(self.health.device) if mute else Unmuted())

    def lose(self, rest: Sound, last_at: float) -> None:
        """Its stream broke; `rest` is what the intake still held, `last_at` when its last block came."""
        if self.lost_at is not None:  # the one that was to take its place
            return
        self.lost_at = last_at
        self._deliver(rest)
        self.tell(Lost(self.health.device))

    def finish(self, now: float, latency: float) -> None:
        """From here on only what comes after the release is wanted: what was spoken until then is on its way yet."""
        if self._finish_by is None:
            self._finish_by = now + AFTER_SECONDS + latency + GRACE_SECONDS
            self._after = round((AFTER_SECONDS + latency) * RATE)

    def enough(self, now: float) -> bool:
        """True if all that is wanted was heard, or will not come any more."""
        return self._finish_by is not None and (self._after <= 0 or now >= self._finish_by or self.lost_at is not None)

    def tell(self, news: News) -> None:
        if not self.left.is_set():
            self._told(news)

    def end(self, error: EarshotError | None = None) -> None:
        """Says so to whoever listens, once."""
        if not self.over.is_set():
            try:
                if not self.left.is_set():
                    self._ended(error)
            finally:
                self.over.set()

    def drop(self) -> None:
        """Over without a word, as was asked for."""
        self.over.set()

    def _deliver(self, sound: Sound) -> None:
        if len(sound) and not self.left.is_set():
            self.health = replace(self.health, heard_s=self.health.heard_s + len(sound) / RATE)
            try:
                self._heard(sound)
            except Exception as problem:
                raise MicrophoneError(STOPPED) from problem

    def _come_back(self, gap: float) -> None:
        self.lost_at = None
        self.health = replace(self.health, gaps_s=(*self.health.gaps_s, gap))
        self._deliver(np.zeros(round(gap * RATE), np.float32))
        self.tell(Back(self.health.device, gap))

    def _make_ready(self, seconds: float) -> None:
        self._ready = True
        self.health = replace(self.health, wait_s=seconds)
        self.tell(Ready(self.health.device, seconds))
