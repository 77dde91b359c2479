"""Integer arithmetic: questions, digit-by-digit working (lowest digit first) and answers."""

from __future__ import annotations

import random

from sums_wordings import ADD, COMPARE, MULTIPLY, SUBTRACT, YES_NO
from wordings import Example, split_of

DOMAIN = "sums"


def _digits(number: int) -> list[int]:
    return [int(c) for c in reversed(str(number))]


def _add_steps(a: int, b: int) -> str:
    xs, ys, carry, steps = _digits(a), _digits(b), 0, []
    for i in range(max(len(xs), len(ys))):
        x, y = (xs[i] if i < len(xs) else 0), (ys[i] if i < len(ys) else 0)
        total = x + y + carry
        steps.append(f"{x}+{y}{'+1' if carry else ''}={total}")
        carry = total // 10
    return " ".join(steps)


def _subtract_steps(a: int, b: int) -> str:
    xs, ys, borrow, steps = _digits(a), _digits(b), 0, []
    for i, x in enumerate(xs):
        y = ys[i] if i < len(ys) else 0
        lent = 10 if x - borrow < y else 0
        steps.append(f"{x + lent}-{y}{'-1' if borrow else ''}={x + lent - y - borrow}")
        borrow = lent // 10
    return " ".join(steps)


def _times_digit(a: int, digit: int) -> str:
    carry, steps = 0, []
    for x in _digits(a):
        total = x * digit + carry
        steps.append(f"{x}*{digit}{f'+{carry}' if carry else ''}={total}")
        carry = total // 10
    return " ".join(steps)


def add_working(a: int, b: int) -> str:
    return f"{a}+{b}: {_add_steps(a, b)}"


def subtract_working(a: int, b: int) -> str:
    return f"{a}-{b}: {_subtract_steps(a, b)}" if a >= b else f"{a}-{b}=-({b}-{a}): {_subtract_steps(b, a)}"


def multiply_working(a: int, b: int) -> str:
    """The factor with fewer digits multiplies digit by digit; two partial products are then added."""
    long, short = (a, b) if len(str(a)) >= len(str(b)) else (b, a)
    if short < 10:
        return f"{long}*{short}: {_times_digit(long, short)}"
    tens, ones = divmod(short, 10)
    first, second = long * ones, long * tens * 10
    return (
        f"{long}*{short}: {_times_digit(long, ones)} {first}, {_times_digit(long, tens)} {second}, "
        + add_working(first, second)
    )


def _number(length: int, rng: random.Random) -> int:
    return rng.randrange(10) if length == 1 else rng.randrange(10 ** (length - 1), 10**length)


_LENGTHS = {
    "add": (((1, 1), 1.5), ((2, 1), 1), ((1, 2), 1), ((2, 2), 4), ((3, 2), 2), ((2, 3), 2), ((3, 3), 5)),
    "sub": (((1, 1), 1.5), ((2, 1), 1.5), ((1, 2), 1), ((2, 2), 4.5), ((3, 2), 2), ((2, 3), 1), ((3, 3), 5.5)),
    "mul": (((1, 1), 1), ((2, 1), 2), ((1, 2), 1), ((2, 2), 6), ((3, 1), 2), ((1, 3), 1), ((3, 2), 1.5), ((2, 3), 0.5)),
    "compare": (((1, 1), 0.5), ((2, 1), 0.5), ((2, 2), 4), ((3, 2), 1), ((2, 3), 1), ((3, 3), 4)),
}  # fmt: skip
_SHARES = {"add": 0.27, "sub": 0.31, "mul": 0.32, "compare": 0.10}


def _operands(operation: str, split: str, rng: random.Random) -> tuple[int, int]:
    lengths, weights = zip(*_LENGTHS[operation])
    while True:
        first, second = rng.choices(lengths, weights)[0]
        a, b = _number(first, rng), _number(second, rng)
        if operation in ("add", "sub") and rng.random() < 0.02:
            b = a
        if split_of(f"{operation}:{min(a, b)}:{max(a, b)}") == split and (a != b or operation != "compare"):
            return a, b


def example(split: str, rng: random.Random) -> Example:
    """A random question of the split; operands and wordings both belong to the split."""
    operation = rng.choices(tuple(_SHARES), tuple(_SHARES.values()))[0]
    a, b = _operands(operation, split, rng)
    size = max(len(str(a)), len(str(b)))
    task = f"{operation}{size}"
    if operation == "add":
        return Example(ADD.draw(split, rng, a=a, b=b), add_working(a, b), str(a + b), DOMAIN, task)
    if operation == "sub":
        return Example(SUBTRACT.draw(split, rng, a=a, b=b), subtract_working(a, b), str(a - b), DOMAIN, task)
    if operation == "mul":
        longer, shorter = sorted((len(str(a)), len(str(b))), reverse=True)
        task = f"mul{longer}x{shorter}"
        return Example(MULTIPLY.draw(split, rng, a=a, b=b), multiply_working(a, b), str(a * b), DOMAIN, task)
    return _compare(split, rng, a, b, task)


def _compare(split: str, rng: random.Random, a: int, b: int, task: str) -> Example:
    upwards = rng.random() < 0.6
    working = f"{a}{'>' if a > b else '<'}{b}"
    if rng.random() < 0.25:
        more = rng.choice(("larger", "bigger", "greater", "more") if upwards else ("smaller", "less", "lower"))
        prompt = YES_NO.draw(split, rng, a=a, b=b, more=more)
        return Example(prompt, working, "Yes" if (a > b) == upwards else "No", DOMAIN, task)
    more = rng.choice(("larger", "bigger", "greater", "higher") if upwards else ("smaller", "lower"))
    prompt = COMPARE.draw(split, rng, a=a, b=b, more=more)
    return Example(prompt, working, str(max(a, b) if upwards else min(a, b)), DOMAIN, task)
