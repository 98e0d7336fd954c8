"""`earshot bench --dictation`: live takes through the session that the window uses, beside mlx-vlm's whole clips.

Speech is played as a microphone would hear it, the key is let go with its last sample, and mlx-vlm's own `generate`
gets the same samples at once, with the same weights, in the same run; the two take turns.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

import numpy as np

from earshot import paths
from earshot.cli import output
from earshot.cli.desk import Desk, InMemory, Taken
from earshot.cli.notes import Read
from earshot.cli.progress import Line
from earshot.domain.card import Card
from earshot.domain.errors import CannotError
from earshot.domain.events import FileRead, Stepped
from earshot.domain.lag import Lag, lags
from earshot.domain.sound import RATE, Sound, as_recorded
from earshot.domain.subtitles import timed
from earshot.domain.voice import CHUNK, Judge
from earshot.session import jobs
from earshot.session.ports import Mind
from earshot.session.take import Hints

POINTS = (5.0, 10.0, 20.0, 28.0)
"""Seconds into a window at which a reading's cost is told."""
NEAR = 2.0
"""So many seconds beside such a point a reading may be."""
AFTER_SECONDS = 1.0
"""Quiet behind the speech, in which the key is let go."""
LONGEST_PAUSE = 0.2
"""Seconds that are left of every pause where a window shall not close before it is full."""
PIECE = 48 * CHUNK
"""Samples that a piece of mixed speech has at most: 1.5 s."""
CAP_A_SECOND = 7
"""Tokens of mlx-vlm's answer for a second of sound, as many as our own may have."""


@dataclass(frozen=True)
class Waited:
    """After one take of so many seconds of speech; seconds."""

    speech: float
    after_last_sample: float
    after_release: float
    whole_clip: float
    """mlx-vlm's, from the last sample."""
    heard: float
    """Seconds of it that mlx-vlm can take in."""


@dataclass
class Found:
    """Of all takes."""

    waited: list[Waited] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    """In windows that nothing but their length closed."""
    lags: list[Lag] = field(default_factory=list)
    settled: int = 0
    replaced: int = 0
    changed: int = 0

    def follow(self, taken: Taken) -> None:
        """One take more."""
        self.settled += taken.notes.settled
        self.replaced += taken.done.replaced
        self.changed += taken.notes.changed


def run(options: argparse.Namespace, model: Path, line: Line) -> int:
    """Returns the exit code.  Raises EarshotError."""
    with tempfile.TemporaryDirectory(prefix="earshot-bench-") as folder:
        desk = Desk(Path(folder), speed=options.speed)
        try:
            with line.waiting("Loading the model …"):
                card = desk.open(model)
            if not card.hears:
                raise CannotError(f"{card.title} cannot transcribe.", "Measure a model that hears.")
            sample = options.sound or paths.SAMPLES / "talk.flac"
            speech = np.concatenate(list(desk.sounds.blocks(sample, lambda _: None)))
            found = _measured(desk, card, speech, options, line)
        finally:
            desk.close()
    line.clear()
    if options.json:
        output.row(_record(card, found, options))
    else:
        _table(card, found, options)
    return 0


def _measured(desk: Desk, card: Card, speech: Sound, options: argparse.Namespace, line: Line) -> Found:
    found = Found()
    dense = _without_pauses(speech, desk.sounds.detector())
    desk.work(lambda mind: whole_clip(mind, speech[: 2 * RATE], []))  # what it imports and compiles is not counted
    desk.take(speech[: 2 * RATE])
    for number in range(options.pairs):
        for seconds in options.lengths:
            line.tell(f"pair {number + 1} of {options.pairs}: a take of {seconds:.0f} s")
            sound, theirs = of_length(speech, seconds, number), list[float]()
            taken = desk.take(_with_quiet(sound, options.speed), seconds)
            heard = min(seconds, card.window_seconds)
            clip = as_recorded(sound[: round(heard * RATE)])
            desk.work(lambda mind, clip=clip, theirs=theirs: whole_clip(mind, clip, theirs))  # type: ignore[misc]
            waits = taken.text_at - taken.last_sample, taken.text_at - taken.released
            found.waited.append(Waited(seconds, *waits, theirs[0], heard))
            found.follow(taken)
            found.lags += _lags(desk, sound, taken)
        line.tell(f"pair {number + 1} of {options.pairs}: a window without a pause")
        full = POINTS[-1] + NEAR
        desk.cut(card.window_seconds)
        taken = desk.take(_with_quiet(_mixed(dense, full, number), options.speed), full)
        found.reads += [read for read in taken.notes.reads if read.window == 1 and not read.final]
        found.follow(taken)
        desk.cut(card.cut_seconds)
    return found


