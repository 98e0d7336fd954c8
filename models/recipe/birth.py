"""Weights to begin with: ears that know pitches, eyes that know smooth waves. Without them nothing is learned."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import nn


def filter_bank(projection: nn.Parameter, first: nn.Module, bands: int = 21) -> None:
    """Begins hearing with windowed cosines and sines at mel-spaced pitches, and their energies in the first layer.

    The gated unit is made a square: gelu(x) x + gelu(-x) (-x) = x * x.
    """
    mel = np.linspace(2595 * np.log10(1 + 130 / 700), 2595 * np.log10(1 + 7000 / 700), bands)
    window, time = np.hanning(256), np.arange(256) / 16_000
    hidden, samples = projection.shape
    rows = np.zeros((hidden, samples), np.float32)
    row = 0
    for start in (0, 128, 256, 384):
        for hertz in 700 * (10 ** (mel / 2595) - 1):
            for wave in (np.cos, np.sin):
                rows[row, start : start + 256] = window * wave(2 * np.pi * hertz * time)
                rows[row] *= (hertz / 1000) ** 0.7 / np.linalg.norm(rows[row])  # speech is weak where it is high
                row += 1
    rows[row:] = np.random.default_rng(0).normal(0, 0.01, (hidden - row, samples))
    projection.copy_(torch.from_numpy(rows))
    first.self_attn.o_proj.weight.zero_()
    gate, up, down = first.mlp.gate_proj.weight, first.mlp.up_proj.weight, first.mlp.down_proj.weight
    gate[: 2 * row] = 0
    up[: 2 * row] = 0
    down[:, : 2 * row] = 0
    for k in range(row):
        for sign, unit in ((1.0, 2 * k), (-1.0, 2 * k + 1)):
            gate[unit, k] = up[unit, k] = sign
            down[row + k // 2, unit] = 1.0


def waves(dense: nn.Linear) -> None:
    """Begins seeing with smooth waves over a patch (a cosine transform) in brightness and two pairs of colours."""
    side = math.isqrt(dense.in_features // 3)
    at = (np.arange(side) + 0.5) / side
    order = sorted(((i, j) for i in range(6) for j in range(6)), key=lambda pair: (sum(pair), pair))
    colours = np.array([[1, 1, 1], [1, -1, 0], [1, 1, -2]]) / np.sqrt([[3], [2], [6]])
    rows = []
    for i, j in order:
        wave = np.outer(np.cos(np.pi * i * at), np.cos(np.pi * j * at))
        rows += [(wave[..., None] * colour).ravel() for colour in colours]
    rows = np.array(rows[: dense.out_features])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    dense.weight.copy_(torch.from_numpy(rows.astype(np.float32)) / 4)
    dense.bias.zero_()
