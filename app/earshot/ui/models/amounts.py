"""Bytes, speeds and times for a person, no more exact than they are known."""

from __future__ import annotations

from earshot.domain.course import Course
from earshot.ui.look.words import tr


def size(count: int) -> str:
    """Of a file: exact enough to compare two."""
    if count >= 1e9:
        return f"{count / 1e9:,.2f} GB"
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else f"{count / 1e3:,.0f} kB"


def about(count: int) -> str:
    """Of memory, or of what was only told."""
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.0f} MB"


def left(seconds: float) -> str:
    if seconds < 90:
        return tr("{count} s left").format(count=f"{max(1, seconds):.0f}")
    if seconds < 5400:
        return tr("{count} min left").format(count=f"{seconds / 60:.0f}")
    return tr("{count} h left").format(count=f"{seconds / 3600:.1f}")


def progress(course: Course) -> str:
    """“1.97 GB of 5.18 GB · 24 MB/s · 2 min left”, as far as it is known."""
    told = [amount(course)]
    if course.trouble:
        told.append(tr("{trouble}, trying again").format(trouble=tr(course.trouble)))
    elif course.speed > 0:
        told.append(tr("{speed} a second").format(speed=size(int(course.speed))))
        if course.seconds_left is not None:
            told.append(left(course.seconds_left))
    return " · ".join(told)


def amount(course: Course) -> str:
    """“1.97 GB of 5.18 GB”."""
    if not course.total:
        return tr("{done} is here").format(done=size(course.done))
    return tr("{done} of {total}").format(done=size(course.done), total=size(course.total))
