"""What Google's models answer by transformers' own classes, for the small checkpoints of tests/checkpoints.py.

`python -m tests.tower_reference` writes tests/data/towers.json anew; it needs transformers with PyTorch, which
nothing else here does (made with transformers 5.23.0, torch 2.13 on a CPU, float32).
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
from tests import checkpoints

from earshot.domain.clip import Frame
from earshot.domain.sound import RATE, Sound, as_recorded
from earshot.domain.steps import result
from earshot.engine import checkpoint
from earshot.engine.checkpoint import Checkpoint
from earshot.engine.patches import fitted
from earshot.engine.rehearing import Rehearing
from earshot.engine.seeing import Seeing

FILE = Path(__file__).parent / "data" / "towers.json"
TOKENS, SCORES = 8, 6
"""Tokens of each answer, and how many of the scores behind each are kept."""


def sounds() -> list[Sound]:
    """One of whole frames, and one whose length the encoder counts in another way than the clock does."""
    time = np.arange(48_777) / RATE
    rising = np.sin(2 * np.pi * (200 + 300 * time) * time) * np.abs(np.sin(7 * time))
    whole = as_recorded((0.4 * rising).astype(np.float32))
    return [whole[: 640 * 50], whole]


def frames() -> list[Frame]:
    rng = np.random.default_rng(7)
    return [Frame(float(n), rng.integers(0, 255, (96, 128, 3), dtype=np.uint8)) for n in range(3)]


def hear(loaded: Checkpoint, sound: Sound) -> tuple[list[int], list[int], np.ndarray]:
    """Prompt, answer and scores."""
    ears = Rehearing(loaded, exact=True, scores=True)
    ears.open("English")
    ears.feed(sound)
    reading = result(ears.close(limit=TOKENS))
    scores = ears.logits()
    assert scores is not None
    return list(reading.prompt_ids), list(reading.ids), scores


def see(loaded: Checkpoint, still: bool = False) -> tuple[list[int], list[int], np.ndarray]:
    """Prompt, answer and scores."""
    eyes = Seeing(loaded, exact=True, scores=True)
    list(eyes.watch(frames()[:1] if still else frames(), still=still))
    list(eyes.tell(TOKENS))
    scores = eyes.logits()
    assert scores is not None
    return eyes.prompt_ids, eyes.generated_ids, scores


def main() -> None:
    import torch
    from transformers import Gemma4ForConditionalGeneration
    from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor

    def answered(prompt: list[int], token_type: int, hole: int, **shown: torch.Tensor) -> dict[str, object]:
        ids, scores = list(prompt), []
        for _ in range(TOKENS):
            types = torch.tensor([[token_type * (token == hole) for token in ids]])
            out = model(input_ids=torch.tensor([ids]), mm_token_type_ids=types, use_cache=False, **shown)
            last = out.logits[0, -1]
            scores.append([round(float(score), 4) for score in last[:SCORES]])
            ids.append(int(last.argmax()))
            if ids[-1] in (marks.sound, marks.clip, marks.picture):  # taken for a place to fill, not for a word
                break
        return {"prompt": prompt, "ids": ids[len(prompt) :], "scores": scores}

    def patched(shown: list[Frame], budget: int) -> tuple[torch.Tensor, torch.Tensor]:
        cut = np.stack([fitted(frame.pixels, budget) for frame in shown]).astype(np.float32) / 255
        count, down, across = cut.shape[0], cut.shape[1] // 16, cut.shape[2] // 16
        cut = cut.reshape(count, down, 16, across, 16, 3).transpose(0, 1, 3, 2, 4, 5).reshape(count, -1, 768)
        places = np.stack(np.meshgrid(np.arange(across), np.arange(down)), -1).reshape(1, -1, 2)
        return torch.tensor(cut), torch.tensor(places.repeat(count, 0))

    features = Gemma4AudioFeatureExtractor()
    found: dict[str, dict[str, object]] = {}
    for kind in checkpoints.KINDS:
        folder = checkpoints.made(Path(tempfile.mkdtemp()) / kind, kind)
        model, told = Gemma4ForConditionalGeneration.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
        )
        assert not any(told.values()), told
        model.eval()
        loaded = checkpoint.load(folder)
        marks = loaded.marks
        with torch.no_grad():
            heard = []
            for sound in sounds() if loaded.card.hears else []:
                made = features([sound], return_tensors="pt")
                heard.append(
                    answered(
                        hear(loaded, sound)[0], 3, marks.sound,
                        input_features=made["input_features"].float(), input_features_mask=made["input_features_mask"],
                    )
                )  # fmt: skip
            pixels, places = patched(frames(), 70)
            clip = answered(
                see(loaded)[0], 2, marks.clip, pixel_values_videos=pixels, video_position_ids=places,
                num_frames_per_video=torch.tensor([len(frames())]),
            )  # fmt: skip
            pixels, places = patched(frames()[:1], 280)
            still = answered(
                see(loaded, still=True)[0], 1, marks.picture, pixel_values=pixels, image_position_ids=places
            )
        found[kind] = {"sounds": heard, "clip": clip, "picture": still}
    FILE.write_text(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
