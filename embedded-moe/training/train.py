"""Trains one model: ``python train.py sums``. Checkpoints, resumes and exports the GGUF as it goes."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import NamedTuple

import torch

from gguf import write_model
from mixture import Mixture, batches
from model import Model, Shape
from muon import Muon
from recipes import RECIPES, Recipe

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent / "src/main/resources/models"
CHECKPOINTS = HERE.parent / "target/checkpoints"


def optimisers(model: Model, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside the blocks, AdamW for embedding, output, routers and norms."""
    matrices = [p for n, p in model.named_parameters() if n.startswith("blocks") and p.ndim > 1 and "router" not in n]
    others = [p for p in model.parameters() if not any(p is m for m in matrices)]
    plain = torch.optim.AdamW(others, lr=recipe.adam_rate, betas=(0.9, 0.98), weight_decay=0.0)
    return [Muon(matrices, lr=recipe.muon_rate), plain]


class Pace(NamedTuple):
    """How a run differs from its recipe: a share of the learning rate, and the cool-down (0: the recipe's)."""

    share: float = 1.0
    cooldown: float = 0.0


def rate_factor(step: int, progress: float, cooldown: float, warm: int = 50) -> float:
    """Warm-up, plateau, then linear cool-down to zero over the last part of ``progress`` from 0 to 1."""
    return min(1.0, (step + 1) / warm, max(0.0, 1 - progress) / cooldown)


def train(name: str, steps: int, minutes: float, checkpoint: Path, keep_every: float, compiled: bool, pace: Pace) -> None:
    """Runs until ``steps`` optimiser steps or ``minutes`` are over, continuing from the checkpoint if there is one."""
    recipe = RECIPES[name]
    torch.manual_seed(recipe.seed)
    model = Model(recipe.shape)
    tools = optimisers(model, recipe)
    first, spent = 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        first, spent = saved["step"], saved["seconds"]
        for tool, state in zip(tools, saved["optimisers"]):
            tool.load_state_dict(state)
    base = [recipe.muon_rate, recipe.adam_rate]
    if compiled:
        for block in model.blocks:
            block.compile(dynamic=False)
    mixture = Mixture(name, recipe.shares, recipe.direct)
    source = batches(mixture, recipe.seed + first, recipe.batch_tokens, recipe.lengths)
    print(name, sum(p.numel() for p in model.parameters()), "parameters, from step", first, flush=True)

    def save(step: int) -> None:
        state = {"model": model.state_dict(), "optimisers": [t.state_dict() for t in tools]}
        state |= {"step": step, "seconds": spent + time.time() - begun}
        torch.save(state, checkpoint.with_suffix(".tmp"))
        checkpoint.with_suffix(".tmp").replace(checkpoint)

    begun = saved_at = time.time()
    mean = 0.0
    step = first
    while (progress := max(step / steps, (time.time() - begun) / (60 * minutes))) < 1:
        factor = pace.share * rate_factor(step, progress, pace.cooldown or recipe.cooldown)
        for tool, rate in zip(tools, base):
            for group in tool.param_groups:
                group["lr"] = rate * factor
        ids, targets = (torch.from_numpy(part) for part in next(source))
        with torch.autocast("cpu", torch.bfloat16):
            loss, balance = model.loss(ids, targets)
        (loss + 0.01 * balance).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for tool in tools:
            tool.step()
            tool.zero_grad()
        mean = loss.item() if step == first else 0.98 * mean + 0.02 * loss.item()
        step += 1
        if step % 50 == 0:
            seconds = time.time() - begun
            print(f"step {step} loss {mean:.4f} balance {balance.item():.3f} t {seconds:.0f}s", flush=True)
        if time.time() - saved_at > keep_every:
            save(step)
            saved_at = time.time()
    save(step)
    write_model(model, name, MODELS / f"{name}.gguf")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=sorted(RECIPES))
    parser.add_argument("--steps", type=int, help="default: the recipe's")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so long, whatever the steps")
    parser.add_argument("--checkpoints", type=Path, default=CHECKPOINTS)
    parser.add_argument("--keep-every", type=float, default=90.0, help="seconds between checkpoints")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1.0, help="share of the recipe's learning rate, for a last pass")
    parser.add_argument("--cooldown", type=float, default=0.0, help="default: the recipe's")
    parser.add_argument("--eager", action="store_true", help="without torch.compile")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.checkpoints.mkdir(parents=True, exist_ok=True)
    steps = options.steps or RECIPES[options.name].steps
    checkpoint = options.checkpoints / f"{options.name}.pt"
    train(options.name, steps, options.minutes, checkpoint, options.keep_every, not options.eager, Pace(options.rate, options.cooldown))


if __name__ == "__main__":
    main()
