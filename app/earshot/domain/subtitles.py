"""Times of words and what is made of them: subtitles (SRT, WebVTT) and a text with time marks.

The model gives no times.  Words are placed by their letters within the stretches of speech that were found, so
every time here is an approximation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from earshot.domain.clip import mark
from earshot.domain.reading import Part
from earshot.domain.words import lines_of, room, text_of, words_of

LONGEST = 7.0
"""Seconds a subtitle stays at most."""
LINE, LINES = 42, 2
"""Letters of a line and lines of a subtitle, as broadcasters have them."""
WIDE = 2.6
"""So much room takes a letter of Chinese, Japanese or Korean: 16 of them make a line."""
ENDS = ".!?…。？！؟۔।॥"
"""Of sentences, also in Arabic, Urdu and Hindi."""
PAUSE = 0.8
"""Seconds of silence that end a subtitle."""


@dataclass(frozen=True)
class TimedWord:
    """A word with its beginning and end, about, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Cue:
    """One subtitle."""

    start: float
    end: float
    text: str


def timed(part: Part) -> list[TimedWord]:
    """The words of a window, spread over its speech by their length."""
    words = words_of(part.text)
    stretches = [s for s in part.speech if s[1] > s[0]] or [(part.start_s, part.end_s)]
    letters = sum(len(word) + 1 for word in words)
    spoken = sum(end - start for start, end in stretches)
    out, before = [], 0
    for word in words:
        start = _at(stretches, spoken * before / letters, beginning=True)
        before += len(word) + 1
        out.append(TimedWord(word, start, max(start, _at(stretches, spoken * before / letters, beginning=False))))
    return out


def _at(stretches: Sequence[tuple[float, float]], seconds: float, *, beginning: bool) -> float:
    """The time at which so many seconds have been spoken; on a border a word begins late and ends early."""
    for start, end in stretches:
        if seconds < end - start or (not beginning and seconds <= end - start + 1e-9):
            return start + seconds
        seconds -= end - start
    return stretches[-1][1]


def cues(parts: Iterable[Part]) -> list[Cue]:
    """Subtitles of at most `LONGEST` seconds and `LINES` lines, one after another; a sentence or a pause ends one."""
    out: list[Cue] = []
    waiting: list[TimedWord] = []
    for word in (word for part in _apart(parts) for word in timed(part)):
        if waiting and _over([*waiting, word]):
            out.append(_cue(waiting, out))
            waiting = []
        waiting.append(word)
    if waiting:
        out.append(_cue(waiting, out))
    return out


def _apart(parts: Iterable[Part]) -> list[Part]:
    """Where a window hears the end of the last one again, each has its own half of that: there their texts meet."""
    out: list[Part] = []
    for part in parts:
        if not out or part.start_s >= out[-1].end_s:
            out.append(part)
            continue
        last = out[-1]
        middle = (part.start_s + last.end_s) / 2
        out[-1] = replace(last, end_s=middle, speech=tuple((a, min(b, middle)) for a, b in last.speech))
        out.append(replace(part, start_s=middle, speech=tuple((max(a, middle), b) for a, b in part.speech)))
    return out


def _over(words: list[TimedWord]) -> bool:
    """True if the last of these words belongs into the next subtitle."""
    lines = _lines(words)
    last, new = words[-2], words[-1]
    ended = last.text.rstrip()[-1:] in ENDS and sum(room(line, WIDE) for line in lines) > LINE // 2
    return new.end - words[0].start > LONGEST or new.start - last.end > PAUSE or len(lines) > LINES or ended


def _lines(words: Iterable[TimedWord]) -> list[str]:
    return [text_of(line) for line in lines_of((word.text for word in words), LINE, WIDE)]


def _cue(words: list[TimedWord], before: list[Cue]) -> Cue:
    text = "\n".join(_lines(words))
    start = max([words[0].start, *(cue.end for cue in before[-1:])])
    return Cue(start, max(words[-1].end, start + 0.2), text)


def srt(found: Iterable[Cue]) -> str:
    """SubRip: numbered, hh:mm:ss,mmm."""
    blocks = (
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{_safe(cue.text)}\n"
        for number, cue in enumerate(found, start=1)
    )
    return "\n".join(blocks)


def vtt(found: Iterable[Cue]) -> str:
    """WebVTT, the web's subtitles; the note says that the times are approximate."""
    blocks = (
        f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n"
        + cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for cue in found
    )
    return "\n\n".join(["WEBVTT", "NOTE Times are approximate.", *blocks]) + "\n"


def _safe(text: str) -> str:
    return text.replace("-->", "->")


def _clock(seconds: float, point: str) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}{point}{whole % 1000:03d}"


def marked(parts: Iterable[Part]) -> str:
    """One paragraph a window, each after its time mark, in Markdown."""
    return "\n\n".join(f"**{mark(part.start_s)}** {part.text}" for part in parts if part.text)
