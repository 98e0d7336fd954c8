"""Where speech is cut into windows that the model can read: at pauses, and at the latest before a window is full.

Pure code, for files and for the microphone: frames go in as they come (voice.py), and out come windows that open,
grow and close.  Samples are numbered from the start of the take and every window starts on a multiple of a frame:
another phase would change every embedding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from earshot.domain.sound import FRAME, RATE, Sound
from earshot.domain.voice import Heard

EARLIEST_CUT = 6.0
"""Seconds a window holds at least before a short pause closes it."""
LATEST_CUT = 28.0
"""Seconds after which a window is closed at its quietest place."""
PAUSE_FRAMES = 10
"""400 ms: a pause worth cutting at."""
LONG_PAUSE_FRAMES = 50
"""2 s: a pause that closes any window."""
GAP_FRAMES = 5
"""200 ms without speech: a cut there goes through no word."""
AGAIN_FRAMES = 30
"""1.2 s before a cut through speech are heard again in the next window, so that no word is lost between them."""


@dataclass(frozen=True)
class Open:
    """A window begins at this sample of the take, a multiple of a frame; before the last one's end if it was cut
    through speech."""

    start: int


@dataclass(frozen=True, eq=False)
class Grow:
    """More sound for the open window, and which frames of it are speech."""

    sound: Sound
    speech: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Close:
    """The open window ends after `at` of its samples, a multiple of a frame unless the take ends here."""

    at: int


Cut: TypeAlias = Open | Grow | Close


class Cutter:
    """Cuts a take into windows of at most `longest` seconds; where nobody speaks there is no window."""

    def __init__(self, longest: float) -> None:
        self._most = int(min(longest, LATEST_CUT) * RATE) // FRAME
        self._least = int(min(EARLIEST_CUT, longest / 2) * RATE) // FRAME
        self.heard = 0
        """Samples of the take seen so far."""
        self._start = 0
        """Where the open window begins, in samples of the take."""
        self._sound: list[Sound] = []
        self._speech: list[bool] = []
        self._pause = 0

    def push(self, heard: Heard) -> list[Cut]:
        """Takes frames in; says how windows open, grow and end, in order."""
        cuts: list[Cut] = []
        for number, (speaks, kept) in enumerate(zip(heard.speech.tolist(), heard.kept.tolist(), strict=True)):
            frame = heard.sound[number * FRAME : (number + 1) * FRAME]
            if not self._sound and kept:
                self._start = self.heard
                cuts.append(Open(self._start))
            self.heard += len(frame)
            if self._sound or kept:
                self._take(cuts, frame, speaks)
                self._close(cuts)
        return cuts

    def finish(self) -> list[Cut]:
        """The take has ended."""
        cuts: list[Cut] = [Close(sum(map(len, self._sound)))] if self._sound else []
        self._sound, self._speech, self._pause = [], [], 0
        return cuts

    def _take(self, cuts: list[Cut], frame: Sound, speaks: bool) -> None:
        self._sound.append(frame)
        self._speech.append(speaks)
        self._pause = 0 if speaks else self._pause + 1
        if cuts and isinstance(cuts[-1], Grow):
            last = cuts[-1]
            cuts[-1] = Grow(np.concatenate([last.sound, frame]), np.append(last.speech, speaks))
        else:
            cuts.append(Grow(frame, np.array([speaks])))

    def _close(self, cuts: list[Cut]) -> None:
        """Ends the open window if it is time to."""
        count = len(self._sound)
        rests = self._pause >= LONG_PAUSE_FRAMES or (count >= self._least and self._pause >= PAUSE_FRAMES)
        if rests:
            cuts.append(Close(count * FRAME))
            self._sound, self._speech, self._pause = [], [], 0
        elif count >= self._most:
            place, back = self._place()
            self._start += (place - back) * FRAME
            cuts += [Close(place * FRAME), Open(self._start)]
            sound, speech = self._sound[place - back :], self._speech[place - back :]
            self._sound, self._speech, self._pause = [], [], 0
            for frame, speaks in zip(sound, speech, strict=True):
                self._take(cuts, frame, speaks)

    def _place(self) -> tuple[int, int]:
        """The frame before which a full window ends, and how many frames before it are heard again."""
        first = max(1, min(self._least, len(self._sound) - 1))
        silent = np.convolve(~np.array(self._speech), np.ones(GAP_FRAMES), mode="valid") >= GAP_FRAMES
        gaps = np.flatnonzero(silent[first:])
        if len(gaps):  # the last gap: longer windows carry more
            return int(gaps[-1]) + first + GAP_FRAMES // 2, 0
        power = np.array([float(np.mean(np.square(frame))) for frame in self._sound])
        level = np.convolve(power, np.ones(GAP_FRAMES), mode="valid")[first:]
        latest = len(level) - 1 - int(np.argmin(level[::-1]))
        place = first + latest + GAP_FRAMES // 2
        return place, min(AGAIN_FRAMES, place - 1)


def halves(sound: Sound, speech: list[bool]) -> list[tuple[int, int]]:
    """Two stretches of frames that make up a window, cut at the quietest place of its middle half."""
    count = len(speech)
    if count < 8:
        return [(0, count)]
    power = np.square(np.pad(sound, (0, count * FRAME - len(sound)))).reshape(count, FRAME).mean(1)
    level = np.convolve(np.where(speech, power, 0.0), np.ones(3), mode="same")
    middle = count // 4 + int(np.argmin(level[count // 4 : count - count // 4]))
    return [(0, middle), (middle, count)]


def loudness_db(sound: Sound) -> float:
    """Root mean square in dB of full scale, -120 for digital silence."""
    if not len(sound):
        return -120.0
    return float(10 * np.log10(max(float(np.mean(np.square(sound, dtype=np.float64))), 1e-12)))
