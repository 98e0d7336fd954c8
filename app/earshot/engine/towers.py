"""The two encoders of E2B, E4B, 26B and 31B: a whole sound or a whole picture becomes embeddings for the text model.

They are mlx-vlm's, with counts of our own: its processor reserves one place for every 40 ms begun, the tower gives
fewer for some lengths, and what is missing would be filled with the beginning again.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx.nn as nn
import numpy as np
import numpy.typing as npt
from mlx.utils import tree_unflatten

from earshot.domain.sound import Sound
from earshot.engine import trust
from earshot.engine.patches import check_places, fitted

_ASKED_FOR_THEIR_TYPE = ("vision_tower.patch_embedder.input_proj", "self_attn.relative_k_proj")
SHORTEST = 321
"""Samples below which there is not a single frame of the spectrogram."""


def mend(model: Any) -> None:
    """Makes towers that were quantised whole compute what they should; mlx-vlm 0.7.10 goes wrong there in silence.

    Two layers cast their input to the type of their weights, which packed integers do not share, so they get back
    what they were quantised from, as nearly as can be.  And every attention of the audio tower keeps a second
    reference to one of them, which still is the layer from before the weights were read.
    """
    for path, module in model.named_modules():
        if path.endswith(_ASKED_FOR_THEIR_TYPE) and isinstance(module, nn.QuantizedLinear):
            weight = mx.dequantize(
                module.weight, module.scales, module.get("biases"), module.group_size, module.bits, mode=module.mode
            )
            plain = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
            plain.weight = weight
            model.update_modules(tree_unflatten([(path, plain)]))
    for layer in model.audio_tower.layers if model.get("audio_tower") is not None else []:
        layer.self_attn["_rel_pos"].pos_proj = layer.self_attn.relative_k_proj


def extractor(folder: Path) -> Any:
    """What turns sound into the log-mel spectrogram that the tower was trained on, as the checkpoint sets it."""
    from mlx_vlm.models.gemma4.audio_feature_extractor import Gemma4AudioFeatureExtractor

    settings = trust.spectrum(folder)
    with warnings.catch_warnings():  # the lowest of its 128 bands is narrower than a bin, in the original as well
        warnings.simplefilter("ignore")
        return Gemma4AudioFeatureExtractor(**settings)


def spectrogram(features: Any, sound: Sound) -> tuple[mx.array, mx.array]:
    """(1, n, 128) log-mel bands of samples at 16 kHz, and (1, n) which of them are more than padding."""
    made = features([np.asarray(sound, np.float32)])
    return mx.array(made["input_features"][0])[None], mx.array(made["input_features_mask"][0])[None]


def heard(model: Any, features: Any, sound: Sound) -> mx.array:
    """(1, n, hidden) embeddings of samples at 16 kHz, one for about 40 ms; at most 30 s are taken."""
    made, there = spectrogram(features, sound)
    encoded, missing = model.audio_tower(made, ~there)
    return model.embed_audio(encoded[:, : int((~missing).sum().item())])


def seen(model: Any, pixels: npt.NDArray[np.uint8], budget: int, side: int) -> mx.array:
    """(1, n, hidden) embeddings of (h, w, 3) uint8; n is at most `budget`, one for `side` x `side` pixels.

    Raises CannotError for a picture that is longer than the tower has places for.
    """
    small = fitted(pixels, budget, side)
    table = model.vision_tower.patch_embedder
    check_places(max(small.shape[:2]) // table.patch_size, table.position_embedding_size)
    made = mx.array(small.transpose(2, 0, 1)[None].astype(np.float32) / 255.0)
    out = model.embed_vision(model.vision_tower(made))
    assert out.shape[1] == small.shape[0] * small.shape[1] // side**2
    return out
