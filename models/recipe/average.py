"""The average of several trainings' weights, ends of one path: it hears better than each of them.

python models/recipe/average.py --out FOLDER STATE.pt STATE.pt …        (state.pt files of train.py)

Izmailov et al. 2018, “Averaging Weights Leads to Wider Optima and Better Generalization”.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from files import save
from network import Pocket
from safetensors.torch import save_file
from train import HEADS, POCKET
from transformers import AutoTokenizer

Weights = dict[str, torch.Tensor]


def average(all_of_them: list[Weights]) -> Weights:
    """Each of the same names and shapes, in float32."""
    return {name: torch.stack([one[name].float() for one in all_of_them]).mean(0) for name in all_of_them[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("states", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    states = [torch.load(path, map_location="cpu") for path in options.states]
    tokenizer = AutoTokenizer.from_pretrained(POCKET)
    model = Pocket(len(tokenizer))
    model.load_state_dict(average([state["model"] for state in states]))
    save(model, options.out, tokenizer.get_vocab())
    beside = options.out.with_name(options.out.name + "-training")
    beside.mkdir(parents=True, exist_ok=True)
    save_file(average([state["heads"] for state in states]), beside / HEADS.name)


if __name__ == "__main__":
    main()
