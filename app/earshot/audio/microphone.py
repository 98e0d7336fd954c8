"""Live sound: a real microphone by sounddevice, or a recording spoken at its own speed.

Each runs on a thread of its own, which makes every call of PortAudio for its take.  The callback of PortAudio
measures nothing, locks nothing and logs nothing: it copies and queues.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

import numpy as np

from earshot.domain.errors import EarshotError, MediaError, MicrophoneError
from earshot.domain.sound import RATE, Sound, as_recorded

Heard = Callable[[Sound], None]
Ended = Callable[[EarshotError | None], None]
BLOCK_SECONDS = 0.04
PATIENCE_SECONDS = 3.0
"""A device that does not let go in this time is left to itself: nobody's screen waits for it any longer."""


class DeviceMicrophone:
    """The system's default microphone, at its own rate and resampled by soxr."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[np.ndarray | None] = SimpleQueue()
        self._stopped, self._left = Event(), Event()
        self._thread: Thread | None = None

    def start(self, heard: Heard, ended: Ended) -> None:
        """Delivers blocks until `stop`; calls `ended` only with a MicrophoneError, once, if no sound can be had or no
        more of it comes."""

        def deliver(sound: Sound) -> None:
            if not self._left.is_set():
                heard(sound)

        def fail(error: MicrophoneError) -> None:
            if not self._left.is_set():
                ended(error)

        def run() -> None:
            try:
                stream, rate = self._open()
            except MicrophoneError as error:
                fail(error)
                return
            except Exception:  # whatever a driver raises
                fail(MicrophoneError("The microphone cannot be opened."))
                return
            try:
                self._pump(stream, rate, deliver)
            except Exception:
                if not self._stopped.is_set():  # what was heard before the stop stands
                    fail(MicrophoneError("The microphone stopped working."))

        self._thread = Thread(target=run, name="microphone", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the stream; everything captured is delivered before this returns, and nothing after it.

        Any thread, any number of times.  A device that hangs is waited for no longer than `PATIENCE_SECONDS`.
        """
        thread = self._thread
        if thread is not None:
            self._stopped.set()
            self._queue.put(None)
            thread.join(PATIENCE_SECONDS)
            if thread.is_alive():
                self._left.set()
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
        try:
            while (block := self._queue.get()) is not None:
                heard(as_recorded(resampler.resample_chunk(block)))
        finally:
            with suppress(Exception):  # a device that was pulled out; what it gave is here
                stream.stop()
            with suppress(Exception):
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
            except Exception:  # whatever a decoder makes of a stranger's file
                ended(MediaError(f"The file “{self._path.name}” cannot be read as sound or video."))
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
            thread.join(PATIENCE_SECONDS)
            self._thread = None
