"""What is kept of takes: rows, recordings, the user's own words.  Belongs to the take thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from earshot.domain.entry import Condition, Entry, Text, read_again
from earshot.domain.errors import EarshotError, HistoryError
from earshot.domain.events import Event, Noticed
from earshot.domain.health import Health, as_json, from_json
from earshot.domain.orders import Why
from earshot.domain.replacements import OwnWords, corrected, corrections
from earshot.domain.take_events import HistoryChanged, TakeFinished, TakenBack, TakeRecovered
from earshot.session.kept import Kept, Wish
from earshot.session.ports import History, Recordings

Post = Callable[[int, Event], None]
NEWEST = 1000
"""So many takes are looked through for some that were recovered and not read yet."""
LOOKS_SECONDS = 3600.0
"""So often it is looked for what is too old to be kept."""


@dataclass(frozen=True)
class Keeping:
    """Where takes are kept; handed in by parts.py."""

    history: Callable[[], History]
    """Opened on the thread that calls it.  Raises HistoryError."""
    recordings: Recordings
    own_words: Callable[[], OwnWords] = OwnWords
    here: Callable[[], Health] = Health
    """A health card with what is known of this program and computer."""
    export: Callable[[Path, Iterable[Entry]], None] = lambda _path, _entries: None
    """Writes takes into a file of the user's.  Raises EarshotError."""
    write: Callable[[Path, str], None] = lambda _path, _text: None
    """Writes a text into a file of the user's.  Raises EarshotError."""


@dataclass
class Wishes:
    """What the user chose about keeping; read when it matters."""

    nothing: bool = False
    """Takes are forgotten once they are delivered or cancelled."""
    sound_days: float | None = 7.0
    text_days: float | None = None


