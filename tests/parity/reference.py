"""Makes tests/parity/references.npz: what transformers' own Gemma4UnifiedForConditionalGeneration answers.

Run by hand where torch, torchvision and transformers 5.23 are installed (none of them is needed by the tests), from
the root of the repository:

    PYTHONPATH=app:. python tests/parity/reference.py

Prompts, patches and frames of sound come from transformers' own processors.  Masks are Google's, by the module's
`create_masks_for_vision_model`: its forward and `generate` put the overlay of pictures on full layers too (decision
0003).  For every case: the prompt's ids, the greedy answer's ids, and the scores behind its first tokens.
"""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from tests.parity import inputs, shapes
from transformers import AutoTokenizer, Gemma4UnifiedConfig, Gemma4UnifiedForConditionalGeneration
from transformers.models.gemma4_unified import modeling_gemma4_unified as official
from transformers.models.gemma4_unified.feature_extraction_gemma4_unified import Gemma4UnifiedAudioFeatureExtractor
from transformers.models.gemma4_unified.image_processing_gemma4_unified import Gemma4UnifiedImageProcessor
from transformers.models.gemma4_unified.processing_gemma4_unified import Gemma4UnifiedProcessor
from transformers.models.gemma4_unified.video_processing_gemma4_unified import Gemma4UnifiedVideoProcessor
from transformers.video_utils import VideoMetadata

from earshot import paths
from earshot.domain.clip import Frame
from earshot.engine import prompt

PLACE = Path(__file__).parent / "references.npz"
CLIP_RATE = 1000
"""Frames are given to the processor as if chosen from a clip of so many a second."""


def model_of(shape: shapes.Shape) -> Gemma4UnifiedForConditionalGeneration:
    """The official model with our weights; its config is corrected where transformers forces the last layer."""
    config = Gemma4UnifiedConfig.from_dict(shapes.config(shape))
    kinds = ["sliding_attention" if letter == "s" else "full_attention" for letter in shape.kinds]
    config.text_config.layer_types = kinds
    model = Gemma4UnifiedForConditionalGeneration(config).eval()
    names = {}
    for name, value in shapes.weights(shape).items():
        name = name.replace("vision_embedder.", "embed_vision.")
        name = name.replace("embed_vision.embedding_proj", "embed_vision.multimodal_embedder.embedding_proj")
        names[name] = torch.from_numpy(value)
    if shape.tied:
        names["lm_head.weight"] = names["model.language_model.embed_tokens.weight"]
    model.load_state_dict(names, strict=True)
    assert model.config.text_config.layer_types == kinds
    return model


def processor_of(budget: int = 280) -> Gemma4UnifiedProcessor:
    return Gemma4UnifiedProcessor(
        Gemma4UnifiedAudioFeatureExtractor(),
        Gemma4UnifiedImageProcessor(max_soft_tokens=budget),
        AutoTokenizer.from_pretrained(paths.POCKET),
        Gemma4UnifiedVideoProcessor(do_sample_frames=False),
        chat_template=(paths.POCKET / "chat_template.jinja").read_text(),
    )


def prepared(case: inputs.Case) -> dict[str, torch.Tensor]:
    """What the official processor makes of a case."""
    match case.kind:
        case "text":
            return {"input_ids": torch.tensor([inputs.words(case.size)])}
        case "sound":
            return heard(inputs.sound(case.size))
        case "picture":
            return seen(inputs.picture(case.size), case.size)
        case "clip":
            return watched(inputs.clip(case.size))
        case _:
            return watched(inputs.clip(case.size), inputs.sound(40_000))


def heard(sound: np.ndarray) -> dict[str, torch.Tensor]:
    processor = processor_of()
    text = prompt.render(processor.tokenizer, prompt.recognise())
    return dict(processor(text=text, audio=[sound], return_tensors="pt", add_special_tokens=False))


def seen(pixels: np.ndarray, budget: int) -> dict[str, torch.Tensor]:
    processor = processor_of(budget)
    text = prompt.render(processor.tokenizer, prompt.describe(prompt.Part.PICTURE))
    return dict(processor(text=text, images=[Image.fromarray(pixels)], return_tensors="pt", add_special_tokens=False))


