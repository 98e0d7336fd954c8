"""The files of a checkpoint: weights by the names of real ones, and every settings file beside them."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from network import (
    EPS,
    FRAME,
    FULL,
    FULL_HEAD,
    FULL_KV_HEADS,
    HEAD,
    HEADS,
    HIDDEN,
    KV_HEADS,
    LAYERS,
    PATCH,
    PATCH_HIDDEN,
    PLACES,
    SLIDING,
    SOFTCAP,
    WIDE,
    WINDOW,
    Pocket,
)
from safetensors.torch import load_file, save_file


def config(vocabulary: int, ids: dict[str, int]) -> dict:
    """config.json as real checkpoints have it, both the older and the newer way of saying what full layers are."""
    full = {"head_dim": FULL_HEAD, "num_key_value_heads": FULL_KV_HEADS}
    text = {
        "model_type": "gemma4_unified_text", "vocab_size": vocabulary, "vocab_size_per_layer_input": vocabulary,
        "hidden_size": HIDDEN, "intermediate_size": WIDE, "num_hidden_layers": len(LAYERS), "layer_types": LAYERS,
        "num_attention_heads": HEADS, "num_key_value_heads": KV_HEADS, "head_dim": HEAD, "attention_k_eq_v": True,
        "global_head_dim": FULL_HEAD, "num_global_key_value_heads": FULL_KV_HEADS,
        "per_layer_config": {str(n): full for n, kind in enumerate(LAYERS) if kind == FULL},
        "sliding_window": WINDOW, "final_logit_softcapping": SOFTCAP, "hidden_activation": "gelu_pytorch_tanh",
        "max_position_embeddings": 8192, "rms_norm_eps": EPS, "use_bidirectional_attention": "vision",
        "hidden_size_per_layer_input": 0, "num_kv_shared_layers": 0, "use_double_wide_mlp": False,
        "attention_bias": False, "tie_word_embeddings": True, "dtype": "bfloat16",
        "pad_token_id": 0, "eos_token_id": 1, "bos_token_id": 2,
        "rope_parameters": {
            FULL: {"rope_type": "proportional", "partial_rotary_factor": 0.25, "rope_theta": 1_000_000.0},
            SLIDING: {"rope_type": "default", "rope_theta": 10_000.0},
        },
    }  # fmt: skip
    vision = {
        "model_type": "gemma4_unified_vision", "patch_size": 16, "pooling_kernel_size": 3, "model_patch_size": PATCH,
        "mm_embed_dim": PATCH_HIDDEN, "mm_posemb_size": PLACES, "output_proj_dims": PATCH_HIDDEN, "rms_norm_eps": EPS,
        "num_soft_tokens": 70,
    }  # fmt: skip
    audio = {
        "model_type": "gemma4_unified_audio", "audio_embed_dim": FRAME, "audio_samples_per_token": FRAME,
        "hidden_size": FRAME, "output_proj_dims": FRAME, "rms_norm_eps": EPS,
    }  # fmt: skip
    return {
        "architectures": ["Gemma4UnifiedForConditionalGeneration"], "model_type": "gemma4_unified", "dtype": "bfloat16",
        "text_config": text, "vision_config": vision, "audio_config": audio, "tie_word_embeddings": True,
        "eos_token_id": [1, ids["<turn|>"]], "boi_token_id": ids["<|image>"], "eoi_token_id": ids["<image|>"],
        "image_token_id": ids["<|image|>"], "video_token_id": ids["<|video|>"], "audio_token_id": ids["<|audio|>"],
        "boa_token_id": ids["<|audio>"], "eoa_token_index": ids["<audio|>"],
    }  # fmt: skip


PROCESSOR = {
    "processor_class": "Gemma4UnifiedProcessor", "image_seq_length": 280,
    "audio_ms_per_token": 40, "audio_seq_length": 750,
    "feature_extractor": {"feature_extractor_type": "Gemma4UnifiedAudioFeatureExtractor", "feature_size": FRAME,
                          "audio_samples_per_token": FRAME, "sampling_rate": 16_000, "padding_value": 0.0},
    "image_processor": {"image_processor_type": "Gemma4UnifiedImageProcessor", "patch_size": 16,
                        "pooling_kernel_size": 3,
                        "max_soft_tokens": 280, "do_normalize": False, "do_rescale": True, "rescale_factor": 1 / 255,
                        "do_resize": True, "do_convert_rgb": True, "resample": 3},
    "video_processor": {"video_processor_type": "Gemma4UnifiedVideoProcessor", "patch_size": 16,
                        "pooling_kernel_size": 3,
                        "max_soft_tokens": 70, "do_normalize": False, "do_rescale": True, "rescale_factor": 1 / 255,
                        "do_resize": True, "num_frames": 60},
}  # fmt: skip


def save(model: Pocket, folder: Path, ids: dict[str, int]) -> None:
    """Writes weights in bfloat16 and every settings file of a real checkpoint."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {
        "model." + name: value.detach().to("cpu", torch.bfloat16).contiguous()
        for name, value in model.state_dict().items()
    }
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    vocabulary = model.language_model.embed_tokens.weight.shape[0]
    generation = {"bos_token_id": 2, "pad_token_id": 0, "eos_token_id": [1, ids["<turn|>"]], "do_sample": False}
    for name, content in (
        ("config.json", config(vocabulary, ids)), ("generation_config.json", generation),
        ("processor_config.json", PROCESSOR),
    ):  # fmt: skip
        (folder / name).write_text(json.dumps(content, indent=2) + "\n")


def load(model: Pocket, folder: Path) -> None:
    """Takes up training from committed weights; layers that are new since then begin by doing nothing."""
    weights = {
        name.removeprefix("model."): value.float() for name, value in load_file(folder / "model.safetensors").items()
    }
    before = json.loads((folder / "config.json").read_text())["text_config"]["layer_types"]
    model.load_state_dict(grown(weights, before, model.state_dict()))


def grown(
    weights: dict[str, torch.Tensor], before: list[str], fresh: dict[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """The weights of a shallower model in the places of `LAYERS`, new sliding layers in front of the first full one."""
    first = before.index(FULL)
    more = LAYERS.index(FULL) - first
    out = {}
    for name, value in fresh.items():
        head, layers, rest = name.partition(".layers.")
        number, _, part = rest.partition(".")
        place = int(number) if layers else 0
        if not layers or place < first:
            out[name] = weights[name]
        elif place < first + more:
            silent = "o_proj" in part or "down_proj" in part
            out[name] = torch.zeros_like(value) if silent else value
        else:
            out[name] = weights[f"{head}.layers.{place - more}.{part}"]
    return out
