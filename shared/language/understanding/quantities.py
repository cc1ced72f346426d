"""Lengths, amounts, numbers and times of a message, as entries beside those of the word classes."""

import re
from bisect import bisect_left
from datetime import datetime

from shared.language.times.find import find_time
from shared.language.times.lengths import find_length
from shared.language.times.numbers import find_numbers
from shared.language.understanding.lexicon import Place, Places
from shared.language.understanding.tokens import Message

_JOINED = re.compile(r"(\d+(?:[.,]\d+)?)(ml|cl|dl|l|oz)")
_MILLILITRES = {"ml": 1.0, "cl": 10.0, "dl": 100.0, "l": 1000.0, "oz": 29.5735}
_THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}")
"""A number of millilitres that has a separator of thousands, not of decimals."""

_CODE = re.compile(r"\b[0-9a-z]{4}-?[0-9a-z]{4}\b", re.IGNORECASE)


def add_quantities(message: Message, places: Places, language: str, now: datetime) -> None:
    """Add the lengths, amounts, numbers, codes and times of a message to its places."""
    text = message.text
    _add_numbers(message, places, language)
    _add_amounts(message, places)
    for code in _CODE.finditer(text):
        _add_span(message, places, "{code}", code.start(), code.end(), ("code", code[0]))
    length = find_length(text, language)
    if length:
        _add_span(message, places, "{length}", length.begin, length.end, ("minutes", str(length.minutes)))
    time = find_time(text, language, now)
    if time:
        _add_span(message, places, "{time}", time.begin, time.end, ("time", text[time.begin : time.end]))


def _add_numbers(message: Message, places: Places, language: str) -> None:
    """Add the numbers; "a" and "one" only count vessels, for they are often articles."""
    for word, token in enumerate(message.tokens):
        joined = _JOINED.fullmatch(token.word)
        if joined:
            millilitres = _count(joined[1], float(joined[1].replace(",", ".")), _MILLILITRES[joined[2]])
            _add(places, "{amount}", word, Place(word + 1, "amount_ml", str(round(millilitres))))
    ends = {token.end for token in message.tokens}
    for number in find_numbers(message.text, language):
        is_digits = message.text[number.begin].isdigit()
        name = "{number}" if is_digits or number.value > 1 else "count"
        if number.end in ends:
            _add_span(message, places, name, number.begin, number.end, ("number", str(number.value)))


def _add_amounts(message: Message, places: Places) -> None:
    """Add each number with a unit behind it; one vessel is no amount: people's glasses differ."""
    numbers = [
        (word, place)
        for name in ("{number}", "count")
        for word, found in places.get(name, {}).items()
        for place in found
    ]
    for word, number in numbers:
        value = float(number.value)
        for unit in places.get("unit", {}).get(number.end, ()):
            said = message.text[message.tokens[word].begin : message.tokens[number.end - 1].end]
            slot = ("amount_ml", str(round(_count(said, value, float(unit.value)))))
            _add(places, "{amount}", word, Place(unit.end, *slot))
        for vessel in places.get("vessel", {}).get(number.end, ()):
            slot = ("amount_ml", str(round(value * float(vessel.value)))) if value != 1 else ("", "")
            _add(places, "{amount}", word, Place(vessel.end, *slot))


def _count(said: str, value: float, unit: float) -> float:
    """Return the millilitres of a number with a unit: "1.000 ml" are a thousand."""
    return value * unit * (1000 if unit == 1 and _THOUSANDS.fullmatch(said) else 1)


def _add_span(
    message: Message, places: Places, name: str, begin: int, end: int, slot: tuple[str, str]
) -> None:
    first = bisect_left(message.tokens, begin, key=lambda token: token.begin)
    last = bisect_left(message.tokens, end, key=lambda token: token.begin)
    if last > first:
        _add(places, name, first, Place(last, *slot))


def _add(places: Places, name: str, word: int, place: Place) -> None:
    places.setdefault(name, {}).setdefault(word, []).append(place)
