"""The takes of this user: one SQLite file, beside the recordings that belong to it.

A `History` belongs to the thread that made it, as its connection does (SQLite refuses any other).  Every change is one
small transaction; after `kill -9` all of them are there, after a power cut all but perhaps the last ones.  What is
deleted is overwritten with zeros (`secure_delete`), and `forget` empties the journal and the index too.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Unpack

from earshot.domain.entry import UNDER_WAY, Changes, Condition, Entry, Statistics, statistics
from earshot.domain.errors import HistoryError
from earshot.domain.reading import Alarm
from earshot.domain.words import runs_on
from earshot.store import schema

SET_ASIDE = "set-aside"
DAY = 86_400.0
_COLUMNS = tuple(field.name for field in fields(Entry))
_ROWS = f"SELECT {', '.join(_COLUMNS)} FROM takes"
_NEWEST = "ORDER BY begun_at DESC, number DESC"
_UNDER_WAY = ", ".join(f"'{condition.value}'" for condition in UNDER_WAY)


class History:
    """Opens the history, and makes it if there is none.  Raises HistoryError; a damaged one is set aside instead."""

    def __init__(self, path: Path, recordings: Path, *, full_text: bool = True) -> None:
        """`full_text=False` searches without an index."""
        self._path, self._recordings, self._full_text = path, recordings, full_text
        self.alarm: Alarm | None = None
        """What should be told of the opening."""
        with _sentences():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                self._base = self._open()
            except sqlite3.DatabaseError as problem:
                if isinstance(problem, sqlite3.OperationalError):
                    raise
                self.alarm = self._set_aside()
                self._base = self._open()

    def _open(self) -> sqlite3.Connection:
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))  # its journal gets the same rights
        base = sqlite3.connect(self._path, timeout=5.0, isolation_level=None)
        try:
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            base.execute("PRAGMA secure_delete = ON")
            base.execute("PRAGMA temp_store = MEMORY")
            if base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("damaged")
            schema.migrate(base)
            self._indexed = schema.index(base, wanted=self._full_text)
            base.execute(f"{_ROWS} LIMIT 1").fetchone()
        except BaseException:
            base.close()
            raise
        return base

    def _set_aside(self) -> Alarm:
        number = 1
        while (aside := self._path.with_name(f"{self._path.stem}-{SET_ASIDE}-{number}.db")).exists():
            number += 1
        self._path.rename(aside)
        for end in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{self._path}{end}").rename(f"{aside}{end}")
        return Alarm("history", f"The history was damaged and begins anew; the old one is kept as “{aside.name}”.")

    def close(self) -> None:
        self._base.close()

    def begin(self, begun_at: float, *, model: str = "", fleeting: bool = False) -> Entry:
        """A new row, before there is any sound; it names the file that the sound is to be recorded in."""
        moment = datetime.fromtimestamp(begun_at, UTC)
        sound = f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}.wav"
        return self.add(Entry(0, begun_at, sound=sound, model=model, fleeting=fleeting))

    def add(self, entry: Entry) -> Entry:
        """A row as it is, with a number of its own."""
        columns, values = _COLUMNS[1:], _values(entry)[1:]
        with _sentences():
            marks = ", ".join("?" * len(columns))
            added = self._base.execute(f"INSERT INTO takes ({', '.join(columns)}) VALUES ({marks})", values)
        return replace(entry, number=int(added.lastrowid or 0))

    def update(self, number: int, **changes: Unpack[Changes]) -> Entry:
        """Changes a row and returns it.  Raises HistoryError if it is gone."""
        entry = replace(self.get(number), **changes)
        row = dict(zip(_COLUMNS, _values(entry), strict=True))
        named = ", ".join(f"{name} = ?" for name in changes)
        with _sentences():
            if changes:
                values = [row[name] for name in changes]
                self._base.execute(f"UPDATE takes SET {named} WHERE number = ?", (*values, number))
        return entry

    def get(self, number: int) -> Entry:
        """Raises HistoryError if there is no such take."""
        found = self._rows(f"{_ROWS} WHERE number = ?", number)
        if not found:
            raise HistoryError("This take is no longer in the history.", "Choose another one.")
        return found[0]

    def newest(self, limit: int = 100, skip: int = 0) -> list[Entry]:
        """Takes, the last one first."""
        return self._rows(f"{_ROWS} {_NEWEST} LIMIT ? OFFSET ?", limit, skip)

    def search(self, text: str, limit: int = 100) -> list[Entry]:
        """Takes with words that begin like these, raw or edited; else those that hold them anywhere; newest first."""
        words = [word for word in text.split() if any(letter.isalnum() for letter in word)]
        if not words:
            return []
        if self._indexed and not runs_on(text):  # the index knows words between spaces
            asked = " ".join('"' + word.replace('"', '""') + '"*' for word in words)
            match = "number IN (SELECT rowid FROM words WHERE words MATCH ?)"
            if found := self._rows(f"{_ROWS} WHERE {match} {_NEWEST} LIMIT ?", asked, limit):
                return found
        like = " AND ".join(["raw || char(10) || edited LIKE ? ESCAPE '!'"] * len(words))
        parts = [f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%" for word in words]
        return self._rows(f"{_ROWS} WHERE {like} {_NEWEST} LIMIT ?", *parts, limit)

    def statistics(self) -> Statistics:
        return statistics(self._rows(_ROWS))

    def sound(self, entry: Entry) -> Path | None:
        """The recording of a take, None if it is gone."""
        path = self._recordings / entry.sound
        return path if entry.sound and path.name == entry.sound and path.is_file() else None

    def recover(
        self, repaired: Iterable[str], in_use: Callable[[str], bool], length: Callable[[str], float]
    ) -> list[Entry]:
        """Takes that were under way when their program ended, now marked so; fleeting ones are forgotten instead.

        `repaired` are names of recordings that were not finished; one without a row gets one.  `in_use` says whether
        a recording belongs to a take that is still at work, in another Earshot perhaps; `length` its seconds.
        """
        for name in repaired:
            if not self._rows(f"{_ROWS} WHERE sound = ?", name):
                with _sentences():
                    begun = (self._recordings / name).stat().st_mtime - length(name)
                self.add(Entry(0, begun, sound=name))
        marked = []
        for entry in self._rows(f"{_ROWS} WHERE condition IN ({_UNDER_WAY}) ORDER BY number"):
            if entry.sound and in_use(entry.sound):
                continue
            if entry.fleeting:
                self.forget(entry.number)
                continue
            there = self.sound(entry) is not None
            seconds, sound = (length(entry.sound), entry.sound) if there else (entry.seconds, "")
            marked.append(self.update(entry.number, condition=Condition.RECOVERED, seconds=seconds, sound=sound))
        return marked

    def forget(self, number: int) -> bool:
        """Removes a take: sound, row, index, journal.  True if nothing of it is left on the disk, False if another
        reader of the history still holds the journal: `forget_expired` empties it later."""
        self._remove(self.get(number))
        return self._empty()

    def forget_expired(self, now: float, sound_days: float | None = 7.0, text_days: float | None = None) -> bool:
        """Removes sounds and takes that are older than so many days, None for never; what is under way stays.

        `now` is in seconds since 1970, UTC.  Returns what `forget` does.
        """
        past = f"{_ROWS} WHERE begun_at < ? AND condition NOT IN ({_UNDER_WAY})"
        for entry in self._rows(past, now - text_days * DAY) if text_days is not None else ():
            self._remove(entry)
        for entry in self._rows(f"{past} AND sound != ''", now - sound_days * DAY) if sound_days is not None else ():
            if self._remove_sound(entry):
                self.update(entry.number, sound="")
        return self._empty()

    def _remove(self, entry: Entry) -> None:
        """Sound first: a row without a sound can be removed again, a sound without a row would stay."""
        self._remove_sound(entry)
        with _sentences():
            self._base.execute("DELETE FROM takes WHERE number = ?", (entry.number,))

    def _remove_sound(self, entry: Entry) -> bool:
        """False if it cannot be removed now; names that lead elsewhere are nobody's sound."""
        try:
            if entry.sound and Path(entry.sound).name == entry.sound:
                (self._recordings / entry.sound).unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def _empty(self) -> bool:
        """Takes deleted words out of the index and cuts the journal."""
        with _sentences():
            if self._indexed:
                self._base.execute("INSERT INTO words(words) VALUES ('optimize')")
            return bool(self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)

    def _rows(self, query: str, *values: object) -> list[Entry]:
        with _sentences():
            return [_entry(row) for row in self._base.execute(query, values)]


