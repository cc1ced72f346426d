"""When something is to be done, as a text says it."""

from collections.abc import Iterator
from datetime import datetime
from operator import itemgetter

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
    tokens, grammar = split(text), grammar_of(language)
    guards = Guards(text, tokens, grammar)
    found = [*_find_all(tokens, Parser(grammar, tokens, now), guards)]
    if not found:
        return None
    main = _choose(found)
    reading, other = _complete(main, found)
    day, clock = resolve(reading, now)
    rule = reading.series.rule if reading.series else None
    return TimePhrase(begin=main.begin, end=main.end, day=day, clock=clock, rule=rule, other=other)


class _Found(msgspec.Struct, frozen=True, gc=False):
    """A phrase and its place, in characters and in tokens."""

    reading: Reading
    begin: int
    end: int
    opens_title: bool


def _find_all(tokens: list[Token], parser: Parser, guards: Guards) -> Iterator[_Found]:
    """Yield the phrases of a text, the longest at each place; shorter ones within it are not read."""
    start = 0
    while start < len(tokens):
        end, reading = _longest_at(start, parser, guards)
        is_cut = end == start + 2 and _longest_at(start + 1, parser, guards)[0] > end
        if end == start or is_cut:  # "phase two mar 18th" is not about 2 March
            start += 1
            continue
        if reading != Reading() and guards.is_time(start, end):
            begin, after = tokens[start].begin, tokens[end - 1].end
            yield _Found(reading, begin, after, guards.opens_title(start, end))
        start = end


def _longest_at(start: int, parser: Parser, guards: Guards) -> tuple[int, Reading]:
    """Return the end and the reading of the longest phrase that begins at a token; its start if none does."""
    checks = {
        "farewell": guards.is_alone,
        "anywhere": guards.is_uncounted_day,
        "numbered": guards.is_uncounted,
        "at_start": guards.is_at_start,
        "edge": guards.is_edge,
        "alone": guards.is_alone,
        "impossible": guards.is_apart,
    }
    choices = [
        (end, reading)
        for symbol, check in checks.items()
        for end, reading in parser.read(symbol, start).items()
        if guards.is_apart(start, end) and check(start, end)
    ]
    return max(choices, key=itemgetter(0), default=(start, Reading()))  # the first of those that end there


def _choose(found: list[_Found]) -> _Found:
    """Return the phrase, of several, that says when something is to be done.

    It is the first after which the text says what to do, or else the last: "tomorrow book a table for
    friday", "finish the slides for friday by thursday".
    """
    dated = [one for one in found if not one.reading.is_clock] or found
    series = [one for one in dated if one.reading.series is not None] or dated
    return next((one for one in series if one.opens_title), series[-1])


def _complete(main: _Found, found: list[_Found]) -> tuple[Reading, tuple[int, int] | None]:
    """Return what a phrase means with a time of day that is apart from its date, and the place of that."""
    for other in found:
        if other.reading.is_clock and not main.reading.is_clock:
            merged = merge(main.reading, other.reading)
            if merged is not None:
                return merged, (other.begin, other.end)
    return main.reading, None
