"""The pocket model as a PyTorch module for training: Gemma 4 unified's architecture, parameter for parameter.

One prompt is shared by a whole batch and read once.  Parameters have the names of real checkpoints
(files.py); agree.py holds the result against the engine's.
"""

from __future__ import annotations

import math

import birth
import torch
import torch.nn.functional as F
from torch import nn

SLIDING, FULL = "sliding_attention", "full_attention"
LAYERS = [SLIDING, SLIDING, SLIDING, SLIDING, SLIDING, FULL, SLIDING, FULL]
HIDDEN, WIDE, HEADS, HEAD, FULL_HEAD = 256, 704, 4, 64, 128
KV_HEADS, FULL_KV_HEADS = 2, 1
WINDOW = 64
SOFTCAP = 30.0
EPS = 1e-6
FRAME, PATCH, PATCH_HIDDEN, PLACES = 640, 48, 64, 64
PHONE_TAP, WORD_TAP = 4, 5
"""The throw-away heads read the stream after this many layers."""
POINTERS = 2
"""Heads of every full layer that are taught where the next word was said."""


class _RmsNorm(torch.autograd.Function):
    """RMSNorm with its derivative by hand: a third of the passes over memory that autograd makes."""

    @staticmethod
    def forward(ctx, x, weight, kind):
        scale = torch.rsqrt(torch.linalg.vecdot(x, x).float().div_(x.shape[-1]).add_(EPS)).unsqueeze_(-1)
        unit = (x * scale).to(kind)
        ctx.save_for_backward(unit, scale, weight)
        ctx.kind = x.dtype
        return unit if weight is None else unit * weight.to(kind)

    @staticmethod
    def backward(ctx, grad):
        unit, scale, weight = ctx.saved_tensors
        for_weight = None
        if weight is not None:
            for_weight = (grad * unit).flatten(0, -2).sum(0, dtype=torch.float32)
            grad = grad * weight.to(grad.dtype)
        scale = scale.where(scale < 900, 0)  # exact silence has no direction: what it passes down would only grow
        inner = torch.linalg.vecdot(grad, unit).unsqueeze(-1) / unit.shape[-1]
        return ((grad - unit * inner) * scale).to(ctx.kind), for_weight, None


def norm(x: torch.Tensor, weight: torch.Tensor | None = None) -> torch.Tensor:
    return _RmsNorm.apply(x, weight, torch.bfloat16 if half() else torch.float32)


def half() -> bool:
    """True while training in bfloat16 (under autocast)."""
    return torch.is_autocast_enabled("cpu") or torch.is_autocast_enabled("cuda")


