"""The hours of work that the coming seven days are expected to take, from a user's own history.

For each day, the chance of work (the habit of that weekday, moved by the last weeks, the last week and the
last three days) times the chance of a day above the overload line given work (the habit, moved by how long
recent days were); expected hours likewise. `habit.py` has the habit, `recent.py` what moves it, and
`constants.py` by how much.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from shared.rules.assistant.forecast.coming_week import coming_week, over_chances
from shared.rules.assistant.forecast.constants import LINE_SHARE
from shared.rules.assistant.forecast.habit import WEEK, Habit, habit_of
from shared.rules.assistant.forecast.ranges import (
    day_ranges,
    heavy_chance,
    heavy_line_of,
    rolling_weeks,
    rough_range,
    spread_of,
    week_range,
)
from shared.rules.assistant.forecast.recent import Recent, recent_of
from shared.rules.assistant.quantiles import quantile
from shared.views.forecast import Confidence, FactorName

DAYS_AHEAD = WEEK
MAX_HISTORY_DAYS = 400
LINE_DAYS = 180
MIN_HOURS = 1 / 60
"""Less than a minute is no work."""

MIN_DAYS = 7
MIN_DAYS_GOOD = 28


class DayForecast(msgspec.Struct, frozen=True, kw_only=True):
    """A coming day: hours with a range (see `ranges.py`), and chances from 0 to 1."""

    date: date
    expected_hours: float
    low_hours: float
    high_hours: float
    overload_chance: float
    """The chance of more hours than the user's overload line."""
    over_limit_chance: float
    """The chance of more hours than the limit."""


class WeekForecast(msgspec.Struct, frozen=True, kw_only=True):
    """The sum of the coming seven days, with an 80 % range."""

    expected_hours: float
    low_hours: float
    high_hours: float
    usual_hours: float
    """The hours that the habits of the weekdays alone would give, without days off."""
    heavy_line_hours: float
    """The 80th percentile of the user's own rolling weeks of the last 180 days."""
    heavy_chance: float
    """The chance of a sum above `heavy_line_hours`."""
    heavy_base_rate: float
    """The share of those rolling weeks above `heavy_line_hours`."""


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """What moves the expected hours of the coming week away from the usual ones, and by how many hours."""

    name: FactorName
    effect: float


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """The forecast of an evening; below 7 days of history without days and week.

    The usual hours of the week plus the effects of all factors are its expected hours.
    """

    history_days: int
    """The number of days that the forecast rests on."""
    confidence: Confidence
    overload_line_hours: float
    days: tuple[DayForecast, ...] = ()
    week: WeekForecast | None = None
    factors: tuple[Factor, ...] = ()


def overload_line(history: Sequence[float], excluded: Sequence[bool] = ()) -> float:
    """Return the 80th percentile of the hours of the working days among the last 180 days; 0 without one.

    `history` and `excluded` are those of `forecast`.
    """
    days = list(zip(history, _kept(history, excluded), strict=True))[-LINE_DAYS:]
    return quantile([hours for hours, is_kept in days if is_kept and hours > 0], LINE_SHARE)


def forecast(
    history: Sequence[float],
    today: date,
    *,
    line: float | None = None,
    limit_hours: float = 8.5,
    free: Sequence[bool] = (),
    excluded: Sequence[bool] = (),
) -> Forecast:
    """Return the forecast of the seven days after today.

    `history` has the hours of each day, oldest first, days without work as 0; the last one is today, complete
    or as it is expected to end. Of more than 400 days the last are used. `excluded` marks, aligned with
    `history`, the days that are no baseline, such as days off, holidays and illness; `free` marks the coming
    days, from tomorrow, on which no work is expected. Missing marks are False. `line` is the overload line,
    by default the user's own.
    """
    line = overload_line(history, excluded) if line is None else line
    kept = _kept(history, excluded)[: -MAX_HISTORY_DAYS - 1 : -1]
    newest_first = [
        hours if is_kept and hours >= MIN_HOURS else 0.0
        for hours, is_kept in zip(history[: -MAX_HISTORY_DAYS - 1 : -1], kept, strict=True)
    ]
    count = sum(kept)
    confidence = _confidence(count)
    if confidence is Confidence.NONE:
        return Forecast(history_days=count, confidence=confidence, overload_line_hours=line)
    habit = habit_of(newest_first, kept, today, line, limit_hours)
    recent = recent_of(newest_first, kept, habit)
    is_free = [*free, *[False] * WEEK][:WEEK]
    before_days_off = coming_week(habit, recent)
    coming = before_days_off.without(is_free)
    hours = [0.0 if off else of_day for off, of_day in zip(is_free, before_days_off.hours, strict=True)]
    overload = over_chances(habit.overload, habit.variation, recent, coming)
    over_limit = over_chances(habit.over_limit, habit.variation, recent, coming)
    ranges = day_ranges(newest_first, kept, habit, coming)
    days = tuple(
        DayForecast(
            date=today + timedelta(days=ahead + 1),
            expected_hours=hours[ahead],
            low_hours=min(hours[ahead], ranges[ahead][0]),
            high_hours=max(hours[ahead], ranges[ahead][1]),
            overload_chance=overload[ahead],
            over_limit_chance=over_limit[ahead],
        )
        for ahead in range(WEEK)
    )
    usual, factors = _factors(habit, recent, sum(hours))
    weeks = rolling_weeks(newest_first, kept) or [(usual, 1.0)]
    spread = spread_of(coming, habit.variation)
    expected = sum(hours)
    before = sum(before_days_off.hours)
    low, high = week_range(weeks, before, habit.mean_hours)
    share = expected / before if before > 0 else 0.0
    low, high = low * share, high * share
    if confidence is Confidence.ROUGH:
        rough = rough_range(expected, spread)
        low, high = min(low, rough[0]), max(high, rough[1])
    heavy_line = heavy_line_of(weeks)
    return Forecast(
        history_days=count,
        confidence=confidence,
        overload_line_hours=line,
        days=days,
        week=WeekForecast(
            expected_hours=expected,
            low_hours=max(0.0, min(expected, low)),
            high_hours=max(expected, high),
            usual_hours=usual,
            heavy_line_hours=heavy_line,
            heavy_chance=heavy_chance(weeks, sum(coming.means), usual, spread, habit, count),
            heavy_base_rate=sum(1 for week, _ in weeks if week > heavy_line) / len(weeks),
        ),
        factors=factors,
    )


def _confidence(days: int) -> Confidence:
    if days < MIN_DAYS:
        return Confidence.NONE
    return Confidence.ROUGH if days < MIN_DAYS_GOOD else Confidence.GOOD


def _kept(history: Sequence[float], excluded: Sequence[bool]) -> list[bool]:
    return [not (at < len(excluded) and excluded[at]) for at in range(len(history))]


def _factors(habit: Habit, recent: Recent, expected: float) -> tuple[float, tuple[Factor, ...]]:
    """Return the usual hours of the week, and by how much each part of what is recent moves them in turn."""
    weeks_only = Recent(shift=recent.shift, length=recent.length)
    with_last_week = Recent(shift=recent.shift, length=recent.length, week_shift=recent.week_shift)
    usual, *moved = (
        sum(coming_week(habit, part).hours) for part in (Recent(), weeks_only, with_last_week, recent)
    )
    steps = [usual, *moved, expected]
    return usual, tuple(
        Factor(name=name, effect=after - before)
        for name, before, after in zip(FactorName, steps, steps[1:], strict=False)
    )
