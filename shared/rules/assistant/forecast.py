"""The hours of work that the coming seven days are expected to take, from a user's own history."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from shared.rules.assistant.quantiles import quantile
from shared.views.forecast import Confidence, FactorName

DAYS_AHEAD = 7
MAX_HISTORY_DAYS = 400
LINE_DAYS = 180
MIN_DAYS = 7
MIN_DAYS_GOOD = 28


class DayForecast(msgspec.Struct, frozen=True, kw_only=True):
    """A coming day: hours with an 80 % range, and chances from 0 to 1."""

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
    """The sum of the hours usual for each weekday, without days off."""
    heavy_line_hours: float
    """The 80th percentile of the user's own rolling weeks of the last 180 days."""
    heavy_chance: float
    """The chance of a sum above `heavy_line_hours`."""
    heavy_base_rate: float
    """The share of the user's own rolling weeks above `heavy_line_hours`."""


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
    """Return the 80th percentile of the hours of the working days among the last 180; 0 without one."""
    days = list(zip(history, _kept(history, excluded), strict=True))[-LINE_DAYS:]
    return quantile([hours for hours, is_kept in days if is_kept and hours], 0.8)


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
    or as it is expected to end. Of more than 400 days the last are used. `excluded` marks the days of the
    history that are no baseline, such as days off, holidays and illness; `free` marks the coming days, from
    tomorrow, on which no work is expected. Both may be shorter: missing marks are False. (`excluded` is
    aligned with `history` from its first day.) `line` is the overload line, by default the user's own.
    """
    kept = _kept(history, excluded)[-MAX_HISTORY_DAYS:]
    hours = [*history[-MAX_HISTORY_DAYS:]]
    line = overload_line(history, excluded) if line is None else line
    count = sum(kept)
    confidence = _confidence(count)
    if confidence is Confidence.NONE:
        return Forecast(history_days=count, confidence=confidence, overload_line_hours=line)
    days = []
    for ahead in range(1, DAYS_AHEAD + 1):
        is_free = ahead <= len(free) and free[ahead - 1]
        sample = [
            hours[at]
            for at in range(len(hours) - 1 - DAYS_AHEAD + ahead, -1, -DAYS_AHEAD)
            if kept[at] and not is_free
        ]
        days.append(_day(today + timedelta(days=ahead), sample, line, limit_hours))
    usual = 0.0
    for ahead in range(DAYS_AHEAD):
        sample = [hours[at] for at in range(len(hours) - 1 - ahead, -1, -DAYS_AHEAD) if kept[at]]
        usual += sum(sample) / max(1, len(sample))
    expected = sum(day.expected_hours for day in days)
    sums = [
        sum(hours[at : at + DAYS_AHEAD])
        for at in range(max(0, len(hours) - LINE_DAYS), len(hours) - DAYS_AHEAD + 1)
        if all(kept[at : at + DAYS_AHEAD])
    ]
    heavy = quantile(sums, 0.8)
    base = sum(one > heavy for one in sums) / max(1, len(sums))
    week = WeekForecast(
        expected_hours=expected,
        low_hours=min(expected, quantile(sums, 0.1)),
        high_hours=max(expected, quantile(sums, 0.9)),
        usual_hours=usual,
        heavy_line_hours=heavy,
        heavy_chance=base,
        heavy_base_rate=base,
    )
    return Forecast(
        history_days=count,
        confidence=confidence,
        overload_line_hours=line,
        days=tuple(days),
        week=week,
        factors=(Factor(name=FactorName.DAYS_OFF, effect=expected - usual),),
    )


def _confidence(days: int) -> Confidence:
    if days < MIN_DAYS:
        return Confidence.NONE
    return Confidence.ROUGH if days < MIN_DAYS_GOOD else Confidence.GOOD


def _kept(history: Sequence[float], excluded: Sequence[bool]) -> list[bool]:
    return [not (at < len(excluded) and excluded[at]) for at in range(len(history))]


def _day(on: date, sample: Sequence[float], line: float, limit: float) -> DayForecast:
    count = len(sample)
    expected = sum(sample) / max(1, count)
    return DayForecast(
        date=on,
        expected_hours=expected,
        low_hours=min(expected, quantile(sample, 0.1)),
        high_hours=max(expected, quantile(sample, 0.9)),
        overload_chance=(sum(one > line for one in sample) + 0.4) / (count + 4) if count else 0.0,
        over_limit_chance=(sum(one > limit for one in sample) + 0.2) / (count + 4) if count else 0.0,
    )