def watched(frames: list[Frame], sound: np.ndarray | None = None) -> dict[str, torch.Tensor]:
    processor = processor_of()
    content: list[dict[str, str]] = [{"type": "video"}, {"type": "text", "text": inputs.BOTH}, {"type": "audio"}]
    text = prompt.render(processor.tokenizer, prompt.describe(prompt.Part.CLIP))
    if sound is not None:
        text = processor.tokenizer.apply_chat_template(
            [{"role": "user", "content": content}], tokenize=False, add_generation_prompt=True
        )
    video = np.stack([frame.pixels for frame in frames]).transpose(0, 3, 1, 2)
    places = [round(frame.seconds * CLIP_RATE) for frame in frames]
    about = VideoMetadata(total_num_frames=max(places) + 1, fps=CLIP_RATE, frames_indices=places)
    return dict(
        processor(
            text=text, videos=[torch.from_numpy(video)], audio=None if sound is None else [sound],
            video_metadata=[about], return_tensors="pt", add_special_tokens=False,
        )
    )  # fmt: skip


@torch.no_grad()
def answer(model: Any, given: dict[str, torch.Tensor], *, library: bool = False) -> dict[str, np.ndarray]:
    """Greedy, without a cache: every token is one pass over everything, with masks made for it."""
    given = {name: value for name, value in given.items() if name != "attention_mask"}
    begin = given["input_ids"].shape[1]
    kinds = given.pop("mm_token_type_ids", torch.zeros_like(given["input_ids"]))
    kept, overlay = [], model.config.text_config.use_bidirectional_attention == "vision"
    for _ in range(inputs.TOKENS):
        ids = given["input_ids"]
        masks: dict[str, Any] = {"mm_token_type_ids": kinds}
        if overlay and not library:
            masks["attention_mask"] = official.create_masks_for_vision_model(
                config=model.config.text_config, inputs_embeds=torch.zeros(*ids.shape, 1), attention_mask=None,
                past_key_values=None, position_ids=torch.arange(ids.shape[1])[None],
                block_sequence_ids=official.get_block_sequence_ids_for_mask(kinds, ids.device),
            )  # fmt: skip
        logits = model(**given, **masks, use_cache=False, logits_to_keep=1).logits[0, -1]
        kept.append(logits.numpy())
        given["input_ids"] = torch.cat([ids, logits.argmax()[None, None]], 1)
        kinds = torch.cat([kinds, torch.zeros_like(kinds[:, :1])], 1)
    ids = given["input_ids"][0].numpy()
    return {
        "prompt": ids[:begin].astype(np.int16),
        "ids": ids[begin:].astype(np.int16),
        "scores": np.stack(kept[: inputs.KEPT]),
    }


def from_files() -> dict[str, dict[str, torch.Tensor]]:
    """The cases that go through the terminal: real files, opened here by other means than the engine's."""
    with wave.open(str(Path(__file__).parents[1] / "data" / "dictation.wav")) as file:
        assert file.getframerate() == 16_000 and file.getnchannels() == 1 and file.getsampwidth() == 2
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768
    from earshot.domain.clip import moments
    from earshot.video import frames

    clip = Path(__file__).parents[1] / "data" / "clip.mp4"
    places = moments(frames.shape(clip).duration, 60)
    return {
        "files/sound": heard(sound),
        "files/picture": seen(inputs.odd_picture(), 280),
        "files/clip": watched(list(frames.frames(clip, places))),
    }


def main() -> None:
    torch.manual_seed(0)
    found: dict[str, np.ndarray] = {}
    models = {name: model_of(shape) for name, shape in shapes.SHAPES.items()}

    def keep(name: str, parts: dict[str, np.ndarray]) -> None:
        found.update({f"{name}/{part}": value for part, value in parts.items()})
        print(f"{name}: {len(parts['prompt'])} tokens, {parts['ids'].tolist()}", flush=True)

    for case in inputs.CASES:
        keep(case.name, answer(models[case.shape], prepared(case)))
        if case in inputs.LIBRARY:
            keep(f"{case.name}/library", answer(models[case.shape], prepared(case), library=True))
    for name, given in from_files().items():
        keep(name, answer(models["usual"], given))
    np.savez_compressed(PLACE, **found)
    print(f"{PLACE.name}: {PLACE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
