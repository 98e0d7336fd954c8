"""Plays a cue from its first sample to its last.  Called on a driver's thread, as every call of PortAudio."""

from __future__ import annotations

from dataclasses import dataclass

from earshot.audio.devices import library
from earshot.domain.cues import CUE_RATE
from earshot.domain.sound import Sound

CALM_SECONDS = 0.1
"""Latency asked of the loudspeaker: with less, a busy computer falls behind in the midst of a tone."""


@dataclass(frozen=True)
class Played:
    """A cue has ended, or could not be played."""

    begins: bool


def play(sound: Sound, *, begins: bool) -> Played:
    """Returns when its last sample was heard.  A computer without a loudspeaker stays silent."""
    sounddevice = library()
    try:
        with sounddevice.OutputStream(samplerate=CUE_RATE, channels=1, dtype="float32", latency=CALM_SECONDS) as stream:
            stream.write(sound[:, None])
    except (ValueError, sounddevice.PortAudioError):
        pass
    return Played(begins)
