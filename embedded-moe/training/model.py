"""A small sparse mixture-of-experts transformer in the Mixtral layout of llama.cpp's ``llama`` architecture.

Shapes: B sequences, T tokens, d model width, H heads of width h, E experts of width f, V tokens.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import vocab


@dataclass(frozen=True)
class Shape:
    """The size of one model; ``used`` experts of ``experts`` answer each token."""

    width: int = 128
    layers: int = 3
    heads: int = 4
    experts: int = 4
    expert_width: int = 128
    used: int = 2
    context: int = 512
    rope_base: float = 1000.0
    epsilon: float = 1e-5

    @property
    def head_width(self) -> int:
        return self.width // self.heads


def rotation(shape: Shape, length: int) -> tuple[Tensor, Tensor]:
    """Cosine and sine [T, h/2] of the rotary position angles."""
    half = shape.head_width // 2
    frequency = shape.rope_base ** (-torch.arange(half, dtype=torch.float64) / half)
    angle = torch.arange(length, dtype=torch.float64)[:, None] * frequency[None, :]
    return angle.cos().float(), angle.sin().float()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotates [B, H, T, h], pairing dimension i with i + h/2; the GGUF writer permutes to neighbouring pairs."""
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, first * sin + second * cos), dim=-1)


class Norm(nn.Module):
    """Root-mean-square normalisation with a learned scale [d]."""

    def __init__(self, width: int, epsilon: float):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.scale


class Attention(nn.Module):
    """Causal self-attention with rotary positions. Weights: q, k, v, out [d, d] as (output, input)."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.query_key_value = nn.Parameter(torch.randn(3, shape.width, shape.width) * shape.width**-0.5)
        self.out = nn.Parameter(torch.randn(shape.width, shape.width) * (0.5 * shape.width**-0.5))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        batch, length, width = x.shape
        projected = F.linear(x, self.query_key_value.view(3 * width, width))
        heads = projected.view(batch, length, 3, self.shape.heads, self.shape.head_width).permute(2, 0, 3, 1, 4)
        query, key = rotate(heads[0], cos, sin), rotate(heads[1], cos, sin)
        mixed = F.scaled_dot_product_attention(query, key, heads[2], is_causal=True)
        return F.linear(mixed.transpose(1, 2).reshape(batch, length, width), self.out)


class Experts(nn.Module):
    """SwiGLU experts behind a softmax router; the top ones answer with renormalised weights.

    Weights: router [E, d]; gate_up [2, E, f, d]; down [E, f, d]. Few experts are all computed and those not chosen
    weighted with zero. With many, training dispatches the tokens into C places per expert, and an expert that is chosen
    more often than ``ROOM`` times its fair share passes its last tokens by. Evaluation never drops a token.
    """

    ROOM = 1.5

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        d, e, f = shape.width, shape.experts, shape.expert_width
        self.router = nn.Parameter(torch.randn(e, d) * d**-0.5)
        self.gate_up = nn.Parameter(torch.randn(2, e, f, d) * d**-0.5)
        self.down = nn.Parameter(torch.randn(e, f, d) * (0.5 * f**-0.5))

    def forward(self, x: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
        """x [B, T, d], of which ``real`` [B, T] are no padding, to the mix [B, T, d] and the balance penalty.

        The penalty is 1 when all experts are chosen equally often.
        """
        flat, used = x.flatten(0, 1), self.shape.used
        probabilities = F.softmax(F.linear(flat, self.router).float(), dim=-1)
        top, chosen = probabilities.topk(used, dim=-1)
        weights = (top / top.sum(-1, keepdim=True)).to(x.dtype)
        chosen_by = F.one_hot(chosen, self.shape.experts) * real.flatten()[:, None, None]
        share = chosen_by.sum((0, 1)) / (real.sum() * used)
        balance = self.shape.experts * (share * probabilities.mean(0)).sum()
        if self.training and self.shape.experts > 2 * used:
            mixed = self._dispatched(flat, chosen, weights, chosen_by)
        else:
            mixed = self._dense(flat, torch.zeros_like(probabilities).scatter(-1, chosen, weights.float()))
        return mixed.view(x.shape), balance

    def _dense(self, x: Tensor, weights: Tensor) -> Tensor:
        """x [N, d] through every expert, mixed by weights [N, E]."""
        e, f, d = self.down.shape
        gate, up = F.linear(x, self.gate_up.view(2 * e * f, d)).chunk(2, dim=-1)
        hidden = (F.silu(gate) * up).unflatten(-1, (e, f)) * weights.to(gate.dtype).unsqueeze(-1)
        return hidden.flatten(-2) @ self.down.view(e * f, d)

    def _dispatched(self, x: Tensor, chosen: Tensor, weights: Tensor, chosen_by: Tensor) -> Tensor:
        """x [N, d] through its experts chosen [N, k] only; chosen_by [N, k, E] marks them, zero for padding."""
        tokens, (e, f, d) = x.shape[0], self.down.shape
        places = int(self.ROOM * tokens * self.shape.used / e)
        marks = chosen_by.flatten(0, 1)
        order = ((marks.cumsum(0) - 1) * marks).sum(-1).view_as(chosen)
        placed = (order < places) & (chosen_by.sum(-1) > 0)
        place = torch.where(placed, chosen * places + order, e * places)
        token = torch.arange(tokens)[:, None].expand_as(place)
        source = torch.full((e * places + 1,), tokens).scatter(0, place.flatten(), token.flatten())[:-1]
        inputs = F.pad(x, (0, 0, 0, 1))[source].view(e, places, d)
        gate, up = (torch.bmm(inputs, part.transpose(1, 2)) for part in self.gate_up)
        outputs = torch.bmm(F.silu(gate) * up, self.down).view(e * places, d)
        return (F.pad(outputs, (0, 0, 0, 1))[place] * weights[:, :, None].to(outputs.dtype)).sum(1)


class Block(nn.Module):
    """One layer: attention, then experts, each on the normalised stream."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.attention_norm, self.attention = Norm(shape.width, shape.epsilon), Attention(shape)
        self.experts_norm, self.experts = Norm(shape.width, shape.epsilon), Experts(shape)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
        x = x + self.attention(self.attention_norm(x), cos, sin)
        mixed, balance = self.experts(self.experts_norm(x), real)
        return x + mixed, balance


class Model(nn.Module):
    """The language model. Weights beside the blocks: embedding and output [V, d]."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Parameter(torch.randn(vocab.SIZE, shape.width) * 0.5)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = Norm(shape.width, shape.epsilon)
        self.output = nn.Parameter(torch.randn(vocab.SIZE, shape.width) * (0.2 * shape.width**-0.5))
        cos, sin = rotation(shape, shape.context)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """ids [B, T] to logits [B, T, V] and the mean balance penalty."""
        length = ids.shape[1]
        cos, sin = self.cos[:length], self.sin[:length]
        x, real = F.embedding(ids, self.embedding), ids != vocab.END
        balance = x.new_zeros(())
        for block in self.blocks:
            x, penalty = block(x, cos, sin, real)
            balance = balance + penalty / len(self.blocks)
        return F.linear(self.norm(x), self.output), balance

    def loss(self, ids: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Mean cross-entropy over targets [B, T] that are not -100, and the balance penalty."""
        logits, balance = self(ids)
        return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=-100), balance
