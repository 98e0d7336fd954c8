"""Trains the pocket model: python train.py --minutes 60 --words 139 [--resume FOLDER] --out FOLDER

Hearing, seeing and editing are learned side by side, one kind of lesson a step.  Seeded; resumes from a state
file of its own (with the optimizer's) or from committed weights; runs on a CPU and, faster, on an accelerator.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import torch
from files import load, save
from hearing import Hearing, Lesson
from losses import Heads, loss
from network import Pocket
from safetensors.torch import load_file, save_file
from torch import nn
from torch.utils.data import DataLoader, IterableDataset
from transformers import AutoTokenizer
from vocabulary import POCKET, WORDS

HEADS = Path(__file__).with_name("heads.safetensors")
"""The throw-away heads of the committed checkpoint, kept for taking up training again."""


class Lasting:
    """A running average of the weights, which hears better than where a quick rate has just led them.

    Izmailov et al. 2018, “Averaging Weights Leads to Wider Optima and Better Generalization”; here with the shares
    falling off by `keep` a step.
    """

    def __init__(self, modules: nn.ModuleList, keep: float) -> None:
        self._keep = keep
        self._of = {name: value.detach().clone() for name, value in modules.state_dict().items()}

    def follow(self, modules: nn.ModuleList) -> None:
        for name, value in modules.state_dict().items():
            self._of[name].lerp_(value, 1 - self._keep)

    def put(self, modules: nn.ModuleList) -> dict[str, torch.Tensor]:
        """The average into the modules; what was there comes back."""
        now = {name: value.detach().clone() for name, value in modules.state_dict().items()}
        modules.load_state_dict(self._of)
        return now


class Lessons(IterableDataset):
    """An endless mixture; the shares may change as training goes on."""

    def __init__(
        self,
        seed: int,
        words: int,
        written: Path | None,
        tokens: int,
        windows: float,
        seeing: float,
        editing: float,
        core: int | None,
    ) -> None:
        self.seed, self.words, self.written, self.tokens, self.windows = seed, words, written, tokens, windows
        self.seeing, self.editing, self.core = seeing, editing, core

    def __iter__(self):
        if self.core is not None:
            os.sched_setaffinity(0, {self.core})
        os.nice(5)
        torch.set_num_threads(1)
        info = torch.utils.data.get_worker_info()
        seed = self.seed * 1000 + (info.id if info else 0)
        tokenizer = AutoTokenizer.from_pretrained(POCKET)
        rng = random.Random(seed)
        hearing = Hearing(tokenizer, seed, self.words, self.written)
        if self.seeing or self.editing:
            from editing import Editing
            from seeing import Seeing

            seeing, editing = Seeing(tokenizer, seed), Editing(tokenizer, seed)
        waiting: list[Lesson] = []
        while True:
            chance = rng.random()
            if chance < self.seeing:
                yield seeing.lesson(self.tokens)
            elif chance < self.seeing + self.editing:
                yield editing.lesson(self.tokens)
            elif chance < self.seeing + self.editing + self.windows:
                yield hearing.lesson(self.tokens, rng.uniform(5, 29.5))
            else:
                if not waiting:
                    waiting = hearing.by_length(self.tokens)
                yield waiting.pop()


SLOWER = {"patch_dense": 0.03, "patch_ln1": 0.1, "embed_audio": 0.15}
"""Layers with a wide input learn more slowly: thousands of inputs that move together are one great step."""


def optimizers(model: Pocket, heads: Heads, peak: float) -> list[torch.optim.Optimizer]:
    """Muon for the layers' matrices, AdamW for all else, with rates of its own for raw samples and pixels."""
    groups: dict[float, list[nn.Parameter]] = {}
    matrices = []
    for name, parameter in model.named_parameters():
        if "layers" in name and parameter.dim() == 2:
            matrices.append(parameter)
            continue
        share = next((share for part, share in SLOWER.items() if part in name), 1.0)
        groups.setdefault(share, []).append(parameter)
    groups[1.0] += list(heads.parameters())
    parts = [{"params": some, "lr": peak * share, "initial_lr": peak * share} for share, some in groups.items()]
    return [
        torch.optim.Muon(
            [{"params": matrices, "initial_lr": peak}], peak, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"
        ),
        torch.optim.AdamW(parts, lr=peak, betas=(0.9, 0.98), weight_decay=0.01),
    ]


def clipped(model: Pocket, heads: Heads) -> bool:
    """Gradients cut to size, those of raw samples and pixels apart from the rest; False where one is not finite."""
    raw = [p for name, p in model.named_parameters() if any(part in name for part in SLOWER)]
    rest = [p for name, p in model.named_parameters() if not any(part in name for part in SLOWER)]
    sizes = [nn.utils.clip_grad_norm_([p], 1.0) for p in raw if p.grad is not None]
    sizes.append(nn.utils.clip_grad_norm_([*rest, *heads.parameters()], 1.0))
    return all(size.isfinite() for size in sizes)


def moved(lesson: Lesson, device: str) -> Lesson:
    values = {k: v.to(device) if isinstance(v, torch.Tensor) else v for k, v in vars(lesson).items()}
    return Lesson(**values)


