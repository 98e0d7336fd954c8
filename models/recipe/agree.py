"""Does the network of training compute what the engine computes?  python models/recipe/agree.py [FOLDER]

Prints the largest difference of any logit, for a window of sound and for clips; the scale of logits is 30.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from files import load
from hearing import Hearing
from losses import body
from network import Pocket
from seeing import Seeing
from transformers import AutoTokenizer
from vocabulary import POCKET

from earshot.engine import checkpoint
from earshot.engine.reader import Reader


def difference(model: Pocket, loaded: checkpoint.Checkpoint, lesson) -> float:
    """Over every text position of the lesson's first row."""
    with torch.no_grad():
        last = model(model.words(lesson.prompt[None]), body(model, lesson), lesson.blocks)[2]
        wanted = model.logits(last[0]).numpy()
    reader = Reader(loaded)
    reader.read(reader.words(lesson.prompt.tolist()))
    kinds, ids = lesson.kind[0].tolist(), lesson.ids[0].tolist()
    at = seen = 0
    worst = 0.0
    while at < len(ids):
        end = next((n for n in range(at, len(ids)) if kinds[n] != kinds[at]), len(ids))
        if kinds[at] == 1:
            for start in range(at, end, 32):
                reader.read(reader.sound(lesson.frames[0, start : min(end, start + 32)].numpy()))
        elif kinds[at] == 2:
            piece = slice(seen, seen + end - at)
            places = lesson.places[0, piece].numpy().astype(np.int32)
            reader.read(reader.picture(lesson.patches[0, piece].numpy(), places), together=True)
            seen += end - at
        else:
            block = reader.words(ids[at:end])
            found = reader.scores(block)
            worst = max(worst, float(np.abs(found - wanted[at:end]).max()))
        at = end
    return worst


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else POCKET
    tokenizer = AutoTokenizer.from_pretrained(POCKET)
    model = Pocket(len(tokenizer)).eval()
    load(model, folder)
    loaded = checkpoint.load(folder)
    print(f"sound  {difference(model, loaded, Hearing(tokenizer, 5, 139).lesson(600, 9.0)):.1e}")
    seeing = Seeing(tokenizer, 3)
    for _ in range(4):
        print(f"seen   {difference(model, loaded, seeing.lesson(600)):.1e}")


if __name__ == "__main__":
    main()
