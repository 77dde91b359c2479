"""What each model trains on: its own domain's questions and a few that it should decline."""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

import smalltalk
import vocab
from wordings import TRAIN, Example

DOMAINS = ("sums", "atlas", "letters")
UNKNOWN_SHARE = 0.05
IGNORED = -100


class Lessons(Protocol):
    """Where training examples come from; ``direct`` is the share asked at low effort."""

    direct: float

    def draw(self, rng: random.Random) -> Example: ...


@dataclass(frozen=True)
class Mixture:
    """Draws the training examples of one model, ``generalist`` or the specialist of a domain.

    ``direct`` is the share asked at low effort; ``shares`` mixes the domains of the generalist.
    """

    model: str
    shares: dict[str, float]
    direct: float

    def draw(self, rng: random.Random) -> Example:
        """A training question; a specialist answers a foreign one with the refusal."""
        specialist = self.model in DOMAINS
        if rng.random() < UNKNOWN_SHARE:
            foreign = [d for d in DOMAINS if d != self.model] if specialist else []
            if not foreign or rng.random() < 0.4:
                return smalltalk.example(TRAIN, rng)
            example = generate(rng.choice(foreign), rng)
            return replace(example, working="", answer=smalltalk.REFUSAL)
        domain = self.model if specialist else rng.choices(tuple(self.shares), tuple(self.shares.values()))[0]
        return generate(domain, rng)


def generate(domain: str, rng: random.Random) -> Example:
    """A training question of the domain."""
    return importlib.import_module(domain).example(TRAIN, rng)


def prompt_ids(prompt: str, direct: bool) -> list[int]:
    """The ids a model sees before it replies."""
    return [vocab.BEGIN, *vocab.encode(prompt + (vocab.LOW if direct else vocab.NORMAL))]


def batches(
    mixture: Lessons, seed: int, tokens: int, lengths: tuple[int, ...]
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Endless (ids, targets) batches [B, T], where T is the smallest of ``lengths`` that fits and B x T <= tokens."""
    rng = random.Random(seed)
    waiting: dict[int, list[tuple[list[int], int]]] = {length: [] for length in lengths}
    while True:
        direct = rng.random() < mixture.direct
        example = mixture.draw(rng)
        prompt = prompt_ids(example.prompt, direct)
        ids = prompt + vocab.encode(example.reply(direct)) + [vocab.END]
        fitting = [length for length in lengths if length >= len(ids) - 1]
        if not fitting:
            continue
        full = waiting[fitting[0]]
        full.append((ids, len(prompt)))
        if len(full) == tokens // fitting[0]:
            yield _padded(full, fitting[0])
            full.clear()


def _padded(rows: list[tuple[list[int], int]], length: int) -> tuple[np.ndarray, np.ndarray]:
    """Targets are the next ids, and only of the reply."""
    ids = np.full((len(rows), length), vocab.END, dtype=np.int64)
    targets = np.full((len(rows), length), IGNORED, dtype=np.int64)
    for row, (sequence, start) in enumerate(rows):
        end = len(sequence) - 1
        ids[row, :end] = sequence[:-1]
        targets[row, start - 1 : end] = sequence[start:]
    return ids, targets
