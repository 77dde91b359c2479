"""Writes the labelled questions that no expert was trained on: ``python questions.py``.

Split ``train`` labels the router, split ``test`` is the final test. Wordings, operands and words of both are unseen in
training and differ between the two; the atlas facts are shared, since a fact cannot be guessed.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import atlas
import letters
import notation
import sums
from evaluate import NOTATION, QUESTIONS
from wordings import ROUTER, TEST, Example

SEED = 2026
PER_DOMAIN = {ROUTER: 500, TEST: 300}
_MOST_OF_ONE_TASK = {"notation": 0.3}


def unique_examples(domain: object, split: str, count: int, rng: random.Random, seen: set[str]) -> list[Example]:
    """Distinct questions of one domain, no task taking more than a fifth; of notation, which has but four, a little more."""
    most = _MOST_OF_ONE_TASK.get(domain.DOMAIN, 0.2) * count
    examples: list[Example] = []
    tasks: Counter[str] = Counter()
    while len(examples) < count:
        example: Example = domain.example(split, rng)
        key = example.prompt.lower()
        if key not in seen and tasks[example.task] < most:
            seen.add(key)
            tasks[example.task] += 1
            examples.append(example)
    return examples


def write(path: Path, domains: tuple[object, ...]) -> None:
    """Writes the questions of some domains."""
    seen, lines = set(), []
    for split, name in ((ROUTER, "train"), (TEST, "test")):
        for domain in domains:
            rng = random.Random(f"{SEED} {split} {domain.DOMAIN}")
            for number, e in enumerate(unique_examples(domain, split, PER_DOMAIN[split], rng, seen), 1):
                row = {"id": f"{e.domain}-{name}-{number:03d}", "prompt": e.prompt, "answer": e.answer}
                lines.append(json.dumps(row | {"domain": e.domain, "task": e.task, "split": name}))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def main() -> None:
    write(QUESTIONS, (sums, atlas, letters))
    write(NOTATION, (notation,))


if __name__ == "__main__":
    main()
