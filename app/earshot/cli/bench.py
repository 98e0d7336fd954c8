"""`earshot bench`: how fast a checkpoint works on this machine, side by side with mlx-vlm's own `generate`.

Pairs are interleaved, so that a machine that slows down slows both; medians of them are shown.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from earshot import parts, paths
from earshot.cli import output
from earshot.cli.progress import Line
from earshot.domain.card import Card
from earshot.domain.errors import CannotError
from earshot.domain.manner import Manner
from earshot.domain.sound import RATE, Sound

if TYPE_CHECKING:
    from earshot.engine.bench import Ours

UTTERANCE_SECONDS = 25
TOKENS = 64
UNPOLISHED = (
    "um please send the the report on monday and call your office tomorrow morning uh remember this new number find "
    "my big yellow book um take that late train with two red paper paper picture"
)
"""About four fifths of it survive polishing; all are words of the embedded model."""


@dataclass(frozen=True)
class Row:
    """One figure: ours, theirs, and which is better."""

    name: str
    ours: float
    theirs: float
    unit: str

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs if self.theirs else 0.0


def run(options: argparse.Namespace, model: Path, line: Line) -> int:
    """Returns the exit code."""
    if options.list or options.save:
        from earshot.cli import bench_kept

        return bench_kept.show(options) if options.list else bench_kept.save(options, model, line)
    if options.speech:
        from earshot.cli.truth import run as measure

        return measure(options, model, line)
    from earshot.engine.bench import make_sure_it_compares

    make_sure_it_compares()
    if options.dictation:
        from earshot.cli.bench_dictation import run as measure

        return measure(options, model, line)
    scratch = Path(tempfile.mkdtemp(prefix="earshot-bench-")) if options.random else None
    try:
        if scratch is not None:
            from earshot.engine.synthetic import build

            line.tell("Building a checkpoint with random weights …")
            model = build(paths.POCKET, scratch / "Random weights, about 150 M parameters")
        title, load_seconds, rows = _rows(model, options, line)
    finally:
        if scratch is not None:
            shutil.rmtree(scratch)
    line.clear()
    if options.json:
        figures = {row.name: {"ours": row.ours, "mlx_vlm": row.theirs, "unit": row.unit} for row in rows}
        output.row({"schema": 1, "model": title, "pairs": options.pairs, "load_s": load_seconds, "figures": figures})
    else:
        _table(title, load_seconds, rows, options.pairs)
    return 0


def _rows(model: Path, options: argparse.Namespace, line: Line) -> tuple[str, float, list[Row]]:
    from earshot.engine import prompt
    from earshot.engine.bench import Ours, Theirs
    from earshot.engine.checkpoint import inspect, load
    from earshot.engine.memory import make_sure_it_fits

    inspect(model)
    make_sure_it_fits(model)
    with line.waiting("Loading the model …"):
        checkpoint = load(model)
    if not checkpoint.card.hears:
        raise CannotError(f"{checkpoint.card.title} cannot transcribe.", "Measure a model that hears.")
    sound = _utterance(options.sound or paths.SAMPLES / "talk.flac")
    ours, theirs = Ours(checkpoint, "English"), Theirs(checkpoint, "English")
    text = " ".join([(paths.SAMPLES / "dictation.txt").read_text(encoding="utf-8").strip()] * 3)
    rendered = prompt.render(checkpoint.tokenizer, prompt.edit(text, Manner.POLISH))
    words = list(checkpoint.tokenizer(rendered, add_special_tokens=False).input_ids)
    spoken, whole = list[object](), list[object]()
    firsts, their_firsts = list[float](), list[float]()
    steps, their_steps = list[object](), list[object]()
    for number in range(options.pairs):
        line.tell(f"pair {number + 1} of {options.pairs}")
        spoken.append(ours.spoken(sound, TOKENS))
        clip, first = theirs.spoken(sound, TOKENS)
        whole.append(clip)
        their_firsts.append(first)
        firsts.append(ours.first_token(sound))
        for both in (steps, their_steps)[:: 1 if number % 2 else -1]:  # neither always comes first
            both.append((ours if both is steps else theirs).steps(words, TOKENS))
    rate = len(sound) / RATE
    rows = [
        Row("last sample to text", _of(spoken, "seconds"), _of(whole, "seconds"), "s"),
        Row("last sample to first token", median(firsts), median(their_firsts), "s"),
        Row(
            "prefill",
            len(words) / _of(steps, "first_seconds"),
            len(words) / _of(their_steps, "first_seconds"),
            "tokens/s",
        ),
        Row("decoding", _of(steps, "tokens_a_second"), _of(their_steps, "tokens_a_second"), "tokens/s"),
        Row("first token of a text", _of(steps, "first_seconds"), _of(their_steps, "first_seconds"), "s"),
        Row("passes per token after the last sample", _share(spoken), _share(whole), ""),
        Row("peak memory, speech", _of(spoken, "peak_bytes") / 1e6, _of(whole, "peak_bytes") / 1e6, "MB"),
    ]
    rows += _alone(checkpoint.card, ours, options.pairs, polishes=not options.random)
    title = f"{checkpoint.card.title}, {rate:.0f} s of speech"
    return title, checkpoint.load_seconds, rows


def _alone(card: Card, ours: Ours, pairs: int, *, polishes: bool) -> list[Row]:
    """What mlx-vlm has nothing beside: the same work done without drafts, or on a shorter clip.

    `polishes` is False for random weights, which agree with no draft.
    """
    rows = []
    if polishes and card.edits(Manner.POLISH.value):
        drafted = [ours.polished(UNPOLISHED, drafts=True)[0] for _ in range(pairs)]
        plain = [ours.polished(UNPOLISHED, drafts=False)[0] for _ in range(pairs)]
        rows.append(Row("polishing, with a draft and without", median(drafted), median(plain), "s"))
    if card.sees:
        long, short = (ours.working_bytes(frames) / 1e6 for frames in (60, 8))
        rows.append(Row("working memory of a clip, 60 and 8 frames", long, short, "MB"))
    return rows


def _of(found: Sequence[object], name: str) -> float:
    return float(median(getattr(one, name) for one in found))


def _share(found: Sequence[object]) -> float:
    return _of(found, "passes") / max(1.0, _of(found, "tokens"))


def _utterance(path: Path) -> Sound:
    """25 s of a recording, repeated if it is shorter: said twice it is a trap for a small model."""
    sound = np.concatenate(list(parts.world().sounds.blocks(path, lambda _: None)))
    return np.resize(sound, UTTERANCE_SECONDS * RATE)


def _table(title: str, load_seconds: float, rows: list[Row], pairs: int) -> None:
    print(f"{title}; loaded in {load_seconds:.1f} s; medians of {pairs} interleaved pairs\n")
    print(f"{'':42} {'Earshot':>12} {'mlx-vlm':>12} {'ratio':>8}")
    for row in rows:
        print(f"{row.name:42} {row.ours:12.3f} {row.theirs:12.3f} {row.ratio:8.2f}  {row.unit}".rstrip())
