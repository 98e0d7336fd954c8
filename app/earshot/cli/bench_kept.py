"""`earshot bench --save` and `--list`: measurements that are kept, one model and machine beside another."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from earshot import disk, parts, paths
from earshot.cli import output
from earshot.cli.opening import opened
from earshot.cli.progress import Line
from earshot.domain import figures
from earshot.domain.errors import EarshotError
from earshot.domain.figures import Run
from earshot.engine import bench_one
from earshot.store import benchmarks
from earshot.store.machine import described

TOKENS = 64


def save(options: argparse.Namespace, model: Path, line: Line) -> int:
    """Measures a model, keeps what was found and shows it beside what was kept before."""
    minds = parts.world().minds
    minds.inspect(model)
    line.tell("Measuring …")
    found = bench_one.measured(model, disk.drafter_for(model), paths.SAMPLES, options.pairs, line.tell)
    values = dict(found.figures)
    if found.card.hears:
        values |= _word_errors(options, model, line)
    bits = found.card.precision
    when = datetime.now(UTC).isoformat(timespec="seconds")
    run = Run(found.card.title, bits, described(), parts.release(), when, values)
    benchmarks.keep(paths.benchmarks_folder(), run)
    line.clear()
    if options.json:
        output.row(_record(run))
        return 0
    return show(options)


def show(options: argparse.Namespace) -> int:
    """What was kept: one as the baseline, the others as differences from it."""
    runs = benchmarks.read(paths.benchmarks_folder())
    if not runs:
        raise EarshotError("Nothing was measured yet.", "Measure a model with `earshot bench --save`.")
    number = options.baseline or 1
    if number > len(runs):
        raise EarshotError(f"There are {len(runs)} measurements.", "Choose the baseline by its number in the list.")
    if options.csv:
        print(output.write_new(options.csv, as_csv(runs)))
    elif options.json:
        for run in runs:
            output.row(_record(run))
    else:
        _table(runs, number - 1)
        advice = figures.recommended(runs, described())
        print(f"\nRecommended here: {advice.sentence}" if advice else "\nNothing was measured on this computer yet.")
    return 0


def as_csv(runs: Sequence[Run]) -> str:
    """One row a measurement and one column a figure."""
    names = figures.present(runs)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["model", "bits", "machine", "version", "when", *names])
    for run in runs:
        writer.writerow(
            [run.model, run.bits, run.machine, run.version, run.when, *(run.figures.get(name, "") for name in names)]
        )
    return out.getvalue()


def _word_errors(options: argparse.Namespace, model: Path, line: Line) -> dict[str, float]:
    """On the bundled sample, or at several lengths of windows on recordings of one's own."""
    from earshot.cli import truth

    mind = opened(parts.world().minds, model, line)
    try:
        lengths: tuple[float, ...] = ()
        if options.speech:
            takes, lengths = truth.takes_of(options.speech, options.minutes * 60), truth.WINDOWS
        else:
            takes = truth.bundled()
        usual = mind.card.cut_seconds
        found = {figures.WORD_ERROR: truth.measured(mind, takes, usual, line).word_error}
        for seconds in lengths:
            if seconds != usual and seconds <= mind.card.window_seconds:
                error = truth.measured(mind, takes, seconds, line).word_error
                found[f"{figures.WORD_ERROR}_{seconds:.0f}"] = error
        if lengths:
            found[f"{figures.WORD_ERROR}_{usual:.0f}"] = found[figures.WORD_ERROR]
        return found
    finally:
        mind.release()


def _record(run: Run) -> dict[str, object]:
    return {
        "schema": 1, "model": run.model, "bits": run.bits, "machine": run.machine, "version": run.version,
        "when": run.when, "figures": dict(run.figures),
    }  # fmt: skip


def _table(runs: Sequence[Run], baseline: int) -> None:
    base = runs[baseline]
    for number, run in enumerate(runs, 1):
        mark = "  (the baseline)" if run is base else ""
        print(f"{number:3d}  {run.name}; {run.machine}; {run.when[:10]}{mark}")
    width = max(10, *(len(str(number)) for number in range(len(runs) + 1)))
    print("\n" + f"{'':32}" + "".join(f"{number:>{width + 2}}" for number in range(1, len(runs) + 1)))
    for name in figures.present(runs):
        cells = [_cell(run, base, name) for run in runs]
        print(f"{name.replace('_', ' '):32}" + "".join(f"{cell:>{width + 2}}" for cell in cells))


def _cell(run: Run, base: Run, name: str) -> str:
    """The baseline's own figure, of the others how far they are from it."""
    value = run.figures.get(name)
    if value is None:
        return "–"
    apart = figures.difference(run, base, name)
    if run is base or apart is None:
        return f"{value / 1e6:,.0f} MB" if name == "peak_bytes" else f"{value:.3g}"
    return f"{apart:+.0%}"
