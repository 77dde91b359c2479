"""Low-rank adapters of a model: on attention, experts and routers. The model's own weights stay as they are.

Hu et al. 2021, LoRA, https://arxiv.org/abs/2106.09685. Deviation: the scale is alpha over each matrix's own rank, as
llama.cpp computes it, and the ranks differ by kind of matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from gguf import neighbouring_pairs, read_file, write_file
from model import Model


@dataclass(frozen=True)
class Ranks:
    """The rank of each kind of matrix, and alpha."""

    attention: int = 16
    experts: int = 4
    router: int = 4
    alpha: float = 16.0


class Delta(nn.Module):
    """Adds scale x b a to a stack of matrices [..., output, input]; ``turned`` when they are stored [..., input, output]."""

    def __init__(self, weight: Tensor, rank: int, alpha: float, turned: bool = False):
        super().__init__()
        *stack, outputs, inputs = weight.mT.shape if turned else weight.shape
        self.a = nn.Parameter(torch.randn(*stack, rank, inputs) * inputs**-0.5)
        self.b = nn.Parameter(torch.zeros(*stack, outputs, rank))
        self.scale, self.turned = alpha / rank, turned

    def forward(self, weight: Tensor) -> Tensor:
        delta = self.scale * (self.b @ self.a)
        return weight + (delta.mT if self.turned else delta)


def adapt(model: Model, ranks: Ranks) -> list[nn.Parameter]:
    """Freezes the model, puts an adapter on it that changes nothing yet, and returns what there is to train."""
    model.requires_grad_(False)
    added: list[nn.Parameter] = []
    for block in model.blocks:
        for module, name, rank, turned in (
            (block.attention, "query_key_value", ranks.attention, False),
            (block.attention, "out", ranks.attention, False),
            (block.experts, "gate_up", ranks.experts, False),
            (block.experts, "down", ranks.experts, True),
            (block.experts, "router", ranks.router, False),
        ):
            delta = Delta(getattr(module, name), rank, ranks.alpha, turned)
            parametrize.register_parametrization(module, name, delta)
            added += delta.parameters()
    return added


def _deltas(model: Model) -> dict[str, tuple[Delta, int | None, bool]]:
    """By GGUF name: the delta, which matrix of its stack, and whether its outputs are rotary."""
    found: dict[str, tuple[Delta, int | None, bool]] = {}
    for index, block in enumerate(model.blocks):

        def delta(module: nn.Module, name: str) -> Delta:
            return module.parametrizations[name][0]

        attention, experts = block.attention, block.experts
        for place, name in enumerate(("attn_q", "attn_k", "attn_v")):
            found[f"blk.{index}.{name}"] = (delta(attention, "query_key_value"), place, place < 2)
        found[f"blk.{index}.attn_output"] = (delta(attention, "out"), None, False)
        found[f"blk.{index}.ffn_gate_inp"] = (delta(experts, "router"), None, False)
        for place, name in enumerate(("ffn_gate_exps", "ffn_up_exps")):
            found[f"blk.{index}.{name}"] = (delta(experts, "gate_up"), place, False)
        found[f"blk.{index}.ffn_down_exps"] = (delta(experts, "down"), None, False)
    return found


def _part(tensor: Tensor, place: int | None) -> Tensor:
    return tensor if place is None else tensor[place]


def tensors(model: Model) -> dict[str, np.ndarray]:
    """Every pair under its GGUF name; numpy shapes are GGUF dimensions reversed."""
    result: dict[str, np.ndarray] = {}
    for name, (delta, place, rotary) in _deltas(model).items():
        a, b = (_part(each.detach().float(), place).numpy() for each in (delta.a, delta.b))
        result[f"{name}.weight.lora_a"] = a
        result[f"{name}.weight.lora_b"] = neighbouring_pairs(b, model.shape.heads) if rotary else b
    return result


def write_adapter(model: Model, ranks: Ranks, name: str, path: Path) -> None:
    """Writes the adapter alone, as F16."""
    metadata = {
        "general.architecture": "llama",
        "general.type": "adapter",
        "general.name": name,
        "adapter.type": "lora",
        "adapter.lora.alpha": ranks.alpha,
    }
    write_file(path, metadata, tensors(model), lambda name, array: np.dtype("<f2"))


@torch.no_grad()
def read_adapter(model: Model, ranks: Ranks, path: Path, share: float = 1.0) -> None:
    """Puts the numbers of an adapter file on a model that was adapted with the same ranks, at a share of its scale."""
    arrays = read_file(path)
    for name, (delta, place, rotary) in _deltas(model).items():
        a, b = arrays[f"{name}.weight.lora_a"], arrays[f"{name}.weight.lora_b"]
        b = neighbouring_pairs(b, model.shape.heads, back=True) if rotary else b
        _part(delta.a, place).copy_(torch.from_numpy(a))
        _part(delta.b, place).copy_(torch.from_numpy(share * b))
