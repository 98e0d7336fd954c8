"""Live sound: a real microphone by sounddevice, or a recording spoken at its own speed.

The callback of PortAudio measures nothing, locks nothing and logs nothing: it copies and queues.  A thread of its
own opens and closes the device and resamples to 16 kHz.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

import numpy as np

from earshot.domain.errors import MicrophoneError
from earshot.domain.sound import RATE, Sound, as_recorded

Heard = Callable[[Sound], None]
Ended = Callable[[], None]
BLOCK_SECONDS = 0.04


class DeviceMicrophone:
    """The system's default microphone, at its own rate and resampled by soxr."""

    def __init__(self) -> None:
        """Raises MicrophoneError if there is no microphone, or no PortAudio."""
        try:
            import sounddevice

            self._sounddevice = sounddevice
            self._device: dict[str, Any] = dict(sounddevice.query_devices(kind="input"))
        except (OSError, ImportError) as problem:
            raise MicrophoneError(
                "The sound library PortAudio is missing.", "On Debian: apt-get install libportaudio2"
            ) from problem
        except (ValueError, sounddevice.PortAudioError) as problem:
            raise MicrophoneError("No microphone is connected.") from problem
        self._queue: SimpleQueue[np.ndarray | None] = SimpleQueue()
        self._thread: Thread | None = None

    def start(self, heard: Heard, ended: Ended) -> None:
        """Delivers blocks until `stop`; `ended` is never called: a microphone does not end by itself."""
        import soxr

        rate = float(self._device["default_samplerate"])
        resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32")

        def callback(data: np.ndarray, _frames: int, _time: Any, _status: Any) -> None:
            self._queue.put(data[:, 0].copy())

        try:
            stream = self._sounddevice.InputStream(
                samplerate=rate, channels=1, dtype="float32", blocksize=int(rate * BLOCK_SECONDS), callback=callback
            )
            stream.start()
        except self._sounddevice.PortAudioError as problem:
            raise MicrophoneError(
                "The microphone cannot be opened.", "See whether another program holds it."
            ) from problem

        def pump() -> None:
            while (block := self._queue.get()) is not None:
                heard(as_recorded(resampler.resample_chunk(block)))
            heard(as_recorded(resampler.resample_chunk(np.zeros(0, np.float32), last=True)))

        self._thread = Thread(target=pump, name="microphone")
        self._thread.start()
        self._stream = stream

    def stop(self) -> None:
        """Ends the stream; everything captured has been delivered when this returns."""
        if self._thread is None:
            return
        self._stream.stop()
        self._stream.close()
        self._queue.put(None)
        self._thread.join()
        self._thread = None


class RecordingMicrophone:
    """A recording as a microphone: its blocks come when they would have been spoken."""

    def __init__(self, path: Path, blocks: Callable[[Path], Iterator[Sound]], speed: float = 1.0) -> None:
        self._path, self._blocks, self._speed = path, blocks, speed
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self, heard: Heard, ended: Ended) -> None:
        """Delivers blocks in time, then calls `ended` unless stopped before.  Raises MediaError."""
        sound = np.concatenate(list(self._blocks(self._path)) or [np.zeros(0, np.float32)])

        def play() -> None:
            began, size = time.monotonic(), int(BLOCK_SECONDS * RATE)
            for start in range(0, len(sound), size):
                due = began + (start + size) / RATE / self._speed
                if self._stop.wait(max(0.0, due - time.monotonic())):
                    return
                heard(sound[start : start + size])
            ended()

        self._thread = Thread(target=play, name="recording")
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        thread = self._thread
        if thread is not None:
            thread.join()
            self._thread = None
