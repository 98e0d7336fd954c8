"""`earshot bench --speech FOLDER`: word error on real recordings, at windows of several lengths.

The folder has LibriSpeech's layout: `*.trans.txt` with lines of an id and its words, and `ID.flac` (or wav) beside
it.  Recordings of one list are joined to one long take, as dictation is one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from earshot import parts, paths
from earshot.cli import output
from earshot.cli.opening import opened
from earshot.cli.progress import Line
from earshot.domain.errors import CannotError, EarshotError
from earshot.domain.sound import RATE, Sound
from earshot.domain.transcript import plain, word_errors
from earshot.session.ports import Mind
from earshot.session.take import Hints, Take

WINDOWS = (10.0, 15.0, 20.0, 30.0)
KINDS = (".flac", ".wav", ".mp3", ".ogg", ".m4a")
GAP = np.zeros(RATE // 2, np.float32)
SPELLING = "Numbers and abbreviations spelled otherwise than in the lists count as errors, alike at every length."
WORTH = 0.003
"""A longer window is recommended if it costs no more than this share of errors: longer windows know more context."""


@dataclass(frozen=True)
class Window:
    """What windows of one length gave."""

    seconds: float
    errors: int
    words: int
    heard: int
    sound_seconds: float
    work_seconds: float

    @property
    def word_error(self) -> float:
        return self.errors / max(1, self.words)

    @property
    def completeness(self) -> float:
        return self.heard / max(1, self.words)

    @property
    def speed(self) -> float:
        """Seconds of sound in a second of work."""
        return self.sound_seconds / max(1e-9, self.work_seconds)


def run(options: argparse.Namespace, model: Path, line: Line) -> int:
    """Returns the exit code."""
    takes = takes_of(options.speech, options.minutes * 60)
    mind = opened(parts.world().minds, model, line)
    if not mind.card.hears:
        raise CannotError(f"{mind.card.title} cannot transcribe.", "Measure a model that hears.")
    lengths = [seconds for seconds in WINDOWS if seconds <= mind.card.window_seconds] or [mind.card.window_seconds]
    found = [measured(mind, takes, seconds, line) for seconds in lengths]
    best = recommended(found)
    line.clear()
    if options.json:
        rows = [
            {"window_s": w.seconds, "word_error": w.word_error, "completeness": w.completeness, "speed": w.speed,
             "words": w.words} for w in found
        ]  # fmt: skip
        output.row({"schema": 1, "model": mind.card.title, "windows": rows, "recommended_s": best.seconds})
        return 0
    print(f"{mind.card.title}: {found[0].words} words, {found[0].sound_seconds / 60:.1f} minutes\n")
    print("window   word error   words written / said   sound a second")
    for window in found:
        print(
            f"{window.seconds:4.0f} s   {window.word_error:9.2%}   {window.completeness:19.1%}   {window.speed:13.1f} s"
        )
    print(f"\n{SPELLING}")
    print(f"Recommended: windows of {best.seconds:.0f} s.")
    if best.seconds != mind.card.cut_seconds:
        print(f'For that, put "cut_seconds": {best.seconds:.0f} into earshot.json in the model\'s folder.')
    return 0


def takes_of(folder: Path, most: float) -> list[tuple[Sound, list[str]]]:
    """Takes with their words, of `most` seconds in all.  Raises EarshotError if there are none."""
    lists = sorted(folder.rglob("*.trans.txt"))
    if not lists:
        raise EarshotError(
            f"There is no speech with its text in “{folder.name}”.",
            "Choose a folder with LibriSpeech's layout: *.trans.txt beside the recordings.",
        )
    takes = list(_takes(lists, most))
    if not takes:
        raise EarshotError(
            f"None of the recordings that are listed in “{folder.name}” is there.",
            "Put them beside their list: of the line “84-121-0000 HELLO” the file is 84-121-0000.flac.",
        )
    return takes


def bundled() -> list[tuple[Sound, list[str]]]:
    """The sample that travels with the program."""
    sound = np.concatenate(list(parts.world().sounds.blocks(paths.SAMPLES / "dictation.wav", lambda _: None)))
    return [(sound, (paths.SAMPLES / "dictation.txt").read_text(encoding="utf-8").split())]


def recommended(found: list[Window]) -> Window:
    """The longest window that is as good as the best within `WORTH`."""
    least = min(window.word_error for window in found)
    return max((w for w in found if w.word_error <= least + WORTH), key=lambda window: window.seconds)


def _takes(lists: list[Path], most: float) -> Iterator[tuple[Sound, list[str]]]:
    """One take for every list, until there are `most` seconds."""
    sounds, seconds = parts.world().sounds, 0.0
    for path in lists:
        pieces: list[Sound] = []
        said: list[str] = []
        for row in path.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, words = row.partition(" ")
            beside = [path.parent / (name + kind) for kind in KINDS if name and Path(name).name == name]
            file = next((file for file in beside if file.is_file()), None)
            if file is None or seconds > most:
                continue
            pieces += [np.concatenate(list(sounds.blocks(file, lambda _: None))), GAP]
            said += words.split()
            seconds += len(pieces[-2]) / RATE
        if pieces:
            yield np.concatenate(pieces), said


def compared(words: list[str]) -> list[str]:
    """Without case, punctuation and hyphens; spelled as they are, so that “23” is not “twenty three”."""
    return [plain(part) for word in words for part in word.replace("-", " ").split()]


def measured(mind: Mind, takes: list[tuple[Sound, list[str]]], seconds: float, line: Line) -> Window:
    errors = words = heard = 0
    began, sound_seconds = time.perf_counter(), 0.0
    for number, (sound, said) in enumerate(takes, start=1):
        line.tell(f"windows of {seconds:.0f} s: {number} of {len(takes)} recordings")
        detector = parts.world().sounds.detector()
        take = Take(mind.ears(), detector, seconds, time.monotonic, Hints("English"))
        for _ in take.push(sound):
            pass
        for _ in take.finish():
            pass
        wanted, written = compared(said), compared(take.text.split())
        errors += word_errors(wanted, written)
        words, heard, sound_seconds = words + len(wanted), heard + len(written), sound_seconds + len(sound) / RATE
    return Window(seconds, errors, words, heard, sound_seconds, time.perf_counter() - began)
