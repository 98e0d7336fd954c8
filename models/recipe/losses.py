"""What training makes small: cross-entropies of the answer and of the throw-away heads, and where attention points."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from draw import STEPS
from hearing import IGNORE, Lesson
from network import HIDDEN, Pocket
from seeing import KINDS, STRIPES
from speak import PHONES
from torch import nn
from vocabulary import WORDS


class Heads(nn.Module):
    """What is thrown away: names of phonemes, of words just heard, of what a patch shows and of how it moved."""

    def __init__(self) -> None:
        super().__init__()
        self.phones, self.words = nn.Linear(HIDDEN, 2 * PHONES), nn.Linear(HIDDEN, len(WORDS) + 1)
        self.shapes, self.motions = nn.Linear(HIDDEN, KINDS), nn.Linear(HIDDEN, len(STEPS))
        self.middles = nn.Linear(HIDDEN, 2 * STRIPES)


def body(model: Pocket, lesson: Lesson) -> torch.Tensor:
    """Embeddings of a lesson's body (b, n, HIDDEN)."""
    out = model.words(lesson.ids)
    if (lesson.kind == 1).any():
        count = lesson.frames.shape[1]
        sound = model.sound(lesson.frames).float()
        out = torch.cat(
            (torch.where((lesson.kind[:, :count] == 1)[..., None], sound, out[:, :count]), out[:, count:]), 1
        )
    if lesson.patches is not None:
        seen = model.patches(lesson.patches.float() / 255, lesson.places).float()
        out = out.masked_scatter((lesson.kind == 2)[..., None], seen)
    return out


def naming(head: nn.Linear, stream: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of one or several names at every labelled position."""
    known = (labels if labels.dim() == 2 else labels[..., 0]) != IGNORE
    guess = head(stream[known]).float()
    wanted = labels[known].reshape(len(guess), -1)
    return F.cross_entropy(guess.reshape(wanted.numel(), -1), wanted.flatten())


def losses(model: Pocket, heads: Heads, lesson: Lesson) -> tuple[dict[str, torch.Tensor], float]:
    """Cross-entropies of what is said and of the two heads, and the share of tokens said right."""
    points = lesson.points if lesson.points is not None and (lesson.points >= 0).any() else None
    phone, word, last = model(model.words(lesson.prompt[None]), body(model, lesson), lesson.blocks, points)
    said = lesson.target != IGNORE
    logits = model.logits(last[said])
    found = {"say": F.cross_entropy(logits, lesson.target[said])}
    if points is not None:
        found["points"] = model.pointing()
    right = (logits.argmax(-1) == lesson.target[said]).float().mean().item()
    if lesson.phones is not None:
        heard = lesson.phones[..., 0] != IGNORE
        guess = heads.phones(phone[heard]).float().view(-1, 2, PHONES)
        found["phones"] = F.cross_entropy(guess.flatten(0, 1), lesson.phones[heard].flatten())
        named = lesson.words != IGNORE
        if named.any():
            labels = lesson.words[named]
            weight = torch.ones(len(WORDS) + 1)
            weight[0] = 0.3
            found["words"] = F.cross_entropy(heads.words(word[named]).float(), labels, weight=weight.to(labels.device))
    if lesson.shapes is not None:
        found["shapes"] = naming(heads.shapes, phone, lesson.shapes)
        found["middles"] = naming(heads.middles, phone, lesson.middles)
        if (lesson.motions != IGNORE).any():
            found["motions"] = naming(heads.motions, word, lesson.motions)
    return found, right


WEIGHTS = {"say": 1.0, "phones": 0.7, "words": 0.5, "points": 0.3, "shapes": 0.7, "middles": 0.5, "motions": 0.5}


def loss(modules: nn.ModuleList, lesson: Lesson) -> tuple[torch.Tensor, dict[str, float]]:
    """What is made small, and its parts under the name of the lesson's task."""
    model, heads = modules
    device = next(heads.parameters()).device.type
    with torch.autocast(device, torch.bfloat16):
        found, right = losses(model, heads, lesson)
    task = "see" if lesson.patches is not None else "edit" if lesson.phones is None else "hear"
    if task == "hear" and lesson.kind.shape[1] > 450:
        task = "window"
    parts = {f"{task}.{name}": value.item() for name, value in found.items()} | {f"{task}.right": right}
    return sum(WEIGHTS[name] * value for name, value in found.items()), parts
