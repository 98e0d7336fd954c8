"""Makes tests/parity/processed.json: what transformers' own processors make of pictures and sound.

Run by hand as reference.py is; every entry is the number of tokens and a digest of patches and places, or of frames.

    PYTHONPATH=app:. python tests/parity/processed.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image
from tests.parity import inputs, pictures
from tests.parity.digest import digest
from transformers.models.gemma4_unified.feature_extraction_gemma4_unified import Gemma4UnifiedAudioFeatureExtractor
from transformers.models.gemma4_unified.image_processing_gemma4_unified import Gemma4UnifiedImageProcessor
from transformers.models.gemma4_unified.video_processing_gemma4_unified import Gemma4UnifiedVideoProcessor

PLACE = Path(__file__).parent / "processed.json"


def seen(picture: Image.Image, budget: int) -> list[object]:
    found = Gemma4UnifiedImageProcessor(max_soft_tokens=budget)(picture, return_tensors="np")
    count = int(found["num_soft_tokens_per_image"][0])
    return [count, digest(found["pixel_values"][0][:count] * 255, found["image_position_ids"][0][:count])]


def main() -> None:
    found: dict[str, list[object]] = {}
    for height, width in pictures.SIZES:
        picture = pictures.drawn(height, width)
        for budget in pictures.BUDGETS:
            found[f"{height}x{width}/{budget}"] = seen(Image.fromarray(picture), budget)
        video = Gemma4UnifiedVideoProcessor(do_sample_frames=False)(
            videos=[picture.transpose(2, 0, 1)[None]], return_tensors="np"
        )
        count = int((video["video_position_ids"][0, :, 0] >= 0).sum())
        values, places = video["pixel_values_videos"][0][:count], video["video_position_ids"][0][:count]
        found[f"{height}x{width}/frame"] = [count, digest(values * 255, places)]
    for length in pictures.LENGTHS:
        frames = Gemma4UnifiedAudioFeatureExtractor()(inputs.sound(length), return_tensors="np")
        heard = frames["input_features"][0][frames["input_features_mask"][0]]
        found[f"sound/{length}"] = [len(heard), digest(heard * 32768, np.zeros(0))]
    PLACE.write_text(json.dumps(found, indent=0) + "\n")


if __name__ == "__main__":
    main()