def whole_clip(mind: Mind, sound: Sound, seconds: list[float]) -> jobs.Job:
    """mlx-vlm's own way with a recording; a job on the thinking lane."""
    from earshot.engine.bench import Theirs
    from earshot.engine.mind import Mind as Loaded

    assert isinstance(mind, Loaded)
    spoken, _ = Theirs(mind.checkpoint, "English").spoken(sound, 4 + round(CAP_A_SECOND * len(sound) / RATE))
    seconds.append(spoken.seconds)
    yield Stepped()


def _lags(desk: Desk, sound: Sound, taken: Taken) -> list[Lag]:
    """Words end where subtitles would say: the model gives no times."""
    path, hints = Path("prepared"), Hints(desk.session.language)
    events = desk.work(lambda mind: jobs.transcribe(path, InMemory(as_recorded(sound)), mind, hints))
    read = next(event for event in events if isinstance(event, FileRead))
    words = [word for part in read.parts for word in timed(part)]
    notes = taken.notes
    ends = [(word.text, notes.moment(word.end * RATE)) for word in words]
    return lags(ends, [(shown.at, shown.words) for shown in notes.shown])


def of_length(sound: Sound, seconds: float, number: int) -> Sound:
    """So much of it, again and again if it is shorter; of long speech another piece each time."""
    count = round(seconds * RATE)
    start = number * count if len(sound) > count else 0
    return np.take(sound, np.arange(start, start + count), mode="wrap")


def _with_quiet(sound: Sound, speed: float) -> Sound:
    return np.concatenate([sound, np.zeros(round(AFTER_SECONDS * speed * RATE), np.float32)])


