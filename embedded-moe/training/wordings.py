"""Wordings: templates that expand to very many questions, split so that some are never trained on.

A template mixes text, alternatives ``[a|b|]`` (nestable) and fields ``{name}``. Every task keeps three sets of
templates: ``train`` for the experts, ``router`` for the router's labelled questions and ``test`` for the final test.
Experts learn from the router's wordings too, with other operands and words; nobody learns from those of the test.
"""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass

TRAIN, ROUTER, TEST = "train", "router", "test"


@dataclass(frozen=True)
class Example:
    """One question with both replies: ``working`` (may be empty) precedes the answer at normal effort only."""

    prompt: str
    working: str
    answer: str
    domain: str
    task: str

    def reply(self, direct: bool) -> str:
        """The text a model should generate; the answer alone is its last line."""
        return self.answer if direct or not self.working else f"{self.working}\n{self.answer}"


@dataclass(frozen=True)
class Wordings:
    """The templates of one task, by split."""

    train: tuple[str, ...]
    router: tuple[str, ...]
    test: tuple[str, ...]

    def draw(self, split: str, rng: random.Random, **fields: object) -> str:
        """A random question of this task in the split, with its fields filled in."""
        templates = self.train + self.router if split == TRAIN else getattr(self, split)
        wording = expand(rng.choice(templates), rng)
        if split == TRAIN:
            wording = loosened(wording, rng)
        question = wording.format(**fields)
        return dress(question.lower() if split == TRAIN and rng.random() < 0.05 else question, split, rng)


_POLITE = {
    TRAIN: (
        "please ", "can you tell me: ", "hey, ", "hi, ", "hello, ", "quick question: ", "question: ", "tell me, ",
        "please tell me: ", "I need help: ", "so, ", "ok, ", "now ", "well, ", "could you help me? ", "hi there! ",
        "hello! ", "good morning, ", "for my homework: ", "just curious, ", "Q: ", "help me with this: ",
    ),
    ROUTER: ("hey there, ", "one more: ", "please answer: ", "excuse me, ", "a question: "),
    TEST: ("hi! ", "quick one: ", "please help: ", "good evening, ", "next question: "),
}  # fmt: skip
_CLOSING = {
    TRAIN: (" please", " Thanks!", " thank you", ", please", " Thanks.", " I need it quickly.", " Just wondering."),
    ROUTER: (" Thank you.", " thanks a lot"),
    TEST: (" Thank you!", " please."),
}
_FILLERS = (
    "exactly", "actually", "really", "then", "just", "now", "currently", "today", "official", "the", "name of",
    "called", "again", "please", "here", "some", "would", "would be", "one", "first of all", "a", "you", "for me", "me",
    "known as", "could", "might", "usually", "quickly", "simply", "people", "happen to", "that", "this", "so", "other",
)  # fmt: skip
_SMALL = ("the", "a", "is", "are", "do", "does", "me", "can", "you", "what")


def expand(template: str, rng: random.Random) -> str:
    """Resolves every ``[a|b]`` from the inside out."""
    while (end := template.find("]")) >= 0:
        start = template.rfind("[", 0, end)
        template = template[:start] + rng.choice(template[start + 1 : end].split("|")) + template[end + 1 :]
    return template


def loosened(wording: str, rng: random.Random) -> str:
    """Now and then adds a word that changes nothing, or drops a small one, never beside a field."""
    words = wording.split(" ")
    inner = [i for i in range(1, len(words)) if (words[i - 1] + words[i]).isalpha()]
    if inner and rng.random() < 0.25:
        words.insert(rng.choice(inner), rng.choice(_FILLERS))
    small = [i for i in range(len(words) - 1) if words[i] in _SMALL]
    if small and rng.random() < 0.12:
        del words[rng.choice(small)]
    return " ".join(words)


def dress(question: str, split: str, rng: random.Random) -> str:
    """Varies case, politeness and closing words as users do."""
    noisy = rng.random() < (0.5 if split == TRAIN else 0.25)
    if noisy and rng.random() < 0.6:
        question = rng.choice(_POLITE[split]) + question
    if noisy and rng.random() < 0.3:
        question += rng.choice(_CLOSING[split])
    if split == TRAIN and rng.random() < 0.2:
        question = question.rstrip("?.!")
    if split == TRAIN and rng.random() < 0.05:
        question = question.replace("?", " ?")
    if rng.random() < (0.8 if split == TRAIN else 0.9):
        question = question[0].upper() + question[1:]
    return question.strip()


def split_of(key: str) -> str:
    """The fixed split of an operand pair, a word or a fact: 8 parts train, 1 router, 1 test."""
    return (TEST, ROUTER)[bucket] if (bucket := zlib.crc32(key.encode()) % 10) < 2 else TRAIN
