"""Texts that follow the phrases of a language, made from its file."""

import tomllib
from pathlib import Path
from random import Random

from shared.language.times import language as language_module
from shared.language.times.tokens import KINDS

NUMBERS = {
    "<int>": ["1", "5", "12", "17", "20", "30", "31", "740", "2027"],
    "<nth>": ["1st", "15th", "31st"],
    "<colon>": ["1:30", "17:30", "11:75"],
    "<padded>": ["09:15"],
    "<decimal>": ["2.5", "3.30"],
    "<slash>": ["1/2", "24/12", "99/1"],
    "<full>": ["1/2/2027", "31.12.26"],
    "<iso>": ["2026-04-03", "2026-13-13"],
    "<iso_moment>": ["2026-04-03T10:00"],
}
assert NUMBERS.keys() == KINDS
_MAX_DEPTH = 25

Tables = dict[str, dict[str, int | str]]


def tables_of(language: str) -> Tables:
    """Return the phrases of each symbol of a language."""
    path = Path(language_module.__file__).parent / "phrases" / f"{language}.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {symbol: rows for symbol, rows in tables.items() if symbol != "lists"}


def sample(tables: Tables, phrase: str, random: Random, depth: int = 0) -> str:
    """Return a text that follows a phrase, in which each symbol is one of its phrases."""
    text = ""
    for item in phrase.split():
        chosen = random.choice(item.removesuffix("?").split("|"))
        if item.endswith("?") and random.random() < 0.5:
            continue
        if chosen.startswith("~"):
            text += chosen.removeprefix("~")
        elif chosen in NUMBERS:
            text += f" {random.choice(NUMBERS[chosen])}"
        elif chosen.startswith("<") and depth < _MAX_DEPTH:
            text += f" {sample(tables, random.choice([*tables[chosen[1:-1]]]), random, depth + 1)}"
        else:
            text += f" {chosen}"
    return text.strip()
