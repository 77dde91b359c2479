"""Text work on single words: reverse, count, sort, change case, first and last letter, plural, spelling, length."""

from __future__ import annotations

import random
from pathlib import Path

from letters_wordings import WORDINGS
from wordings import TRAIN, Example, split_of

DOMAIN = "letters"
_HERE = Path(__file__).resolve().parent
NOUNS = tuple((_HERE / "nouns.txt").read_text().split())
WORDS = NOUNS + tuple((_HERE / "words.txt").read_text().split())
_IRREGULAR = {
    "child": "children", "man": "men", "woman": "women", "foot": "feet", "tooth": "teeth", "goose": "geese",
    "mouse": "mice", "person": "people", "ox": "oxen", "leaf": "leaves", "wolf": "wolves", "knife": "knives",
    "wife": "wives", "life": "lives", "shelf": "shelves", "half": "halves", "calf": "calves", "thief": "thieves",
    "loaf": "loaves", "potato": "potatoes", "tomato": "tomatoes", "hero": "heroes", "sheep": "sheep", "deer": "deer",
    "fish": "fish", "mosquito": "mosquitoes", "volcano": "volcanoes", "cactus": "cacti", "scarf": "scarves",
}  # fmt: skip
_IRREGULAR_SHARE = 0.08
_INVENTED_SHARE = 0.45
_LONGEST = 10
_SHARES = {"reverse": 0.21, "count": 0.21, "sort": 0.17, "upper": 0.09, "lower": 0.05, "first": 0.08, "last": 0.07,
           "plural": 0.1, "spell": 0.06, "length": 0.04}  # fmt: skip

_ONSETS = "b c d f g h j k l m n p r s t v w y z br cr dr fr gr pr tr bl cl fl gl pl sl st sp sc sw sh ch th qu".split()
_VOWELS = "a e i o u a e i o ea ee oo ai ou ie y".split()
_CODAS = "b d g l m n p r s t ck nd nt rd rt st mp ll ss sh ch x ng  le er on et".split(" ")


def _invented(rng: random.Random) -> str:
    """A made-up word of 3 to 10 letters, so that no letter order is unseen."""
    while True:
        if rng.random() < 0.25:
            word = "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randint(3, _LONGEST)))
        else:
            parts = (rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(rng.randint(1, 3)))
            word = "".join(parts)
        if 3 <= len(word) <= _LONGEST:
            return word


def plural(noun: str) -> str:
    """The regular English plural, or the irregular one that training lists."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"


def working(task: str, word: str, letter: str = "") -> str:
    """The steps written before the answer; empty where the answer is immediate."""
    if task == "reverse":
        return " ".join(word[:i][::-1] for i in range(1, len(word)))
    if task == "sort":
        return " ".join(f"{c}>{''.join(sorted(word[: i + 1]))}" for i, c in enumerate(word))
    if task == "count":
        return " ".join(f"{c}{word[: i + 1].count(letter)}" for i, c in enumerate(word))
    if task == "length":
        return " ".join(f"{c}{i + 1}" for i, c in enumerate(word))
    return ""


def _answer(task: str, word: str, letter: str) -> str:
    return {
        "reverse": lambda: word[::-1],
        "sort": lambda: "".join(sorted(word)),
        "count": lambda: str(word.count(letter)),
        "upper": word.upper,
        "lower": word.lower,
        "first": lambda: word[0],
        "last": lambda: word[-1],
        "plural": lambda: plural(word),
        "spell": lambda: "-".join(word),
        "length": lambda: str(len(word)),
    }[task]()


def _word(task: str, split: str, rng: random.Random) -> str:
    if split == TRAIN:
        if task == "plural" and rng.random() < _IRREGULAR_SHARE:
            return rng.choice(tuple(_IRREGULAR))
        if rng.random() < _INVENTED_SHARE * (0.5 if task == "plural" else 1.0):
            word = _invented(rng)
            if task != "plural" or word[-1] not in "fo":
                return word
    while True:
        word = rng.choice(NOUNS if task == "plural" else WORDS)
        if split_of(f"word:{word}") == split:
            return word


def _letter(word: str, rng: random.Random) -> str:
    """The letter to count: usually one of the word's, often a repeated one, sometimes absent."""
    repeated = [c for c in word if word.count(c) > 1]
    if repeated and rng.random() < 0.5:
        return rng.choice(repeated)
    return rng.choice(word) if rng.random() < 0.8 else rng.choice("abcdefghijklmnopqrstuvwxyz")


def example(split: str, rng: random.Random) -> Example:
    """A random question of the split; its word and its wording both belong to the split."""
    return question(rng.choices(tuple(_SHARES), tuple(_SHARES.values()))[0], split, rng)


def question(task: str, split: str, rng: random.Random) -> Example:
    """A random question of the task."""
    word = _word(task, split, rng)
    letter = _letter(word, rng) if task == "count" else ""
    shown = word
    if task == "lower":
        shown = word.upper() if rng.random() < 0.7 else word.capitalize()
    elif split == TRAIN and task != "upper" and rng.random() < 0.03:
        shown = word.capitalize()
    prompt = WORDINGS[task].draw(split, rng, w=shown, l=letter)
    return Example(prompt, working(task, word, letter), _answer(task, word, letter), DOMAIN, task)
