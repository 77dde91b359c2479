"""Ways to write numbers, and weekdays: Roman numerals both ways, binary numbers, the weekday so many days away.

No model of the recipes was trained on these: they are what an adapter teaches the generalist.
"""

from __future__ import annotations

import random

from notation_wordings import WORDINGS
from wordings import Example, split_of

DOMAIN = "notation"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHARES = {"roman": 0.3, "arabic": 0.3, "binary": 0.15, "weekday": 0.25}
_LARGEST_ROMAN, _LARGEST_BINARY, _MOST_DAYS = 999, 127, 60
_NUMERALS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_RAISED = ({}, str.maketrans("IVX", "XLC"), str.maketrans("IVX", "CDM"))


def roman_parts(number: int) -> list[tuple[int, str]]:
    """The value and numeral of each digit that is not 0, highest first."""
    digits = [int(digit) for digit in reversed(str(number))]
    parts = [(d * 10**place, _NUMERALS[d].translate(_RAISED[place])) for place, d in enumerate(digits) if d]
    return parts[::-1]


def _number(task: str, split: str, largest: int, rng: random.Random) -> int:
    while True:
        number = rng.randint(1, largest if rng.random() < 0.8 else largest // 10)
        if split_of(f"{task}:{number}") == split:
            return number


def _roman(split: str, rng: random.Random) -> tuple[dict[str, object], str, str]:
    number = _number("roman", split, _LARGEST_ROMAN, rng)
    parts = roman_parts(number)
    return {"n": number}, " ".join(f"{value}={text}" for value, text in parts), "".join(text for _, text in parts)


def _arabic(split: str, rng: random.Random) -> tuple[dict[str, object], str, str]:
    number = _number("arabic", split, _LARGEST_ROMAN, rng)
    parts = roman_parts(number)
    working = " ".join(f"{text}={value}" for value, text in parts)
    return {"n": "".join(text for _, text in parts)}, working, str(number)


def _binary(split: str, rng: random.Random) -> tuple[dict[str, object], str, str]:
    number = _number("binary", split, _LARGEST_BINARY, rng)
    steps, left = [], number
    while left:
        steps.append(f"{left}:{left % 2}")
        left //= 2
    return {"n": number}, " ".join(steps), f"{number:b}"


def _weekday(split: str, rng: random.Random) -> tuple[dict[str, object], str, str]:
    """The working takes whole weeks away, then walks."""
    while True:
        start, days, back = rng.randrange(7), rng.randint(1, _MOST_DAYS), rng.random() < 0.3
        if split_of(f"weekday:{start}:{days}:{back}") == split:
            break
    step, left = -1 if back else 1, days % 7
    walk = [WEEKDAYS[(start + step * i) % 7] for i in range(left + 1)]
    fields = {"d": WEEKDAYS[start], "n": days, "way": "before" if back else "after"}
    return fields, f"{days}-{days - left}={left} " + " ".join(walk), walk[-1]


_TASKS = {"roman": _roman, "arabic": _arabic, "binary": _binary, "weekday": _weekday}


def example(split: str, rng: random.Random) -> Example:
    """A random question of the split; its operands and its wording both belong to the split."""
    task = rng.choices(tuple(_SHARES), tuple(_SHARES.values()))[0]
    fields, working, answer = _TASKS[task](split, rng)
    return Example(WORDINGS[task].draw(split, rng, **fields), working, answer, DOMAIN, task)
