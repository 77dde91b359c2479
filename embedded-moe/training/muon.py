"""Muon: momentum whose matrix updates are orthogonalised by Newton-Schulz iterations.

Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/. Deviation: a parameter of more than two dimensions is
a stack of matrices, each orthogonalised alone, so every expert is its own matrix.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor


def orthogonalised(stack: Tensor, steps: int = 5) -> Tensor:
    """Moves the singular values of [n, rows, columns] towards one."""
    wide = stack.shape[-2] > stack.shape[-1]
    x = stack.transpose(-2, -1) if wide else stack
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.transpose(-2, -1)
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return x.transpose(-2, -1) if wide else x


class Muon(torch.optim.Optimizer):
    """Applies Muon to parameters whose last two dimensions are (output, input)."""

    def __init__(self, parameters: Iterable[Tensor], lr: float, momentum: float = 0.95, decay: float = 0.01):
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            by_shape: dict[tuple[int, int], list[Tensor]] = defaultdict(list)
            for parameter in group["params"]:
                by_shape[tuple(parameter.shape[-2:])].append(parameter)
            for (rows, columns), parameters in by_shape.items():
                stacks = [self._momentum(p, group["momentum"]).reshape(-1, rows, columns) for p in parameters]
                update = orthogonalised(torch.cat(stacks)) * max(1.0, rows / columns) ** 0.5
                for parameter, part in zip(parameters, update.split([len(s) for s in stacks])):
                    parameter.mul_(1 - group["lr"] * group["decay"])
                    parameter.add_(part.reshape(parameter.shape), alpha=-group["lr"])

    def _momentum(self, parameter: Tensor, momentum: float) -> Tensor:
        state = self.state[parameter]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(parameter)
        state["momentum"].lerp_(parameter.grad, 1 - momentum)
        return parameter.grad.lerp(state["momentum"], momentum)