def _mixed(sound: Sound, seconds: float, seed: int) -> Sound:
    """So much of it in pieces of about a second, cut where it is quiet, in any order: a model that reads the same
    sentence again and again may be caught in it, and that is not what is measured."""
    pieces, at, rng = list[Sound](), 0, np.random.default_rng(seed)
    while at < len(sound) - PIECE:
        near = np.square(sound[at + PIECE // 2 : at + PIECE]).reshape(-1, CHUNK // 2).mean(1)
        end = at + PIECE // 2 + (int(np.argmin(near)) + 1) * CHUNK // 2
        pieces.append(sound[at:end])
        at = end
    pieces.append(sound[at:])
    mixed: list[Sound] = []
    while sum(map(len, mixed)) < seconds * RATE:
        mixed += [pieces[number] for number in rng.permutation(len(pieces))]
    return np.concatenate(mixed)[: round(seconds * RATE)]


def _without_pauses(sound: Sound, judge: Judge) -> Sound:
    """The same speech with pauses too short to close a window."""
    most, kept, quiet = round(LONGEST_PAUSE * RATE / CHUNK), list[Sound](), 0
    for start in range(0, len(sound) - CHUNK + 1, CHUNK):
        chunk = sound[start : start + CHUNK]
        quiet = 0 if judge(chunk) >= 0.5 else quiet + 1
        if quiet <= most:
            kept.append(chunk)
    return np.concatenate(kept)


def near(reads: list[Read], point: float) -> list[Read]:
    """Of each window the reading that is nearest to so many seconds, if one is near."""
    return [read for read in reads if abs(read.seconds - point) <= NEAR / 4] or [
        read for read in reads if abs(read.seconds - point) <= NEAR
    ]


def _record(card: Card, found: Found, options: argparse.Namespace) -> dict[str, object]:
    return {
        "schema": 1, "model": card.title, "pairs": options.pairs, "speed": options.speed,
        "takes": [asdict(one) for one in _medians(found.waited)],
        "readings": [_reading(point, near(found.reads, point)) for point in POINTS],
        "word_to_screen_s": _spread([lag.appeared for lag in found.lags]),
        "word_to_settled_s": _spread([lag.settled for lag in found.lags]),
        "word_ends": "approximate", "words": len(found.lags),
        "settled": found.settled, "replaced": found.replaced, "changed_in_open_window": found.changed,
        "replaced_share": found.replaced / max(1, found.settled),
    }  # fmt: skip


def _medians(waited: list[Waited]) -> list[Waited]:
    """One row for every length."""
    lengths = dict.fromkeys(one.speech for one in waited)
    rows = []
    for speech in lengths:
        of = [one for one in waited if one.speech == speech]
        names = ("after_last_sample", "after_release", "whole_clip", "heard")
        rows.append(Waited(speech, *(median(getattr(one, name) for one in of) for name in names)))
    return rows


def _reading(point: float, reads: list[Read]) -> dict[str, object]:
    drafted = sum(read.drafted for read in reads)
    return {
        "into_window_s": point, "readings": len(reads),
        "cost_s": median(read.cost for read in reads) if reads else None,
        "draft_survives": sum(read.survived for read in reads) / drafted if drafted else None,
    }  # fmt: skip


def _spread(seconds: list[float]) -> dict[str, float | None]:
    if not seconds:
        return {"median": None, "p95": None}
    return {"median": float(np.median(seconds)), "p95": float(np.quantile(seconds, 0.95))}


def _table(card: Card, found: Found, options: argparse.Namespace) -> None:
    pace = "at its own speed" if options.speed == 1.0 else f"{options.speed:g} times as fast as it was spoken"
    print(f"{card.title}, sound played {pace}; medians of {options.pairs}\n")
    tell_waits(found.waited)
    tell_readings(found.reads)
    tell_lags(found.lags, "approximate")
    tell_settled(found)


def tell_waits(waited: list[Waited]) -> None:
    """Medians for every length of speech, beside mlx-vlm's."""
    print("speech   last sample to text   release to text   mlx-vlm, whole clip   ratio")
    for one in _medians(waited):
        over = "" if one.heard >= one.speech else f"  (over its window: its first {one.heard:.0f} s)"
        ratio = one.after_last_sample / one.whole_clip
        print(
            f"{one.speech:4.0f} s {one.after_last_sample:19.3f} s {one.after_release:15.3f} s {one.whole_clip:19.3f} s"
            f" {ratio:7.2f}{over}"
        )


def tell_readings(reads: list[Read]) -> None:
    """What a reading costs as its window fills."""
    print("\ninto a window   cost of a reading   share of the draft that survives")
    for point in POINTS:
        there = near(reads, point)
        row = _reading(point, there)
        share = f"{row['draft_survives']:.1%}" if row["draft_survives"] is not None else "-"
        print(f"{point:11.0f} s {row['cost_s']:17.3f} s   {share:>10}" if there else f"{point:11.0f} s   no reading")


def tell_lags(found: list[Lag], how: str) -> None:
    """`how` the ends of the words are known."""
    print(f"\nfrom the end of a word ({how}, {len(found)} words)".ljust(52) + "  median   95th percentile")
    for name, values in (("to the screen", "appeared"), ("until it is settled", "settled")):
        seconds = [getattr(lag, values) for lag in found]
        if seconds:
            print(f"  {name:48} {np.median(seconds):6.2f} s   {np.quantile(seconds, 0.95):6.2f} s")


def tell_settled(found: Found) -> None:
    """What became of settled words."""
    print(
        f"\n{found.settled} words settled while their window was open: {found.changed} times changed there, "
        f"{found.replaced} replaced by the final reading ({found.replaced / max(1, found.settled):.2%})"
    )
