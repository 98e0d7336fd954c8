"""Live sound as a session takes it: from a real microphone, or from a recording spoken at its own speed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import numpy as np

from earshot.audio.capture import Capture
from earshot.audio.driver import PATIENCE_SECONDS
from earshot.audio.taking import Ended, Heard, Taking, Told
from earshot.domain.errors import EarshotError, MediaError
from earshot.domain.microphone import Health, Ready, ignore
from earshot.domain.sound import RATE, Sound

BLOCK_SECONDS = 0.04


class DeviceMicrophone:
    """One take from a microphone: of a capture that many takes share, or else of one of its own that ends with it."""

    def __init__(self, capture: Capture | None = None) -> None:
        self._alone = capture is None
        self._capture = capture or Capture(keep=0.0)
        self._take: Taking | None = None

    def start(self, heard: Heard, ended: Ended, told: Told = ignore) -> None:
        """Delivers blocks, on the microphone's thread; calls `ended` once: with None after `finish`, with a
        MicrophoneError if no sound can be had or no more of it comes.  After `stop` nothing is called."""
        self._take = self._capture.press(heard, ended, told)

    def finish(self) -> None:
        """The key was released: the moments after it are heard yet, then comes the end.  Returns at once."""
        if self._take is not None:
            self._capture.finish(self._take)

    def stop(self) -> None:
        """Ends the take; everything captured is delivered before this returns, and nothing after it.

        Any thread, any number of times.  A device that hangs is waited for no longer than `PATIENCE_SECONDS`.
        """
        if self._take is not None:
            self._capture.stop(self._take)
        if self._alone:
            self._capture.close()

    @property
    def health(self) -> Health:
        """The figures of the take; of use when it is over."""
        return self._take.health if self._take is not None else Health()


class RecordingMicrophone:
    """A recording as a microphone: its blocks come when they would have been spoken."""

    def __init__(self, path: Path, blocks: Callable[[Path], Iterator[Sound]], speed: float = 1.0) -> None:
        self._path, self._blocks, self._speed = path, blocks, speed
        self._stop, self._finished = Event(), False
        self._thread: Thread | None = None

    def start(self, heard: Heard, ended: Ended, told: Told = ignore) -> None:
        """Delivers blocks in time, then calls `ended`, with a MediaError if there is nothing to play."""

        def leave() -> None:
            if self._finished:
                ended(None)

        def play() -> None:
            decoded = [np.zeros(0, np.float32)]
            try:
                for block in self._blocks(self._path):
                    if self._stop.is_set():
                        leave()
                        return
                    decoded.append(block)
            except EarshotError as error:
                ended(error)
                return
            except Exception:  # whatever a decoder makes of a stranger's file
                ended(MediaError(f"The file “{self._path.name}” cannot be read as sound or video."))
                return
            sound = np.concatenate(decoded)
            told(Ready(self._path.name, 0.0))
            began, size = time.monotonic(), int(BLOCK_SECONDS * RATE)
            for start in range(0, len(sound), size):
                due = began + (start + size) / RATE / self._speed
                if self._stop.wait(max(0.0, due - time.monotonic())):
                    leave()
                    return
                heard(sound[start : start + size])
            ended(None)

        self._thread = Thread(target=play, name="recording", daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Ends it where it is; `ended` is called by its thread."""
        self._finished = True
        self._stop.set()

    def stop(self) -> None:
        self._stop.set()
        thread = self._thread
        if thread is not None:
            thread.join(PATIENCE_SECONDS)
            self._thread = None

    @property
    def health(self) -> Health:
        """A recording has none of its own."""
        return Health(device="recording")
