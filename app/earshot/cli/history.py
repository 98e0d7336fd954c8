"""`earshot history`: what was said, found again, exported or removed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

from earshot import parts, paths
from earshot.cli import output
from earshot.cli.forms import SCHEMA
from earshot.cli.opening import opened
from earshot.cli.progress import Line
from earshot.domain import health
from earshot.domain.entry import Entry, Text, as_json
from earshot.domain.errors import EarshotError
from earshot.domain.events import Event, Noticed, Progressed
from earshot.session.again import again
from earshot.session.shelf import Shelf, Wishes
from earshot.store import settings
from earshot.store.export import form
from earshot.store.history import History

ALL = 1_000_000
SHOWN = 50


def run(options: argparse.Namespace, model: Path, line: Line) -> int:
    """Returns the exit code: 1 if nothing was found.  Raises EarshotError."""
    if options.again is not None:
        return _again(options, model, line)
    write = form(options.export) if options.export is not None else None
    history = parts.history()
    try:
        if history.alarm is not None:
            print(history.alarm.sentence, file=sys.stderr)
        if options.delete is not None:
            return _delete(history, options.delete)
        if options.health is not None:
            sys.stdout.write(health.card(health.from_json(history.get(options.health).health)))
            return 0
        most = SHOWN if write is None and not options.json else ALL
        words = " ".join(options.words)
        found = history.search(words, most) if words else history.newest(most)
        if write is not None:
            path = output.write_new(options.export, write(found[::-1]))
            print(output.one_line(str(path)))
        elif options.json:
            for row in json.loads(as_json(found))["takes"]:
                output.row({"schema": SCHEMA} | row)
        else:
            _show(found, spoken=options.as_spoken)
            if not words:
                _sum_up(history)
    finally:
        history.close()
    if not found:
        print("No take says that." if words else "Nothing was dictated yet.", file=sys.stderr)
    return 0 if found else 1


def _again(options: argparse.Namespace, model: Path, line: Line) -> int:
    """Reads one take with another model; what can be wrong with it is said before the model is loaded."""
    world, kept = parts.world(), settings.read(paths.settings_file())
    shelf = Shelf(world.keeping, Wishes(), str, lambda _, event: _notice(event, line))
    try:
        entry, sound, words = shelf.to_read_again(options.again)
        mind = opened(world.minds, model, line)
        try:
            steps = again(mind, world.sounds, entry, sound, words, kept.language or None)
            text = _run(steps, entry, line)
        finally:
            mind.release()
        changed = shelf.have_read_again(entry.number, text)
    finally:
        line.clear()
        shelf.close()
    if options.json:
        output.row({"schema": SCHEMA} | json.loads(as_json([changed]))["takes"][0])
    else:
        print(output.one_line(changed.text))
        print(f"Read by {changed.model}; the text from before is kept.", file=sys.stderr)
    return 0


def _run(steps: Generator[Event, None, Text], entry: Entry, line: Line) -> Text:
    while True:
        try:
            event = next(steps)
        except StopIteration as end:
            text: Text = end.value
            return text
        if isinstance(event, Progressed) and entry.seconds:
            line.tell(f"Reading take {entry.number} … {min(1.0, event.seconds / entry.seconds):.0%}")
        _notice(event, line)


def _notice(event: Event, line: Line) -> None:
    if isinstance(event, Noticed):
        line.clear()
        print(f"{event.sentence} {event.advice}".strip(), file=sys.stderr)


def _delete(history: History, number: int) -> int:
    entry = history.get(number)
    if entry.sound and parts.Recordings(paths.recordings_folder()).in_use(entry.sound):
        raise EarshotError("This take is still at work.", "Wait until its text is there.")
    clean = history.forget(number)
    print(f"Take {number} is removed.")
    if not clean:
        print("Another Earshot reads the history; the last traces go when it is closed.", file=sys.stderr)
    return 0


def _show(found: list[Entry], *, spoken: bool) -> None:
    for entry in found:
        begun = datetime.fromtimestamp(entry.begun_at).astimezone()
        text = output.one_line(entry.raw if spoken else entry.text) or f"({entry.condition.value})"
        print(f"{entry.number:5d}  {begun:%Y-%m-%d %H:%M}  {entry.seconds:5.0f} s  {text}")


def _sum_up(history: History) -> None:
    sums = history.statistics()
    if sums.words:
        print(
            f"{_many(sums.takes, 'take')}, {_many(sums.words, 'word')}, {sums.words_a_minute:.0f} words a minute, "
            f"{_many(round(sums.saved_seconds / 60), 'minute')} saved against typing",
            file=sys.stderr,
        )


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
