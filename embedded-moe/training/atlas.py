"""Facts of the world's countries, asked in both directions; the table is ``facts.tsv``.

Borders are those of a country on its own continent: overseas parts do not count.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path

from atlas_wordings import WORDINGS
from wordings import Example

DOMAIN = "atlas"
_ARTICLE = ("Bahamas", "Central African Republic", "Comoros", "Czech Republic", "Dominican Republic", "DR Congo",
            "Gambia", "Maldives", "Marshall Islands", "Netherlands", "Philippines", "Republic of the Congo",
            "Seychelles", "Solomon Islands", "United Arab Emirates", "United Kingdom", "United States")  # fmt: skip
_ALIASES = {"United States": ("USA", "US"), "United Kingdom": ("UK",), "United Arab Emirates": ("UAE",),
            "Czech Republic": ("Czechia",), "Netherlands": ("Holland",), "Ivory Coast": ("Cote d'Ivoire",),
            "Cape Verde": ("Cabo Verde",), "Timor-Leste": ("East Timor",), "Myanmar": ("Burma",),
            "Eswatini": ("Swaziland",), "Bosnia and Herzegovina": ("Bosnia",)}  # fmt: skip


@dataclass(frozen=True)
class Country:
    """One row of the table; the currency is one country's only when no other row has it."""

    code: str
    name: str
    capital: str
    continent: str
    currency: str
    neighbours: tuple[str, ...]


def _read() -> tuple[Country, ...]:
    with (Path(__file__).resolve().parent / "facts.tsv").open(newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return tuple(
            Country(r["code"], r["name"], r["capital"], r["continent"], r["currency"],
                    tuple(n for n in r["neighbours"].split(", ") if n))
            for r in rows
        )  # fmt: skip


COUNTRIES = _read()
_BY_NAME = {c.name: c for c in COUNTRIES}
_OWN_CURRENCY = tuple(c for c in COUNTRIES if sum(c.currency == o.currency for o in COUNTRIES) == 1)
_SHARES = {"capital": 0.14, "capital-of": 0.14, "continent": 0.08, "currency": 0.14, "currency-of": 0.09,
           "code": 0.11, "code-of": 0.12, "neighbours": 0.09, "border": 0.09}  # fmt: skip


def _called(country: Country, split: str, rng: random.Random) -> str:
    """The name as a question uses it: mostly with its article, sometimes a familiar other name."""
    name = country.name
    if name in _ALIASES and rng.random() < 0.3:
        name = rng.choice(_ALIASES[name])
        return f"the {name}" if name.isupper() else name
    if name in _ARTICLE and rng.random() < 0.8:
        name = f"the {name}"
    return name.lower() if split == "train" and rng.random() < 0.04 else name


def example(split: str, rng: random.Random) -> Example:
    """A random question; facts are shared by all splits, wordings belong to one."""
    return question(rng.choices(tuple(_SHARES), tuple(_SHARES.values()))[0], split, rng)


def question(task: str, split: str, rng: random.Random) -> Example:
    """A random question of the task."""
    country = rng.choice(_OWN_CURRENCY if task == "currency-of" else COUNTRIES)
    asked = {"capital-of": country.capital, "currency-of": country.currency, "code-of": country.code}
    if task == "border":
        return _border(country, split, rng)
    if task in asked:
        return Example(WORDINGS[task].draw(split, rng, x=asked[task]), "", country.name, DOMAIN, task)
    answer = {
        "capital": country.capital,
        "continent": country.continent,
        "currency": country.currency,
        "code": country.code,
        "neighbours": ", ".join(country.neighbours) or "none",
    }[task]
    return Example(WORDINGS[task].draw(split, rng, c=_called(country, split, rng)), "", answer, DOMAIN, task)


def _border(country: Country, split: str, rng: random.Random) -> Example:
    """Yes or no; half of the pairs share a border and most others share a continent. The working lists neighbours."""
    if country.neighbours and rng.random() < 0.5:
        other = _BY_NAME[rng.choice(country.neighbours)]
    else:
        near = rng.random() < 0.8
        others = [c for c in COUNTRIES if c is not country and (c.continent == country.continent or not near)]
        other = rng.choice(others)
    fields = {"c": _called(country, split, rng), "x": _called(other, split, rng)}
    working = f"{country.name} borders: {', '.join(country.neighbours) or 'none'}"
    answer = "Yes" if other.name in country.neighbours else "No"
    return Example(WORDINGS["border"].draw(split, rng, **fields), working, answer, DOMAIN, "border")
