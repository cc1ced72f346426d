"""How many, as a text says it."""

from datetime import datetime
from math import prod

from shared.language.times.grammar import NO_MOMENT, NOTHING, Parser
from shared.language.times.language import grammar_of
from shared.language.times.time_phrase import NumberPhrase
from shared.language.times.tokens import split


def find_numbers(text: str, language: str) -> list[NumberPhrase]:
    """Return the numbers in a text, in order: digits ("250", "0,5", "1/2") and words from 0 to 999.

    Words include halves, quarters and articles: "dos y medio", "half a", "medio", "a couple of", "un".
    """
    tokens = split(text)
    parser = Parser(grammar_of(language), tokens, NO_MOMENT)
    found, position = [], 0
    while position < len(tokens):
        values = parser.read("amount", position)
        end = max(values, default=position)
        if end > position:
            begin, after = tokens[position].begin, tokens[end - 1].end
            found.append(NumberPhrase(begin=begin, end=after, value=float(values[end])))
        position = max(end, position + 1)
    return found


def add(_: datetime, *numbers: float) -> float:
    """Return the sum of the parts of a number."""
    return sum(numbers)


def multiply(_: datetime, *numbers: float) -> float:
    """Return the product of the parts of a number."""
    return prod(numbers)


def only(_: datetime, expected: int, number: int) -> object:
    """Return no value for a number, or None for any other number."""
    return NOTHING if number == expected else None


def decimal(_: datetime, text: str) -> float:
    """Return a number with a point or a comma."""
    return float(text.replace(",", "."))


def decimal_product(_: datetime, text: str, unit: int) -> int:
    """Return a number with a point or a comma of units."""
    return round(decimal(_, text) * unit)


def fraction(_: datetime, parts: tuple[int, int]) -> float | None:
    """Return a number such as 1/2."""
    return parts[0] / parts[1] if parts[1] else None
