"""Metrics of habits: when a user works, how regularly, and when focus is best."""

from collections import Counter
from collections.abc import Sequence
from math import cos, hypot, log, pi, sin, sqrt
from typing import NamedTuple

from shared.entities.rhythm import RhythmDay
from shared.rules.assistant.metrics.window import Measure, Window
from shared.rules.assistant.quantiles import median

MIN_DAYS = 5
"""The days with work, or with focus, from which a habit is known."""

BEST_HOURS = 3
"""How many hours of the day are named as the best."""

MAX_SPREAD_HOURS = 4.0
"""The spread, as a standard deviation, from which starts or hours count as not regular at all."""

_MINUTES_IN_DAY = 24 * 60
_SECONDS_IN_HOUR = 3600
_MIN_RESULTANT = 1e-9


class BestHours(NamedTuple):
    """Hours of the day from `first` to `end`, their share of all focus, and the days with focus in them."""

    first: int
    end: int
    share: float
    n: int


def usual_start(window: Window) -> Measure:
    """Return the median of the minutes after midnight at which work began; of days with work, none free."""
    starts = [day.start for day in window.usual if day.start is not None]
    return Measure(median(starts) if len(starts) >= MIN_DAYS else None, len(starts))


def usual_end(window: Window) -> Measure:
    """Return the median of the minutes after midnight at which work ended; of days with work, none free."""
    ends = [day.end for day in window.usual if day.end is not None]
    return Measure(median(ends) if len(ends) >= MIN_DAYS else None, len(ends))


def regularity(window: Window) -> Measure:
    """Return a score from 0 to 100; of days with work, none free.

    Half of it is lost as the circular standard deviation of starts grows to 4 hours, half as the standard
    deviation of hours does. Source of the former: Mardia and Jupp, Directional Statistics, section 2.3.
    """
    days = [day for day in window.usual if day.start is not None]
    if len(days) < MIN_DAYS:
        return Measure(None, len(days))
    spreads = _spread_of_starts(days), _spread([day.worked / _SECONDS_IN_HOUR for day in days])
    lost = sum(min(1.0, spread / MAX_SPREAD_HOURS) for spread in spreads)
    return Measure(100 - 50 * lost, len(days))


def interactions(window: Window) -> Measure:
    """Return the mean of the events recorded in a day; of days with an event."""
    counts = [day.interactions for day in window.days if day.interactions]
    return Measure(sum(counts) / len(counts) if counts else None, len(counts))


def median_focus_minutes(window: Window) -> Measure:
    """Return the median length of focus sessions, each with the mean length of its day; of sessions."""
    lengths = [
        day.focus / day.focus_sessions / 60
        for day in window.days
        if day.focus_sessions > 0
        for _ in range(day.focus_sessions)
    ]
    return Measure(median(lengths) if len(lengths) >= MIN_DAYS else None, len(lengths))


def best_hours(window: Window) -> list[BestHours]:
    """Return the three hours of the day with most focus, neighbours joined, the greatest share first.

    None are known below 5 days with focus.
    """
    focus = [day.focus_by_hour for day in window.days if day.focus_hours]
    if len(focus) < MIN_DAYS:
        return []
    minutes: Counter[int] = Counter()
    for hours in focus:
        minutes.update(hours)
    best = sorted(minutes, key=lambda hour: (-minutes[hour], hour))[:BEST_HOURS]
    joined: list[list[int]] = []
    for hour in sorted(best):
        if joined and joined[-1][-1] == hour - 1:
            joined[-1].append(hour)
        else:
            joined.append([hour])
    found = [
        BestHours(
            first=hours[0],
            end=hours[-1] + 1,
            share=sum(minutes[hour] for hour in hours) / minutes.total(),
            n=sum(not those.keys().isdisjoint(hours) for those in focus),
        )
        for hours in joined
    ]
    return sorted(found, key=lambda one: (-one.share, one.first))


def _spread_of_starts(days: Sequence[RhythmDay]) -> float:
    """Return the circular standard deviation of the starts of days, in hours."""
    angles = [2 * pi * (day.start or 0) / _MINUTES_IN_DAY for day in days]
    resultant = hypot(sum(map(cos, angles)), sum(map(sin, angles))) / len(angles)
    return sqrt(-2 * log(min(1.0, max(resultant, _MIN_RESULTANT)))) * 24 / (2 * pi)


def _spread(values: Sequence[float]) -> float:
    """Return the standard deviation of values."""
    mean = sum(values) / len(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / len(values))