class Shelf:
    """The history of this session."""

    def __init__(self, keeping: Keeping, wishes: Wishes, model: Callable[[], str], post: Post) -> None:
        self._keeping, self._wishes, self._model, self._post = keeping, wishes, model, post
        self._history: History | None = None
        self._looked_at = 0.0
        """When what is too old was last looked for, in seconds since 1970."""
        self.recovered: list[Entry] = []
        """Takes that broke off and have not been read, oldest first."""

    @property
    def history(self) -> History:
        """Raises HistoryError; a disk that was full may have room the next time."""
        if self._history is None:
            self._history = self._keeping.history()
            if self._history.alarm is not None:
                self._post(0, Noticed(self._history.alarm.sentence))
        return self._history

    def open(self) -> None:
        """Repairs and finds again what an earlier program left, and forgets what is too old."""
        recordings = self._keeping.recordings
        found = self.history.recover(recordings.recover(), recordings.in_use, recordings.length)
        self._forget_expired()
        for entry in found:
            self._post(0, TakeRecovered(entry))
        waiting = (entry for entry in self.history.newest(NEWEST) if entry.condition is Condition.RECOVERED)
        self.recovered = [entry for entry in waiting if entry.sound and not entry.raw][::-1]

    def _forget_expired(self) -> None:
        """A program may run for weeks: at its start, and with a take that ends, once in a while."""
        now = time.time()
        if abs(now - self._looked_at) >= LOOKS_SECONDS:
            self._looked_at = now
            self.history.forget_expired(now, self._wishes.sound_days, self._wishes.text_days)

    def sound(self, entry: Entry) -> Path | None:
        return self.history.sound(entry)

    def transcribed(self, entry: Entry, text: str | None) -> None:
        """A recovered take was read: None if it could not be, empty if nothing is said in it."""
        if not text:
            self.history.update(entry.number, condition=Condition.FAILED if text is None else Condition.DONE)
            self._post(0, HistoryChanged())
            return
        own = corrected(text, corrections(self._keeping.own_words()))
        changed = self.history.update(entry.number, raw=text, edited=own if own != text else "", model=self._model())
        self._post(0, TakeRecovered(changed))
        self._post(0, HistoryChanged())

    def begin(self, kept: Kept, now: float) -> None:
        """Row first, then the file.  Raises HistoryError or RecordingError."""
        begun_at = time.time() - (now - kept.since)
        kept.entry = self.history.begin(begun_at, model=self._model(), fleeting=self._wishes.nothing)
        kept.recording = self._keeping.recordings.new(kept.entry.sound)

    def kept(self, take: int, wish: Wish, since: float) -> Kept:
        return Kept(take, wish, since, self._keeping.own_words(), health=self._keeping.here())

    def recorded(self, kept: Kept) -> None:
        """All of its sound is in its file."""
        if kept.entry is not None and kept.recording is not None:
            seconds = kept.recording.seconds
            self.history.update(kept.entry.number, condition=Condition.RECOGNISING, seconds=seconds)

    def deliver(self, kept: Kept, raw: str) -> None:
        """Writes down what became of it, and gives the text out."""
        text = kept.edited or corrected(raw, corrections(kept.words))
        try:
            self._write(kept, Condition.DONE, raw, text)
            self._forget_expired()
        except EarshotError as error:  # the text is given out all the same
            self._post(kept.wish.number, Noticed(error.sentence, error.advice))
        read = kept.read or TakeFinished(raw, 0.0)
        self._post(kept.wish.number, self._finished(kept, read, raw, text))

    def silent(self, kept: Kept, why: Why) -> None:
        """Kept without a text to give out; what the end of the program cut off is found at the next start."""
        raw = kept.read.text if kept.read else ""
        if why is not Why.LEFT:
            self._write(kept, Condition.FAILED if why is Why.FAILED else Condition.DONE, raw, raw)
        elif kept.entry is not None and kept.entry.fleeting:
            self.forget(kept)
        kept.close()
        if why in (Why.SILENT, Why.SCRATCH):
            read = kept.read or TakeFinished("", 0.0)
            self._post(kept.wish.number, self._finished(kept, read, raw, ""))

    def forget(self, kept: Kept) -> None:
        """Nothing of it stays."""
        kept.close()
        if kept.entry is not None:
            self.history.forget(kept.entry.number)
            self._post(0, HistoryChanged())

    def inserted(self, number: int, how: str, into: str) -> None:
        """Where its text was put, and by what way; nothing is left to write of a take that is not kept."""
        entry = self.history.get(number)
        health = replace(from_json(entry.health), inserted=how)
        self.history.update(number, inserted_into=into, health=as_json(health))
        self._post(0, HistoryChanged())

    def export(self, path: Path, entries: list[Entry]) -> None:
        self._keeping.export(path, entries)

    def file(self, entry: Entry) -> None:
        """A clip that was described; not where nothing is to be kept."""
        if not self._wishes.nothing:
            self.history.add(entry)
            self._post(0, HistoryChanged())

    def at_work(self, entry: Entry) -> bool:
        """It is being recorded or read."""
        return bool(entry.sound) and self._keeping.recordings.in_use(entry.sound)

    def to_read_again(self, number: int) -> tuple[Entry, Path, OwnWords]:
        """A take and its sound.  Raises HistoryError if it is still at work, or has no sound any more."""
        entry = self.history.get(number)
        if self.at_work(entry):
            raise HistoryError("This take is still at work.", "Wait until its text is there.")
        path = self.history.sound(entry)
        if path is None:
            raise HistoryError(
                f"The sound of take {number} is no longer kept, so it cannot be read again.",
                "The settings say for how many days sounds are kept.",
            )
        return entry, path, self._keeping.own_words()

    def have_read_again(self, number: int, text: Text) -> Entry:
        return self.history.update(number, **read_again(self.history.get(number), text))

    def take_back(self, kept: Kept) -> None:
        """Its text stays in the history, and counts no more."""
        there = kept.entry is not None and not kept.entry.fleeting
        number = kept.entry.number if kept.entry and there else 0
        self._post(kept.wish.number, TakenBack(number))
        if number:
            self.history.update(number, condition=Condition.CANCELLED)
            self._post(0, HistoryChanged())

    def close(self) -> None:
        if self._history is not None:
            self._history.close()
            self._history = None

    def _write(self, kept: Kept, condition: Condition, raw: str, text: str) -> None:
        if kept.entry is None:
            return
        if kept.entry.fleeting:
            self.forget(kept)
            return
        manner = kept.wish.manner
        named = getattr(manner, "value", manner) or ""
        self.history.update(
            kept.entry.number, condition=condition, raw=raw, edited=text if text != raw else "",
            manner=str(named) if kept.edited else "", model=self._model(),
            health=as_json(kept.card(self._model())),
        )  # fmt: skip
        self._post(0, HistoryChanged())
        kept.close()

    def _finished(self, kept: Kept, read: TakeFinished, raw: str, text: str) -> TakeFinished:
        there = kept.entry is not None and not kept.entry.fleeting
        return TakeFinished(
            text, read.seconds_since_release, read.alarms, read.replaced, read.spoken, read.final_only,
            take=kept.take, entry=kept.entry.number if kept.entry and there else 0, raw=raw, sound_kept=there,
        )  # fmt: skip
