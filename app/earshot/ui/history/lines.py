"""What the history says of its entries, in a line each."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from earshot.domain.entry import TAKE, Condition, Entry, Statistics
from earshot.ui.look.words import tr


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
        told.insert(0, Path(entry.path).name or tr("Pasted picture"))
    return " · ".join(word for word in told if word)


def _day(begun: datetime) -> str:
    days = (datetime.now().astimezone().date() - begun.date()).days
    return {0: tr("Today"), 1: tr("Yesterday")}.get(days, f"{begun:%d %b %Y}")


def _time(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def summed(sums: Statistics) -> str:
    minutes = round(sums.saved_seconds / 60)
    told = (
        tr("in one take, {speed} words a minute") if sums.takes == 1 else tr("in {takes} takes, {speed} words a minute")
    )
    told = told.format(takes=sums.takes, speed=f"{sums.words_a_minute:.0f}")
    return told + (tr(", about {minutes} min saved against typing").format(minutes=minutes) if minutes else "")
