"""Plays a clip: our own frames, timed by the sound that is heard, or by a clock where nothing can be heard.

Files are decoded and frames made small on a thread of its own, which the screen never waits for; every other method
may be called from any thread and returns at once.  Nothing is played while somebody dictates.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from earshot.domain.clip import Frame
from earshot.domain.clip_events import FrameShown, PlayerAt
from earshot.domain.errors import EarshotError
from earshot.domain.events import Event, Noticed
from earshot.session.ports import Clips, Player, Sounds
from earshot.session.silence import Silence

TICK_SECONDS = 1 / 30
ACROSS = 960
"""Pixels of a frame as it is shown, at most."""
NO_DEVICE = Noticed("No loudspeaker can be used, so the clip plays without sound.", "Connect one and play it again.")
NOT_NOW = Noticed("Nothing is played while you dictate.", "Finish the take first.")
Act = Callable[[], None]


class Playback:
    """One file at a time.  `post` is called on its thread with FrameShown, PlayerAt and Noticed."""

    def __init__(
        self, clips: Clips, sounds: Sounds, player: Callable[[], Player], post: Callable[[Event], None]
    ) -> None:
        """`player` is made when the first file is opened."""
        self._clips, self._sounds, self._make, self._post = clips, sounds, player, post
        self._player: Player = Silence()
        self._inbox: SimpleQueue[Act | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._path: Path | None = None
        self._lasts = self._at = self._since = 0.0
        self._playing = self._told = self._hushed = self._moves = False
        self._shots: Iterator[Frame] | None = None
        self._seen: Frame | None = None
        self._wanted: float | None = None
        """Where somebody wants to go; a later wish takes its place."""

    def open(self, path: Path) -> None:
        """Another file, standing at its beginning."""
        self._ask(lambda: self._open(path))

    def play(self) -> None:
        self._ask(self._play)

    def pause(self) -> None:
        self._ask(self._pause)

    def seek(self, seconds: float) -> None:
        """Goes there and on as before."""
        self._wanted = seconds
        self._ask(self._seek)

    def leave(self) -> None:
        """Lets go of the file."""
        self._ask(self._let_go)

    def hush(self, *, hushed: bool) -> None:
        """Somebody dictates, or does so no longer."""
        self._hushed = hushed
        if hushed:
            self._ask(self._pause)

    def close(self, seconds: float = 3.0) -> bool:
        """Ends the thread; False if that takes longer."""
        if self._thread is None:
            return True
        self._inbox.put(self._let_go)
        self._inbox.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _ask(self, act: Act) -> None:
        """Calls that begin something come from the screen's thread, so there is one thread to start it."""
        if self._thread is None:
            if act == self._pause:
                return
            self._thread = Thread(target=self._run, name="playing", daemon=True)
            self._thread.start()
        self._inbox.put(act)

    def _run(self) -> None:
        self._player = self._make()
        while True:
            try:
                act = self._inbox.get(timeout=TICK_SECONDS if self._playing else None)
                if act is None:
                    return
            except Empty:
                act = self._go_on
            try:
                act()
            except EarshotError as error:
                self._shots = None
                with suppress(EarshotError):
                    self._pause()
                self._post(Noticed(error.sentence, error.advice))

    def _open(self, path: Path) -> None:
        self._let_go()
        self._path, self._at, self._told = path, 0.0, False
        self._moves = self._clips.moves(path)
        self._lasts = self._clips.duration(path) if self._moves else self._sounds.length(path)
        self._show_still()
        self._tell()

    def _let_go(self) -> None:
        self._player.stop()
        self._path, self._playing, self._shots, self._seen = None, False, None, None

    def _play(self) -> None:
        if self._path is None or self._playing:
            return
        if self._hushed:
            self._post(NOT_NOW)
            return
        self._at = 0.0 if self._at >= self._lasts - TICK_SECONDS else self._at
        self._begin(self._path)

    def _begin(self, path: Path) -> None:
        """From `_at` on."""
        self._player.start(path, self._at)
        self._since = time.monotonic() - self._at
        self._playing = True
        self._shots = self._clips.frames(path, self._moments()) if self._moves else None
        self._go_on()

    def _moments(self) -> Iterator[float]:
        while True:
            yield self._at

    def _go_on(self) -> None:
        """One tick: decodes ahead, looks at the clock, shows the frame that is due."""
        self._player.feed()
        heard = self._player.seconds()
        now = time.monotonic()
        if heard is None:
            self._at = max(self._at, now - self._since)
        else:
            self._at, self._since = max(self._at, heard), now - heard
        if self._player.lost and not self._told:
            self._told = True
            self._post(NO_DEVICE)
        if self._at >= self._lasts > 0:
            self._at = self._lasts
            self._pause()
            return
        frame = next(self._shots, None) if self._shots is not None else None
        if frame is not None:
            self._show(frame)
        self._tell()

    def _pause(self) -> None:
        if self._playing:
            self._player.stop()
            self._playing, self._shots = False, None
            self._tell()

    def _seek(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is None or self._path is None:
            return
        self._at = min(max(0.0, wanted), max(0.0, self._lasts))
        if self._playing:
            self._player.stop()
            self._begin(self._path)
        else:
            self._show_still()
            self._tell()

    def _show_still(self) -> None:
        """The frame that stands where nothing plays."""
        assert self._path is not None
        if self._moves:
            for frame in self._clips.frames(self._path, [min(self._at, max(0.0, self._lasts - 0.05))]):
                self._show(frame)

    def _show(self, frame: Frame) -> None:
        if self._seen is None or frame.pixels is not self._seen.pixels:
            self._seen = frame
            self._post(FrameShown(self._clips.smaller(frame, ACROSS)))

    def _tell(self) -> None:
        self._post(PlayerAt(self._at, self._playing))