class Norm(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return norm(x, self.weight)


def turn(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Rotary position: (b, heads, n, d) by angles (n, d)."""
    middle = x.shape[-1] // 2
    cos, sin = cos[:, :middle].to(x.dtype), sin[:, :middle].to(x.dtype)
    left, right = x[..., :middle], x[..., middle:]
    return torch.cat((left * cos - right * sin, right * cos + left * sin), -1)


def angles(length: int, full: bool) -> tuple[torch.Tensor, torch.Tensor]:
    if full:  # a quarter of the head turns, the rest carries content only
        size, base, turning = FULL_HEAD, 1e6, FULL_HEAD // 8
    else:
        size, base, turning = HEAD, 1e4, HEAD // 2
    speed = torch.zeros(size // 2)
    speed[:turning] = 1.0 / base ** (torch.arange(0, 2 * turning, 2).float() / size)
    angle = torch.arange(length).float()[:, None] * speed
    angle = torch.cat((angle, angle), -1)
    return angle.cos(), angle.sin()


class Attention(nn.Module):
    def __init__(self, full: bool) -> None:
        super().__init__()
        self.full = full
        self.size, self.kv = (FULL_HEAD, FULL_KV_HEADS) if full else (HEAD, KV_HEADS)
        self.q_proj = nn.Linear(HIDDEN, HEADS * self.size, bias=False)
        self.k_proj = nn.Linear(HIDDEN, self.kv * self.size, bias=False)
        if not full:
            self.v_proj = nn.Linear(HIDDEN, self.kv * self.size, bias=False)
        self.o_proj = nn.Linear(HEADS * self.size, HIDDEN, bias=False)
        self.q_norm, self.k_norm = Norm(self.size), Norm(self.size)

    def parts(self, x, cos, sin):
        b, n, _ = x.shape
        q = self.q_norm(self.q_proj(x).view(b, n, HEADS, self.size)).transpose(1, 2)
        k = self.k_proj(x).view(b, n, self.kv, self.size)
        v = k if self.full else self.v_proj(x).view(b, n, self.kv, self.size)
        k, v = self.k_norm(k).transpose(1, 2), norm(v).transpose(1, 2)
        return turn(q, cos, sin), turn(k, cos, sin), v

    def mix(self, q, k, v, mask, points=None):
        """What the positions take from one another; the loss of `points` is left in `self.pointing`."""
        b, heads, n, d = q.shape
        group = (
            heads // self.kv
        )  # written out: with short rows this is three times as fast as the fused kernel on a CPU
        scores = torch.matmul(q.reshape(b, self.kv, group * n, d), k.transpose(-1, -2))
        scores = scores.view(b, self.kv, group, n, -1).masked_fill(~mask, -1e9)
        weights = torch.softmax(scores, -1, dtype=torch.float32)
        if points is not None:
            self.pointing = pointing(weights[:, 0, :POINTERS], points)
        weights = weights.to(v.dtype)
        out = torch.matmul(weights.view(b, self.kv, group * n, -1), v).view(b, heads, n, d)
        return self.o_proj(out.transpose(1, 2).reshape(b, n, -1))


def pointing(weights: torch.Tensor, points: torch.Tensor) -> torch.Tensor:
    """How little of the attention (b, heads, n, p + n) lies where the next word is named; `points` (b, n, 2)."""
    row, at = (points[..., 0] >= 0).nonzero(as_tuple=True)
    length = weights.shape[-1]
    first, past = (points[row, at] + length - points.shape[1]).unbind(-1)
    place = torch.arange(length, device=weights.device)
    there = (place >= first[:, None]) & (place < past[:, None])
    mass = (weights[row, :, at] * there[:, None]).sum(-1)
    return -(mass + 1e-4).log().mean()


class Mlp(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(HIDDEN, WIDE, bias=False)
        self.up_proj = nn.Linear(HIDDEN, WIDE, bias=False)
        self.down_proj = nn.Linear(WIDE, HIDDEN, bias=False)

    def forward(self, x):
        return self.down_proj(F.gelu(self.gate_proj(x), approximate="tanh") * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, kind: str) -> None:
        super().__init__()
        self.full = kind == FULL
        self.self_attn, self.mlp = Attention(self.full), Mlp()
        self.input_layernorm, self.post_attention_layernorm = Norm(HIDDEN), Norm(HIDDEN)
        self.pre_feedforward_layernorm, self.post_feedforward_layernorm = Norm(HIDDEN), Norm(HIDDEN)
        self.register_buffer("layer_scalar", torch.ones(1))

    def _after(self, x, mixed):
        x = x + self.post_attention_layernorm(mixed)
        return x + self.post_feedforward_layernorm(self.mlp(self.pre_feedforward_layernorm(x)))

    def forward(self, prompt, body, places, masks, points=None):
        """`prompt` (1, p, d) is read once for the whole batch; `body` (b, n, d) follows it in every row."""
        p, b = prompt.shape[1], body.shape[0]
        cos, sin = places
        pq, pk, pv = self.self_attn.parts(self.input_layernorm(prompt), cos[:p], sin[:p])
        q, k, v = self.self_attn.parts(self.input_layernorm(body), cos[p:], sin[p:])
        k, v = torch.cat((pk.expand(b, -1, -1, -1), k), 2), torch.cat((pv.expand(b, -1, -1, -1), v), 2)
        prompt = self._after(prompt, self.self_attn.mix(pq, pk, pv, masks[0]))
        return prompt, self._after(body, self.self_attn.mix(q, k, v, masks[1], points))


class Text(nn.Module):
    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(vocabulary, HIDDEN)
        nn.init.normal_(self.embed_tokens.weight, std=HIDDEN**-0.5)
        self.layers = nn.ModuleList(Layer(kind) for kind in LAYERS)
        self.norm = Norm(HIDDEN)


class SoundEmbedder(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.embedding_projection = nn.Linear(size, HIDDEN, bias=False)

    def forward(self, x):
        return self.embedding_projection(norm(x))


class PatchEmbedder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        pixels = PATCH * PATCH * 3
        self.patch_ln1, self.patch_dense = nn.LayerNorm(pixels), nn.Linear(pixels, PATCH_HIDDEN)
        self.patch_ln2, self.pos_norm = nn.LayerNorm(PATCH_HIDDEN), nn.LayerNorm(PATCH_HIDDEN)
        self.pos_embedding = nn.Parameter(torch.randn(PLACES, 2, PATCH_HIDDEN) * 0.3)

    def forward(self, patches, places):
        x = self.patch_ln2(self.patch_dense(self.patch_ln1(patches))).float()
        x = x + self.pos_embedding[places[..., 0], 0] + self.pos_embedding[places[..., 1], 1]
        return self.pos_norm(x)


class Pocket(nn.Module):
    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.language_model = Text(vocabulary)
        self.embed_audio = SoundEmbedder(FRAME)
        self.vision_embedder = PatchEmbedder()
        self.embed_vision = SoundEmbedder(PATCH_HIDDEN)
        for name, weight in self.named_parameters():
            if weight.dim() == 2 and "layers" in name:
                nn.init.normal_(weight, std=weight.shape[1] ** -0.5)
        with torch.no_grad():
            birth.filter_bank(self.embed_audio.embedding_projection.weight, self.language_model.layers[0])
            birth.waves(self.vision_embedder.patch_dense)

    def words(self, ids: torch.Tensor) -> torch.Tensor:
        return self.language_model.embed_tokens(ids).float() * math.sqrt(HIDDEN)

    def sound(self, frames: torch.Tensor) -> torch.Tensor:
        return self.embed_audio(frames)

    def patches(self, patches: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        return self.embed_vision(self.vision_embedder(patches, places))

    def forward(self, prompt, body, blocks=None, points=None):
        """Stream after the phoneme tap, after the word tap, and after the last norm: each (b, n, HIDDEN).

        `blocks` (n,) int: which picture a position of the body belongs to, -1 for none; `points` as in a lesson.
        """
        masks = make_masks(prompt.shape[1], body.shape[1], blocks, body.device)
        length = prompt.shape[1] + body.shape[1]
        places = [tuple(a.to(body.device) for a in angles(length, full)) for full in (False, True)]
        taps = []
        for number, layer in enumerate(self.language_model.layers):
            if number in (PHONE_TAP, WORD_TAP):
                taps.append(body)
            prompt, body = layer(prompt, body, places[layer.full], masks[layer.full], points if layer.full else None)
        return *taps, self.language_model.norm(body)

    def pointing(self) -> torch.Tensor:
        """The loss of the `points` of the last call."""
        return torch.stack([layer.self_attn.pointing for layer in self.language_model.layers if layer.full]).mean()

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        raw = F.linear(hidden, self.language_model.embed_tokens.weight).float()
        return torch.tanh(raw / SOFTCAP) * SOFTCAP


def make_masks(prompt: int, body: int, blocks, device):
    """For sliding and for full layers: what the prompt and what the body may look at."""
    at = torch.arange(prompt + body, device=device)
    causal = at[None, :] <= at[:, None]
    near = (at[:, None] - at[None, :]) < WINDOW
    sliding = causal & near
    if blocks is not None:
        whole = torch.cat((torch.full((prompt,), -1, device=device), blocks))
        same = (whole[:, None] == whole[None, :]) & (whole[:, None] >= 0)
        sliding = (causal | same) & near
    return [(mask[:prompt, :prompt], mask[prompt:]) for mask in (sliding, causal)]
