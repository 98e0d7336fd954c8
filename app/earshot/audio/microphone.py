"""Live sound: a real microphone by sounddevice, or a recording spoken at its own speed.

Each runs on a thread of its own, which makes every call of PortAudio for its take.  The callback of PortAudio
measures nothing, locks nothing and logs nothing: it copies and queues.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

import numpy as np

from earshot.domain.errors import EarshotError, MicrophoneError
from earshot.domain.sound import RATE, Sound, as_recorded

Heard = Callable[[Sound], None]
Ended = Callable[[EarshotError | None], None]
BLOCK_SECONDS = 0.04


class DeviceMicrophone:
    """The system's default microphone, at its own rate and resampled by soxr."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[np.ndarray | None] = SimpleQueue()
        self._thread: Thread | None = None

    def start(self, heard: Heard, ended: Ended) -> None:
        """Delivers blocks until `stop`; calls `ended` only with a MicrophoneError, if no sound can be had."""

        def run() -> None:
            try:
                stream, rate = self._open()
            except MicrophoneError as error:
                ended(error)
                return
            self._pump(stream, rate, heard)

        self._thread = Thread(target=run, name="microphone")
        self._thread.start()

    def stop(self) -> None:
        """Ends the stream; everything captured is delivered before this returns.  Any thread, any number of times."""
        thread = self._thread
        if thread is not None:
            self._queue.put(None)
            thread.join()
            self._thread = None

    def _open(self) -> tuple[Any, float]:
        try:
            import sounddevice
        except (OSError, ImportError) as problem:
            raise MicrophoneError(
                "The sound library PortAudio is missing.", "On Debian: apt-get install libportaudio2"
            ) from problem
        try:
            rate = float(sounddevice.query_devices(kind="input")["default_samplerate"])
        except (ValueError, sounddevice.PortAudioError) as problem:
            raise MicrophoneError("No microphone is connected.") from problem

        def callback(data: np.ndarray, _frames: int, _time: Any, _status: Any) -> None:
            self._queue.put(data[:, 0].copy())

        stream = None
        try:
            stream = sounddevice.InputStream(
                samplerate=rate, channels=1, dtype="float32", blocksize=int(rate * BLOCK_SECONDS), callback=callback
            )
            stream.start()
        except sounddevice.PortAudioError as problem:
            if stream is not None:
                stream.close()
            raise MicrophoneError(
                "The microphone cannot be opened.", "See whether another program holds it."
            ) from problem
        return stream, rate

    def _pump(self, stream: Any, rate: float, heard: Heard) -> None:
        import soxr

        resampler = soxr.ResampleStream(rate, RATE, 1, dtype="float32")
        while (block := self._queue.get()) is not None:
            heard(as_recorded(resampler.resample_chunk(block)))
        stream.stop()
        stream.close()
        last = [np.zeros(0, np.float32)]
        while True:
            try:
                block = self._queue.get_nowait()
            except Empty:
                break
            last += [block] if block is not None else []
        heard(as_recorded(resampler.resample_chunk(np.concatenate(last), last=True)))


class RecordingMicrophone:
    """A recording as a microphone: its blocks come when they would have been spoken."""

    def __init__(self, path: Path, blocks: Callable[[Path], Iterator[Sound]], speed: float = 1.0) -> None:
        self._path, self._blocks, self._speed = path, blocks, speed
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self, heard: Heard, ended: Ended) -> None:
        """Delivers blocks in time, then calls `ended`, with a MediaError if there is nothing to play."""

        def play() -> None:
            decoded = [np.zeros(0, np.float32)]
            try:
                for block in self._blocks(self._path):
                    if self._stop.is_set():
                        return
                    decoded.append(block)
            except EarshotError as error:
                ended(error)
                return
            sound = np.concatenate(decoded)
            began, size = time.monotonic(), int(BLOCK_SECONDS * RATE)
            for start in range(0, len(sound), size):
                due = began + (start + size) / RATE / self._speed
                if self._stop.wait(max(0.0, due - time.monotonic())):
                    return
                heard(sound[start : start + size])
            ended(None)

        self._thread = Thread(target=play, name="recording", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        thread = self._thread
        if thread is not None:
            thread.join()
            self._thread = None
