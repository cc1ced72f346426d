"""When something is to be done, as a text says it."""

from collections.abc import Iterator
from datetime import date, datetime, time

import msgspec

from shared.language.times.grammar import Parser
from shared.language.times.guards import Guards
from shared.language.times.language import grammar_of
from shared.language.times.reading import Reading, merge, resolve
from shared.language.times.time_phrase import TimePhrase
from shared.language.times.tokens import Token, split


def find_time(text: str, language: str, now: datetime) -> TimePhrase | None:
    """Return the time phrase of a text, or None if no words of it can only mean a time.

    The language is `en` or `es`. `now` is local: naive, or aware in the user's zone; only then are changes of
    the clocks taken into account. The title is what `TimePhrase.remove_from` returns. Dates that do not say
    their year are the next ones, today included unless it is named by its weekday. Quoted parts are not read.
    """
    tokens = split(text)
    grammar = grammar_of(language)
    guards = Guards(text, tokens, grammar)
    found = [*_find_all(tokens, Parser(grammar, tokens, now), guards)]
    if not found:
        return None
    main = _choose(found)
    reading, other = main.reading, None
    for second in found:
        merged = None
        if second is not main and second.reading.is_clock != reading.is_clock:
            merged = merge(reading, second.reading)
        if merged is not None:
            reading, other = merged, second
            break
    day, clock = resolve(reading, now)
    return TimePhrase(
        begin=main.begin,
        end=main.end,
        day=day,
        clock=clock,
        rule=reading.series.rule if reading.series else None,
        other=(other.begin, other.end) if other else None,
    )


def when(text: str, language: str, now: datetime) -> date | tuple[date, time] | None:
    """Return the date of a text, with a time of day if it says one, or None if it names no time."""
    phrase = find_time(text, language, now)
    if phrase is None:
        return None
    return phrase.day if phrase.clock is None else (phrase.day, phrase.clock)


class _Found(msgspec.Struct, frozen=True, gc=False):
    """A phrase and its place, in characters and in tokens."""

    reading: Reading
    begin: int
    end: int
    opens_title: bool


def _find_all(tokens: list[Token], parser: Parser, guards: Guards) -> Iterator[_Found]:
    """Yield the phrases of a text, the longest at each place."""
    checks = {
        "anywhere": guards.is_uncounted_day,
        "numbered": guards.is_uncounted,
        "at_start": guards.is_at_start,
        "edge": guards.is_edge,
        "alone": guards.is_alone,
        "impossible": guards.is_apart,
    }
    start = 0
    while start < len(tokens):
        choices = [
            (end, symbol, reading) for symbol in checks for end, reading in parser.read(symbol, start).items()
        ]
        choices.sort(key=lambda choice: -choice[0])
        following = start + 1
        for end, symbol, reading in choices:
            if not guards.is_apart(start, end) or not checks[symbol](start, end):
                continue
            following = end
            if reading != Reading() and guards.is_time(start, end):
                yield _Found(
                    reading, tokens[start].begin, tokens[end - 1].end, guards.opens_title(start, end)
                )
            break
        start = following


def _choose(found: list[_Found]) -> _Found:
    """Return the phrase, of several, that says when something is to be done."""
    dated = [one for one in found if not one.reading.is_clock] or found
    series = [one for one in dated if one.reading.series is not None] or dated
    return next((one for one in series if one.opens_title), series[-1])
