"""Films for tests: a shape that moves, scene after scene, and speech in the sound track."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np

from earshot.domain.sound import RATE, Sound

PICTURES = 10
"""Frames a second."""
COLOURS = ((222, 40, 36), (40, 90, 220), (245, 220, 15), (30, 150, 60))


def film(path: Path, seconds: float, said: Sequence[Sound] = (), scene: float = 8.0, size: int = 160) -> Path:
    """So many seconds (mpeg4 in Matroska), another colour every `scene` seconds; the sentences follow one another
    from the beginning, half a second apart, and again until the end."""
    with av.open(str(path), "w") as made:
        pictures = made.add_stream("mpeg4", rate=PICTURES, width=size, height=size * 3 // 4, pix_fmt="yuv420p")
        speech = made.add_stream("pcm_s16le", rate=RATE, layout="mono") if said else None
        heard = _track(said, seconds) if said else np.zeros(0, np.int16)
        for number in range(round(seconds * PICTURES)):
            made.mux(
                pictures.encode(av.VideoFrame.from_ndarray(_drawn(number / PICTURES, scene, size), format="rgb24"))
            )
            if speech is not None:
                at = number * RATE // PICTURES
                frame = av.AudioFrame.from_ndarray(heard[None, at : at + RATE // PICTURES], format="s16", layout="mono")
                frame.sample_rate, frame.pts = RATE, at
                made.mux(speech.encode(frame))
        for stream in (pictures, speech):
            if stream is not None:
                made.mux(stream.encode(None))
    return path


def _track(said: Sequence[Sound], seconds: float) -> np.ndarray:
    pause = np.zeros(RATE // 2, np.float32)
    once = np.concatenate([part for sentence in said for part in (sentence, pause)])
    whole = np.tile(once, int(np.ceil(seconds * RATE / len(once))))[: round(seconds * RATE)]
    return (whole * 32767).astype(np.int16)


def _drawn(moment: float, scene: float, size: int) -> np.ndarray:
    """A circle that crosses the picture once a scene."""
    down = size * 3 // 4
    place = (moment % scene) / scene
    y, x = np.mgrid[:down, :size]
    inside = (x - size * (0.2 + 0.6 * place)) ** 2 + (y - down / 2) ** 2 < (size * 0.14) ** 2
    picture = np.full((down, size, 3), 232, np.uint8)
    picture[inside] = COLOURS[int(moment / scene) % len(COLOURS)]
    return picture
