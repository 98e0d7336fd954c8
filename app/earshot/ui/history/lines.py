"""What the history says of its entries, in a line each."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from earshot.domain.entry import TAKE, Condition, Entry, Statistics
from earshot.ui.look.words import tr

NAME = 40
"""Letters of a file's name, at most; its end tells as much as its beginning."""
HOURS_FROM = 120
"""Minutes from which on hours are told."""


def odd(condition: Condition) -> str:
    """What is to be said of a take that did not end as usual; empty for one that did."""
    known = {
        Condition.RECOVERED: tr("recovered"), Condition.CANCELLED: tr("dropped"), Condition.FAILED: tr("not read")
    }  # fmt: skip
    return known.get(condition, "")


def nothing() -> str:
    return tr("Nothing was dictated or described yet. What you say is kept here.")


def line(entry: Entry) -> str:
    begun = datetime.fromtimestamp(entry.begun_at).astimezone()
    told = f" · {odd(entry.condition)}" if odd(entry.condition) else ""
    text = " ".join(entry.text.split())
    if entry.kind != TAKE:
        told = f" · {Path(entry.path).name or tr('Pasted picture')}"
    return f"{_day(begun)} {begun:%H:%M} · {_time(entry.seconds)}{told}\n{text[:90] or tr('(no words)')}"


def about(entry: Entry) -> str:
    begun = datetime.fromtimestamp(entry.begun_at).astimezone()
    told = [f"{_day(begun)} {begun:%H:%M}", _time(entry.seconds), entry.model, entry.manner, entry.inserted_into]
    if entry.kind != TAKE:
        told.insert(0, _short(Path(entry.path).name) or tr("Pasted picture"))
    return " · ".join(word for word in told if word)


def _short(name: str) -> str:
    """A file's name, no longer than there is room for beside the list."""
    return name if len(name) <= NAME else f"{name[: NAME // 2 - 1]}…{name[-NAME // 2 :]}"


def _day(begun: datetime) -> str:
    days = (datetime.now().astimezone().date() - begun.date()).days
    return {0: tr("Today"), 1: tr("Yesterday")}.get(days, f"{begun:%d %b %Y}")


def _time(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def summed(sums: Statistics) -> str:
    minutes = round(sums.saved_seconds / 60)
    spared = tr(", about {minutes} min saved against typing").format(minutes=minutes) if minutes else ""
    if minutes >= HOURS_FROM:
        spared = tr(", about {hours} h saved against typing").format(hours=f"{round(minutes / 60):,}")
    told = (
        tr("in one take, {speed} words a minute") if sums.takes == 1 else tr("in {takes} takes, {speed} words a minute")
    )
    return told.format(takes=f"{sums.takes:,}", speed=f"{sums.words_a_minute:.0f}") + spared
