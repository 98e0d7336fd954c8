"""Small checkpoints of every kind with random weights: names, shapes and settings as the published ones have them.

Weights are made by mlx-vlm's classes and saved under the names that Google's files use.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx.utils import tree_flatten

WORDS = Path(__file__).parent / "data" / "tiny"
"""A tokenizer and a template of their own, so that no reference hangs on the pocket model."""
_MARKS = {
    "tie_word_embeddings": True, "eos_token_id": [1, 4], "boi_token_id": 8, "eoi_token_id": 10, "image_token_id": 9,
    "video_token_id": 14, "audio_token_id": 12, "boa_token_id": 11, "eoa_token_index": 13,
}  # fmt: skip
_ROPE = {
    "full_attention": {"rope_type": "proportional", "partial_rotary_factor": 0.25, "rope_theta": 1000000.0},
    "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0},
}
_TEXT: dict[str, Any] = {
    "model_type": "gemma4_text", "attention_bias": False, "attention_k_eq_v": False, "enable_moe_block": False,
    "final_logit_softcapping": 30.0, "hidden_activation": "gelu_pytorch_tanh", "hidden_size_per_layer_input": 0,
    "max_position_embeddings": 8192, "moe_intermediate_size": None, "num_experts": None, "top_k_experts": None,
    "num_global_key_value_heads": None, "num_kv_shared_layers": 0, "pad_token_id": 0, "bos_token_id": 2,
    "eos_token_id": 1, "rms_norm_eps": 1e-06, "rope_parameters": _ROPE, "tie_word_embeddings": True,
    "use_bidirectional_attention": None, "use_double_wide_mlp": False, "vocab_size": 1266,
    "vocab_size_per_layer_input": 1266, "hidden_size": 64, "intermediate_size": 128, "num_attention_heads": 4,
    "num_key_value_heads": 1, "head_dim": 32, "global_head_dim": 64, "sliding_window": 32,
}  # fmt: skip
_SMALL_TEXT = _TEXT | {
    "hidden_size_per_layer_input": 32, "num_hidden_layers": 10, "num_kv_shared_layers": 5,
    "layer_types": (["sliding_attention"] * 4 + ["full_attention"]) * 2,
}  # fmt: skip
_LARGE_TEXT = _TEXT | {
    "num_hidden_layers": 6, "num_key_value_heads": 2, "num_global_key_value_heads": 1, "attention_k_eq_v": True,
    "layer_types": ["sliding_attention", "sliding_attention", "full_attention"] * 2,
    "use_bidirectional_attention": "vision",
}  # fmt: skip
_VISION: dict[str, Any] = {
    "model_type": "gemma4_vision", "hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 2,
    "num_attention_heads": 3, "num_key_value_heads": 3, "head_dim": 16, "global_head_dim": 16, "patch_size": 16,
    "pooling_kernel_size": 3, "position_embedding_size": 1024, "rms_norm_eps": 1e-06, "standardize": False,
    "default_output_length": 280, "use_clipped_linears": True, "max_position_embeddings": 131072,
    "rope_parameters": {"rope_type": "default", "rope_theta": 100.0}, "hidden_activation": "gelu_pytorch_tanh",
}  # fmt: skip
_AUDIO: dict[str, Any] = {
    "model_type": "gemma4_audio", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
    "hidden_act": "silu", "subsampling_conv_channels": [128, 32], "conv_kernel_size": 5, "residual_weight": 0.5,
    "attention_chunk_size": 12, "attention_context_left": 13, "attention_context_right": 0,
    "attention_logit_cap": 50.0, "attention_invalid_logits_value": -1e9, "use_clipped_linears": True,
    "rms_norm_eps": 1e-06, "gradient_clipping": 1e10, "output_proj_dims": 96,
}  # fmt: skip
_PROCESSOR = {
    "processor_class": "Gemma4Processor", "image_seq_length": 280, "audio_ms_per_token": 40, "audio_seq_length": 750,
    "feature_extractor": {
        "feature_extractor_type": "Gemma4AudioFeatureExtractor", "dither": 0.0, "feature_size": 128,
        "fft_length": 512, "fft_overdrive": False, "frame_length": 320, "hop_length": 160, "input_scale_factor": 1.0,
        "max_frequency": 8000.0, "mel_floor": 0.001, "min_frequency": 0.0, "padding_side": "right",
        "padding_value": 0.0, "per_bin_mean": None, "per_bin_stddev": None, "preemphasis": 0.0,
        "preemphasis_htk_flavor": True, "return_attention_mask": True, "sampling_rate": 16000,
    },
    "image_processor": {
        "image_processor_type": "Gemma4ImageProcessor", "do_convert_rgb": True, "do_normalize": False,
        "do_rescale": True, "do_resize": True, "max_soft_tokens": 280, "patch_size": 16, "pooling_kernel_size": 3,
        "rescale_factor": 0.00392156862745098, "resample": 3,
    },
    "video_processor": {
        "video_processor_type": "Gemma4VideoProcessor", "max_soft_tokens": 70, "num_frames": 32, "patch_size": 16,
        "pooling_kernel_size": 3, "do_normalize": False, "rescale_factor": 0.00392156862745098,
    },
}  # fmt: skip
KINDS: dict[str, dict[str, Any]] = {
    "E2B": {
        "text_config": _SMALL_TEXT | {"use_double_wide_mlp": True},
        "vision_config": _VISION, "audio_config": _AUDIO,
    },
    "E4B": {
        "text_config": _SMALL_TEXT | {"num_key_value_heads": 2, "num_kv_shared_layers": 4},
        "vision_config": _VISION, "audio_config": _AUDIO,
    },
    "26B-A4B": {
        "text_config": _LARGE_TEXT
        | {"enable_moe_block": True, "num_experts": 8, "top_k_experts": 2, "moe_intermediate_size": 32},
        "vision_config": _VISION | {"standardize": True, "use_clipped_linears": False}, "audio_config": None,
    },
    "31B": {
        "text_config": _LARGE_TEXT,
        "vision_config": _VISION | {"standardize": True, "use_clipped_linears": False}, "audio_config": None,
    },
}  # fmt: skip


def settings(kind: str) -> dict[str, Any]:
    """The config.json of a kind."""
    head = {"architectures": ["Gemma4ForConditionalGeneration"], "model_type": "gemma4", "dtype": "bfloat16"}
    return head | _MARKS | KINDS[kind]


def made(folder: Path, kind: str, seed: int = 1) -> Path:
    """Writes a checkpoint of random weights; returns its folder."""
    from mlx_vlm.models import gemma4
    from mlx_vlm.utils import update_module_configs

    folder.mkdir(parents=True)
    config = settings(kind)
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    (folder / "processor_config.json").write_text(json.dumps(_PROCESSOR, indent=1))
    for file in WORDS.iterdir():
        shutil.copy(file, folder)
    whole = gemma4.ModelConfig.from_dict(config)
    model = gemma4.Model(update_module_configs(whole, gemma4, config, ["text", "vision", "audio"]))
    key = mx.random.key(seed)
    weights: dict[str, mx.array] = {}
    for name, array in tree_flatten(model.parameters()):
        key, own = mx.random.split(key)
        weights |= published(name, drawn(name, array.shape, own).astype(mx.bfloat16))
    mx.save_safetensors(str(folder / "model.safetensors"), fused(weights), {"format": "pt"})
    return folder


def drawn(name: str, shape: tuple[int, ...], key: mx.array) -> mx.array:
    """Random weights that leave every path of the model a voice of its own."""
    noise = mx.random.normal(shape, key=key)
    if name.endswith(("_min", "_max")):
        return mx.array(-3.0 if name.endswith("_min") else 3.0) + 0.3 * noise
    if len(shape) < 2 or name.endswith("std_bias"):
        return (0.0 if name.endswith(("bias", "per_dim_scale")) else 1.0) + 0.2 * noise
    if "embed_tokens" in name or "position_embedding" in name:
        return 0.3 * noise
    fan = shape[-1] if len(shape) < 4 else shape[1] * shape[2] * shape[3]
    return noise * (1.2 / fan**0.5)


def published(name: str, array: mx.array) -> dict[str, mx.array]:
    """A weight of mlx-vlm's under the name and in the layout of Google's files."""
    name = "model." + name.replace("language_model.model.", "language_model.")
    if "subsample_conv_projection" in name and array.ndim == 4:
        array = array.transpose(0, 3, 1, 2)
    if name.endswith("depthwise_conv1d.weight"):
        array = array.transpose(0, 2, 1)
    return {name: array}


def fused(weights: dict[str, mx.array]) -> dict[str, mx.array]:
    """Experts as Google's files have them: gate and up in one."""
    out = dict(weights)
    for name in weights:
        found = re.fullmatch(r"(.*\.experts\.)switch_glu\.(gate_proj|up_proj|down_proj)\.weight", name)
        if found and found[2] == "down_proj":
            out[f"{found[1]}down_proj"] = out.pop(name)
        elif found and found[2] == "gate_proj":
            up = out.pop(f"{found[1]}switch_glu.up_proj.weight")
            out[f"{found[1]}gate_up_proj"] = mx.concatenate([out.pop(name), up], axis=1)
    return out
