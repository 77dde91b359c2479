"""The size, data and schedule of each model."""

from __future__ import annotations

from dataclasses import dataclass, field

from lora import Ranks
from model import Shape


@dataclass(frozen=True)
class Recipe:
    """How one model is trained; ``direct`` and ``shares`` are those of its mixture.

    The learning rate falls to zero over the last ``cooldown`` part of the training.
    """

    shape: Shape
    steps: int
    seed: int
    lengths: tuple[int, ...]
    batch_tokens: int = 6144
    muon_rate: float = 0.02
    adam_rate: float = 0.003
    direct: float = 0.35
    cooldown: float = 0.35
    shares: dict[str, float] = field(default_factory=dict)


RECIPES = {
    "sums": Recipe(Shape(), steps=2800, seed=11, lengths=(48, 72, 112, 192)),
    "atlas": Recipe(Shape(), steps=1950, seed=12, lengths=(48, 64, 96, 208)),
    "letters": Recipe(Shape(), steps=2200, seed=13, lengths=(48, 72, 112, 192)),
    "generalist": Recipe(
        Shape(experts=8),
        steps=3250,
        seed=14,
        lengths=(56, 96, 208),
        batch_tokens=4096,
        direct=0.15,
        cooldown=0.8,
        shares={"sums": 0.4, "atlas": 0.32, "letters": 0.28},
    ),
}


@dataclass(frozen=True)
class AdapterRecipe:
    """How an adapter of ``base`` is trained for one domain; ``kept`` is the share of the base's other domains."""

    domain: str
    seed: int
    lengths: tuple[int, ...]
    base: str = "generalist"
    ranks: Ranks = Ranks()
    steps: int = 700
    batch_tokens: int = 4096
    rate: float = 0.004
    direct: float = 0.25
    kept: float = 0.1
    cooldown: float = 0.5


ADAPTERS = {
    "generalist-atlas": AdapterRecipe("atlas", seed=21, lengths=(48, 64, 96, 208)),
    "generalist-letters": AdapterRecipe("letters", seed=22, lengths=(48, 72, 112, 192)),
    "generalist-notation": AdapterRecipe("notation", seed=23, lengths=(48, 72, 112, 208)),
}