def speaking(lessons: Lessons) -> Iterator[Lesson]:
    """Lessons made in processes of their own: one beside a CPU's training, many beside an accelerator's."""
    return iter(
        DataLoader(lessons, batch_size=None, num_workers=1 if lessons.core is not None else 12, prefetch_factor=12)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, required=True, help="stop after this long; the rate falls towards it")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", type=Path, help="a state.pt of this script, or a checkpoint folder")
    parser.add_argument("--words", type=int, default=len(WORDS))
    parser.add_argument("--corpus", type=Path, help="sentences that corpus.py wrote")
    parser.add_argument("--tokens", type=int, default=2200, help="positions a step")
    parser.add_argument("--windows", type=float, default=0.0, help="share of long windows")
    parser.add_argument("--seeing", type=float, default=0.0)
    parser.add_argument("--editing", type=float, default=0.0)
    parser.add_argument("--peak", type=float, default=2e-3)
    parser.add_argument(
        "--fresh", action="store_true", help="forget the optimizers' state: for lessons of another kind"
    )
    parser.add_argument("--floor", type=float, default=0.05, help="share of the peak rate at the end")
    parser.add_argument("--warmup", type=int, default=150)
    parser.add_argument("--keep", type=float, default=0.0, help="of the running average, a step: 0.999; 0 for none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cores", default="0,1", help="this process's core and the speaking process's")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()

    core, helper = (int(c) for c in options.cores.split(","))
    if options.device == "cpu":
        os.sched_setaffinity(0, {core})
        torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    tokenizer = AutoTokenizer.from_pretrained(POCKET)
    ids = tokenizer.get_vocab()
    model, heads = Pocket(len(tokenizer)).to(options.device), Heads().to(options.device)
    rules = optimizers(model, heads, options.peak)
    step = 0
    if options.resume and options.resume.is_dir():
        load(model, options.resume)
        if HEADS.exists():
            heads.load_state_dict(load_file(HEADS))
    elif options.resume:
        state = torch.load(options.resume, map_location=options.device)
        model.load_state_dict(state["model"])
        heads.load_state_dict(state["heads"], strict=not options.fresh)
        if not options.fresh:
            for rule, past in zip(rules, state["rules"], strict=True):
                rates = [group["initial_lr"] for group in rule.param_groups]
                rule.load_state_dict(past)
                for group, rate in zip(rule.param_groups, rates, strict=True):
                    group["initial_lr"] = rate
        step = state["step"]
    shares = (options.windows, options.seeing, options.editing)
    worker_core = helper if options.device == "cpu" else None
    loader = speaking(Lessons(options.seed + step, options.words, options.corpus, options.tokens, *shares, worker_core))
    beside = options.out.with_name(options.out.name + "-training")  # a checkpoint's own folder holds nothing else
    beside.mkdir(parents=True, exist_ok=True)
    modules = nn.ModuleList([model, heads])
    lasting = Lasting(modules, options.keep) if options.keep else None
    began, saved, first, waited, tally = time.monotonic(), time.monotonic(), step, 0.0, {}

    while True:
        spent = (time.monotonic() - began) / (60 * options.minutes)
        pace = min(1.0, (step - first + 1) / options.warmup) * (
            options.floor + (1 - options.floor) * 0.5 * (1 + math.cos(math.pi * min(1.0, spent)))
        )
        for group in chain.from_iterable(rule.param_groups for rule in rules):
            group["lr"] = group["initial_lr"] * pace
        asked = time.monotonic()
        try:
            lesson = moved(next(loader), options.device)
            waited += time.monotonic() - asked
            value, parts = loss(modules, lesson)
            value.backward()
        except RuntimeError as problem:  # a synthetic voice has brought the speaking process down: another one goes on
            if "worker" not in str(problem):
                raise
            print("a speaking process was lost", flush=True)
            modules.zero_grad()
            again = options.seed + step
            loader = speaking(Lessons(again, options.words, options.corpus, options.tokens, *shares, worker_core))
            continue
        if clipped(model, heads):
            for rule in rules:
                rule.step()
        modules.zero_grad()
        if lasting is not None:
            lasting.follow(modules)
        step += 1
        for name, part in parts.items():
            tally.setdefault(name, []).append(part)
        if step % 50 == 0:
            print(f"{step} {(time.monotonic() - began) / 60:.1f} min, waited {waited:.0f} s  "
                  + "  ".join(f"{k} {sum(v) / len(v):.3f}" for k, v in sorted(tally.items())), flush=True)  # fmt: skip
            tally = {}
        over = spent >= 1.0
        if over or time.monotonic() - saved > 300:
            saved = time.monotonic()
            now = lasting.put(modules) if lasting is not None else None
            save(model, options.out, ids)
            save_file(heads.state_dict(), beside / HEADS.name)
            state = {
                "model": model.state_dict(),
                "heads": heads.state_dict(),
                "rules": [rule.state_dict() for rule in rules],
                "step": step,
            }
            torch.save(state, beside / "state.part")
            (beside / "state.part").replace(beside / "state.pt")
            if now is not None:
                modules.load_state_dict(now)
        if over:
            break


if __name__ == "__main__":
    main()
