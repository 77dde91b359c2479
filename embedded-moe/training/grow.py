"""Starts a larger model from a smaller one of the same width: ``python grow.py atlas generalist``.

The added experts are fresh and the added last layers begin as the identity, so the new model starts nearly as able as
the old one. Idea: Komatsuzaki et al. 2022, Sparse Upcycling, https://arxiv.org/abs/2212.05055; there the experts are
copies, here they are fresh, because the added capacity is for other domains.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from model import Model
from recipes import RECIPES
from train import CHECKPOINTS


def grown(small: Model, large: Model) -> Model:
    """Copies the small model's weights into the first experts and layers of the large one."""
    with torch.no_grad():
        for block in large.blocks[len(small.blocks) :]:
            block.attention.out.zero_()
            block.experts.down.zero_()
        theirs = dict(small.named_parameters())
        for name, parameter in large.named_parameters():
            if name in theirs:
                source = theirs[name]
                parameter[tuple(slice(0, length) for length in source.shape)] = source
    return large


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("small", choices=sorted(RECIPES))
    parser.add_argument("large", choices=sorted(RECIPES))
    parser.add_argument("--checkpoints", type=Path, default=CHECKPOINTS)
    options = parser.parse_args()
    torch.manual_seed(RECIPES[options.large].seed)
    small, large = Model(RECIPES[options.small].shape), Model(RECIPES[options.large].shape)
    small.load_state_dict(torch.load(options.checkpoints / f"{options.small}.pt")["model"])
    state = {"model": grown(small, large).state_dict(), "optimisers": [], "step": 0, "seconds": 0.0}
    torch.save(state, options.checkpoints / f"{options.large}.pt")


if __name__ == "__main__":
    main()