def _entry(row: tuple[Any, ...]) -> Entry:
    content = dict(zip(_COLUMNS, row, strict=True))
    return Entry(**content | {"condition": Condition(content["condition"]), "fleeting": bool(content["fleeting"])})


def _values(entry: Entry) -> tuple[object, ...]:
    """As SQLite keeps them; half of a pair of signs, which no file can hold, is left out."""
    found = []
    for name in _COLUMNS:
        value = getattr(entry, name)
        if isinstance(value, str):
            value = value.encode("utf-8", "ignore").decode()
        found.append(value.value if isinstance(value, Condition) else value)
    return tuple(found)


@contextmanager
def _sentences() -> Iterator[None]:
    """Whatever SQLite or the disk says becomes one sentence; a damage found at the opening passes."""
    try:
        yield
    except sqlite3.OperationalError as problem:
        if "full" in str(problem):
            raise HistoryError("The disk is full, so the history cannot be written.") from problem
        if "locked" in str(problem):
            raise HistoryError("Another program holds the history.", "Close other windows of Earshot.") from problem
        raise HistoryError("The history cannot be written.") from problem
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.DatabaseError as problem:
        raise HistoryError("The history is damaged.", "Start Earshot again: it will begin a new one.") from problem
    except OSError as problem:
        raise HistoryError("The history cannot be written.") from problem
