"""How long words let wait, with their exact ends: `python -m tests.dictation.words --minutes 5`.

As `earshot bench --dictation`, but on new synthetic speech, which tells the sample at which each word ends.  Half of
it has hardly a pause, so that windows fill up.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from tests.dictation.voices import Speaker, Speech

from earshot import paths
from earshot.cli.bench_dictation import Found, tell_lags, tell_readings, tell_settled
from earshot.cli.desk import Desk, Taken
from earshot.domain.lag import lags
from earshot.domain.transcript import plain

NO_PAUSE = (0.02, 0.1)
PAUSES = (0.1, 1.0)
TAKE_SECONDS = 58.0


def ends(taken: Taken, speech: Speech) -> Iterator[tuple[str, float | None]]:
    """The words that were written, each with the moment its sound had come; None for what nobody said."""
    written = taken.done.text.split()
    same = SequenceMatcher(None, [plain(w) for w in speech.words], [plain(w) for w in written], autojunk=False)
    said = {b.b + n: speech.ends[b.a + n] for b in same.get_matching_blocks() for n in range(b.size)}
    for number, word in enumerate(written):
        yield word, taken.notes.moment(said[number]) if number in said else None


def measured(minutes: float, speed: float, seed: int, model: Path) -> tuple[Found, Found]:
    """With hardly a pause, and with pauses between sentences, take by take in turn."""
    kinds = Found(), Found()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), speed=speed)
        try:
            desk.open(model)
            for number in range(max(1, round(minutes * 60 / TAKE_SECONDS))):
                dense = number % 2 == 0
                found = kinds[0] if dense else kinds[1]
                seconds = min(TAKE_SECONDS, minutes * 60)
                speech = Speech(seconds, seed + number, NO_PAUSE if dense else PAUSES, exact=True)
                sounds = [sentence.sound for sentence in speech.said()]
                taken = desk.play(lambda sounds=sounds: Speaker(iter(sounds), speed))  # type: ignore[misc]
                found.follow(taken)
                found.lags += lags(list(ends(taken, speech)), [(one.at, one.words) for one in taken.notes.shown])
                found.reads += [read for read in taken.notes.reads if dense and not read.final]
        finally:
            desk.close()
    return kinds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--speed", type=float, default=1.0, help="play so many times as fast (1)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path, default=paths.POCKET)
    options = parser.parse_args()
    dense, usual = measured(options.minutes, options.speed, options.seed, options.model)
    print(f"synthetic speech, {options.minutes:g} minutes, played {options.speed:g} times as fast as it was spoken")
    tell_readings(dense.reads)
    tell_lags(dense.lags + usual.lags, "exact")
    for name, found in (("hardly a pause", dense), ("a pause of 0.1 to 1 s after each sentence", usual)):
        print(f"\nspeech with {name}:", end="")
        tell_settled(found)
    return 1 if dense.changed or usual.changed else 0


if __name__ == "__main__":
    sys.exit(main())
