"""One answer of a server, read on a thread of its own, so that whoever waits for it can do something else meanwhile.

The thread reads and queues; it hashes, writes and decides nothing.  `close` ends it within moments, also in a stall,
by shutting its socket.
"""

from __future__ import annotations

import socket
from collections.abc import Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING

from earshot.store.net import Door

if TYPE_CHECKING:
    import httpx2

_WAITING = 128
"""Pieces that may wait, 64 KB each at most: 8 MB."""


@dataclass(frozen=True)
class Opened:
    """The head of an answer; names in small letters."""

    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Ended:
    """No more comes; `problem` says why, None at the end of an answer."""

    problem: Exception | None


Piece = Opened | bytes | Ended


class Stream:
    """Asks at once; pieces are taken one by one."""

    def __init__(self, door: Door, url: str, headers: Mapping[str, str]) -> None:
        self._door, self._url, self._headers = door, url, headers
        self._pieces: Queue[Piece] = Queue(_WAITING)
        self._over = Event()
        self._response: httpx2.Response | None = None
        self._thread = Thread(target=self._run, name="fetching", daemon=True)
        self._thread.start()

    def take(self, seconds: float) -> Piece | None:
        """The next piece; None if there is none in so many seconds."""
        try:
            return self._pieces.get(timeout=seconds)
        except Empty:
            return None

    def close(self) -> None:
        """Ends it, wherever it is.  A thread that is still looking for the host is left behind."""
        self._over.set()
        response = self._response
        if response is not None:
            with suppress(Exception):
                response.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        self._thread.join(2.0)

    def _run(self) -> None:
        problem: Exception | None = None
        try:
            with self._door.stream(self._url, self._headers) as response:
                self._response = response
                names = {name.lower(): value for name, value in response.headers.items()}
                self._put(Opened(response.status_code, names))
                for piece in response.iter_raw():
                    if not self._put(piece):
                        break
        except Exception as error:
            problem = error
        self._response = None
        self._put(Ended(problem))

    def _put(self, piece: Piece) -> bool:
        """False once nobody wants any more."""
        while not self._over.is_set():
            with suppress(Full):
                self._pieces.put(piece, timeout=0.2)
                return True
        return False


def pieces(door: Door, url: str, headers: Mapping[str, str], tick: float) -> Generator[Piece | None, None, None]:
    """Everything that comes, and None after each `tick` seconds in which nothing did; ends with Ended."""
    stream = Stream(door, url, headers)
    try:
        while True:
            piece = stream.take(tick)
            yield piece
            if isinstance(piece, Ended):
                return
    finally:
        stream.close()
