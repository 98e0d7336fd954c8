"""What was measured of a model on a machine, one measurement beside another, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

from earshot.domain.card import WINDOW_SECONDS
from earshot.domain.reading import REST

WORD_ERROR = "word_error"
"""With windows of the model's usual length; with `_10` and so on, of so many seconds."""
RELEASE, READING, DECODE = "release_to_text_s", "reading_s", "decode_tokens_s"
WITH_DRAFTER = "decode_with_drafter_tokens_s"
UNITS: Mapping[str, str] = {
    "load_s": "s", "first_token_s": "s", RELEASE: "s", READING: "s", "prefill_tokens_s": "tokens/s",
    DECODE: "tokens/s", WITH_DRAFTER: "tokens/s", WORD_ERROR: "", "peak_bytes": "bytes",
}  # fmt: skip
"""Every figure that is kept, in the order it is shown, and its unit; a word error is a share."""
MORE_IS_BETTER = frozenset({"prefill_tokens_s", DECODE, WITH_DRAFTER})
"""Of all others less is."""
SOON_SECONDS = 2.0
"""A text that comes later than this after the key is let go is waited for."""
LIVE_SECONDS = 3.0
"""A reading that costs more than this comes too late to be of use while one speaks."""
AS_GOOD = 0.003
"""A word error that is higher by no more than this is no difference."""


@dataclass(frozen=True)
class Run:
    """One measurement."""

    model: str
    bits: str
    """For example “4 bit”."""
    machine: str
    """System, processor, cores and memory; no name of anybody or anything."""
    version: str
    when: str
    """ISO 8601, UTC."""
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.model}, {self.bits}"


@dataclass(frozen=True)
class Recommendation:
    """What the figures of one machine recommend."""

    model: str
    window_seconds: float
    reading_seconds: float | None
    """From one reading to the next while somebody speaks; None for no words before the end."""
    drafter: bool
    """A drafter beside it makes it faster."""
    sentence: str


def difference(run: Run, baseline: Run, figure: str) -> float | None:
    """The share by which a figure differs from the baseline's, None if one of them has none."""
    ours, theirs = run.figures.get(figure), baseline.figures.get(figure)
    return None if ours is None or not theirs else ours / theirs - 1


def newest(runs: Sequence[Run]) -> list[Run]:
    """Of each model on each machine the latest, the oldest of them first."""
    last = {(run.name, run.machine): run for run in sorted(runs, key=lambda run: run.when)}
    return sorted(last.values(), key=lambda run: run.when)


def present(runs: Sequence[Run]) -> list[str]:
    """Every figure that one of them has: the usual ones, then the word errors of other windows."""
    there = {name for run in runs for name in run.figures}
    return [name for name in UNITS if name in there] + sorted(there - set(UNITS))


def measured_on(runs: Sequence[Run], machine: str) -> list[Run]:
    """The latest of each model on one machine, the oldest of them, which the others are compared with, first."""
    return newest([run for run in runs if run.machine == machine])


def recommended(runs: Sequence[Run], machine: str) -> Recommendation | None:
    """Which model, window and rate of readings, from the newest measurements on this machine; None without any.

    The fewest wrong words among the models whose text comes soon; of equally good ones the faster.  If none comes
    soon, the fastest.
    """
    able = [run for run in measured_on(runs, machine) if isfinite(run.figures.get(RELEASE, float("inf")))]
    if not able:
        return None
    soon = [run for run in able if run.figures[RELEASE] <= SOON_SECONDS]
    if soon:
        least = min(_wrong(run) for run in soon)
        best = min((run for run in soon if _wrong(run) <= least + AS_GOOD), key=lambda run: run.figures[RELEASE])
    else:
        best = min(able, key=lambda run: run.figures[RELEASE])
    cost = best.figures.get(READING)
    live = cost is None or cost <= LIVE_SECONDS
    rate = (cost or 0.0) * (1 + REST) if live else None
    window = _window(best)
    drafter = best.figures.get(WITH_DRAFTER, 0.0) > best.figures.get(DECODE, 0.0)
    words = f", words every {rate:.1f} s" if rate is not None else ", words only at the end of a take"
    sentence = f"{best.name}: windows of {window:.0f} s{words if cost is not None else ''}"
    sentence += ", with its drafter." if drafter else "."
    if not soon:
        sentence += f" No model writes within {SOON_SECONDS:.0f} s here; this one is the fastest."
    return Recommendation(best.model, window, rate, drafter, sentence)


def _wrong(run: Run) -> float:
    return run.figures.get(WORD_ERROR, 1.0)


def _window(run: Run) -> float:
    """The longest that is as good as the best: longer windows know more of what was said before."""
    errors = {
        float(name.removeprefix(f"{WORD_ERROR}_")): value
        for name, value in run.figures.items()
        if name.startswith(f"{WORD_ERROR}_")
    }
    if not errors:
        return WINDOW_SECONDS
    return max(seconds for seconds, error in errors.items() if error <= min(errors.values()) + AS_GOOD)
