"""What the screen asks of the history.  Every method may be called from any thread and returns at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from earshot.domain.entry import TAKE, Entry
from earshot.domain.errors import HistoryError
from earshot.domain.events import Noticed
from earshot.domain.take_events import HistoryChanged, HistoryFound
from earshot.session.playback import Playback
from earshot.session.shelf import Post, Shelf

ALL = 1_000_000
SHOWN = 200
"""Takes that are given out at once; a search finds the others."""


class Archive:
    """Answers are events of job 0; what goes wrong is told as a notice."""

    def __init__(self, do: Callable[[Callable[[Shelf], None]], None], post: Post, player: Playback) -> None:
        self._do, self._post, self._player = do, post, player

    def find(self, words: str = "") -> None:
        """The newest takes, or those that say `words`, the newest first: a HistoryFound."""

        def found(shelf: Shelf) -> None:
            self._post(0, HistoryFound(words, tuple(_found(shelf, words, SHOWN)), shelf.history.statistics()))

        self._do(found)

    def export(self, path: Path, words: str = "") -> None:
        """Writes all takes, or all that say `words`, into a file, the oldest first: a notice."""

        def export(shelf: Shelf) -> None:
            entries = _found(shelf, words, ALL)[::-1]
            shelf.export(path, entries)
            self._post(0, Noticed(f"{len(entries)} takes were written to “{path.name}”."))

        self._do(export)

    def save(self, path: Path, text: str) -> None:
        """Writes a text of the screen into a file: a notice."""

        def save(_: Shelf) -> None:
            try:
                path.write_text(text.rstrip() + "\n", encoding="utf-8")
            except OSError as problem:
                raise HistoryError(
                    f"The text could not be written to “{path.name}”.",
                    "Choose another folder, or see whether the disk is full.",
                ) from problem
            self._post(0, Noticed(f"The text was written to “{path.name}”."))

        self._do(save)

    def play(self, number: int) -> None:
        """Plays the sound of a take, or a sound that was described: TakePlays."""

        def play(shelf: Shelf) -> None:
            entry = shelf.history.get(number)
            if shelf.at_work(entry):
                raise HistoryError("This take is still at work.", "Wait until its text is there.")
            path = shelf.sound(entry) if entry.kind == TAKE else Path(entry.path)
            if path is None or not path.is_file():
                raise HistoryError("The sound is no longer there.", "Its text stays in the history.")
            self._player.open(path)
            self._player.play()

        self._do(play)

    def hush(self) -> None:
        """Plays no more."""
        self._player.pause()

    def forget(self, number: int) -> None:
        """Removes a take and its sound: a HistoryChanged."""

        def forget(shelf: Shelf) -> None:
            if shelf.at_work(shelf.history.get(number)):
                raise HistoryError("This take is still at work.", "Wait until its text is there.")
            shelf.history.forget(number)
            self._post(0, HistoryChanged())

        self._do(forget)


def _found(shelf: Shelf, words: str, most: int) -> list[Entry]:
    history = shelf.history
    return history.search(words, most) if words.strip() else history.newest(most)
