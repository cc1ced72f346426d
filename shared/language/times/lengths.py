"""How long something takes, as a text says it."""

from datetime import datetime

from shared.language.times.clock import MINUTES_IN_HOUR
from shared.language.times.grammar import NO_MOMENT, Parser
from shared.language.times.language import grammar_of
from shared.language.times.time_phrase import LengthPhrase
from shared.language.times.tokens import split

_MAX_HOURS_WITH_MINUTES = 12


def find_length(text: str, language: str) -> LengthPhrase | None:
    """Return the first length of time in a text: "30m", "half an hour", "una hora y media", "hora y cuarto".

    A length that is part of a time is left out: "in 20 minutes", "hace 5 minutos", "every 2 hours".
    """
    tokens, grammar = split(text), grammar_of(language)
    parser = Parser(grammar, tokens, NO_MOMENT)
    position = 0
    while position < len(tokens):
        values = parser.read("length_phrase", position)
        if not values:
            position += 1
            continue
        end = max(values)
        before = tokens[position - 1].key if position else ""
        after = tokens[end].key if end < len(tokens) else ""
        is_time = before in grammar.words["length_not_after"] or after in grammar.words["length_not_before"]
        if not is_time:
            return LengthPhrase(
                begin=tokens[position].begin, end=tokens[end - 1].end, minutes=round(values[end])
            )
        position = end
    return None


def hours_minutes(_: datetime, hours: int, minutes: int) -> int | None:
    """Return the minutes of hours and minutes, such as 1h30."""
    return hours * MINUTES_IN_HOUR + minutes if minutes < MINUTES_IN_HOUR else None


def length_of(now: datetime, parts: tuple[int, ...]) -> int | None:
    """Return the minutes of hours and minutes that are one token, such as 1:30; those of a time are more."""
    return hours_minutes(now, *parts[:2]) if parts[0] <= _MAX_HOURS_WITH_MINUTES else None


def more(_: datetime, minutes: int, hours: int) -> int:
    """Return the minutes of some hours and minutes; the minutes come first."""
    return hours * MINUTES_IN_HOUR + minutes
