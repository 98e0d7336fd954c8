"""The tables of the history, the steps from older ones, and the index for searching."""

from __future__ import annotations

import sqlite3

from earshot.domain.errors import HistoryError

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE takes (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            begun_at REAL NOT NULL,
            condition TEXT NOT NULL,
            sound TEXT NOT NULL,
            seconds REAL NOT NULL,
            raw TEXT NOT NULL,
            edited TEXT NOT NULL,
            manner TEXT NOT NULL,
            model TEXT NOT NULL,
            health TEXT NOT NULL,
            inserted_into TEXT NOT NULL,
            fleeting INTEGER NOT NULL
        )""",
        "CREATE INDEX takes_begun ON takes (begun_at)",
    ),
    ("ALTER TABLE takes ADD COLUMN earlier TEXT NOT NULL DEFAULT ''",),
    (
        "ALTER TABLE takes ADD COLUMN kind TEXT NOT NULL DEFAULT 'take'",
        "ALTER TABLE takes ADD COLUMN path TEXT NOT NULL DEFAULT ''",
    ),
)
"""Step n brings a database of version n to n + 1; a step that was released is never changed."""

_INDEX = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS words
        USING fts5(raw, edited, content='takes', content_rowid='number', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER words_added AFTER INSERT ON takes BEGIN
        INSERT INTO words(rowid, raw, edited) VALUES (new.number, new.raw, new.edited);
    END""",
    """CREATE TRIGGER words_removed AFTER DELETE ON takes BEGIN
        INSERT INTO words(words, rowid, raw, edited) VALUES ('delete', old.number, old.raw, old.edited);
    END""",
    """CREATE TRIGGER words_changed AFTER UPDATE OF raw, edited ON takes BEGIN
        INSERT INTO words(words, rowid, raw, edited) VALUES ('delete', old.number, old.raw, old.edited);
        INSERT INTO words(rowid, raw, edited) VALUES (new.number, new.raw, new.edited);
    END""",
    "INSERT INTO words(words) VALUES ('rebuild')",
)
_TRIGGERS = ("words_added", "words_removed", "words_changed")


def migrate(base: sqlite3.Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> None:
    """Brings the tables up to date, each step whole or not at all.  Raises HistoryError for what is newer than we."""
    while (version := base.execute("PRAGMA user_version").fetchone()[0]) != len(migrations):
        if version > len(migrations):
            raise HistoryError("The history was written by a newer Earshot.", "Update Earshot to see it again.")
        with base:
            base.execute("BEGIN IMMEDIATE")
            for statement in migrations[version]:
                base.execute(statement)
            base.execute(f"PRAGMA user_version = {version + 1}")


def index(base: sqlite3.Connection, *, wanted: bool = True) -> bool:
    """Sets up the index where the system's SQLite can keep one (FTS5); False where it cannot.

    A database that comes from elsewhere may have an index that was not kept: it is made anew.
    """
    can = wanted and base.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone() is not None
    kept = base.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()[0] == len(_TRIGGERS)
    if can == kept:
        return can
    with base:
        base.execute("BEGIN IMMEDIATE")
        for trigger in _TRIGGERS:
            base.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for statement in _INDEX if can else ():
            base.execute(statement)
    return can
