"""Trains one adapter of a shipped model: ``python adapt.py generalist-letters``."""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch

import mixture
from gguf import read_model
from lora import adapt, write_adapter
from mixture import batches
from recipes import ADAPTERS, RECIPES, AdapterRecipe
from train import MODELS, rate_factor
from wordings import Example

FOLDER = MODELS.parent / "adapters"


@dataclass(frozen=True)
class Specialty:
    """Draws an adapter's training examples: its own domain's, and some of those that the base knows."""

    recipe: AdapterRecipe
    direct: float

    def draw(self, rng: random.Random) -> Example:
        """A training question."""
        domain = self.recipe.domain
        if rng.random() < self.recipe.kept:
            domain = rng.choice([each for each in mixture.DOMAINS if each != domain])
        return mixture.generate(domain, rng)


def train(name: str, steps: int, minutes: float) -> None:
    """Runs until ``steps`` optimiser steps or ``minutes`` are over, then writes the file."""
    recipe = ADAPTERS[name]
    torch.manual_seed(recipe.seed)
    model = read_model(RECIPES[recipe.base].shape, MODELS / f"{recipe.base}.gguf")
    parameters = adapt(model, recipe.ranks)
    tool = torch.optim.AdamW(parameters, lr=recipe.rate, betas=(0.9, 0.98), weight_decay=0.0)
    source = batches(Specialty(recipe, recipe.direct), recipe.seed, recipe.batch_tokens, recipe.lengths)
    print(name, sum(p.numel() for p in parameters), "parameters", flush=True)
    begun, step, mean = time.time(), 0, 0.0
    while (progress := max(step / steps, (time.time() - begun) / (60 * minutes))) < 1:
        for group in tool.param_groups:
            group["lr"] = recipe.rate * rate_factor(step, progress, recipe.cooldown)
        ids, targets = (torch.from_numpy(part) for part in next(source))
        with torch.autocast("cpu", torch.bfloat16):
            loss, balance = model.loss(ids, targets)
        (loss + 0.01 * balance).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        tool.step()
        tool.zero_grad()
        mean = loss.item() if step == 0 else 0.97 * mean + 0.03 * loss.item()
        step += 1
        if step % 25 == 0:
            print(f"step {step} loss {mean:.4f} t {time.time() - begun:.0f}s", flush=True)
    write_adapter(model, recipe.ranks, name, FOLDER / f"{name}.gguf")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=sorted(ADAPTERS))
    parser.add_argument("--steps", type=int, help="default: the recipe's")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so long, whatever the steps")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train(options.name, options.steps or ADAPTERS[options.name].steps, options.minutes)


if __name__ == "__main__":
    main()
