"""Ranges of days and weeks from a user's own past, and the chance of a heavy week.

A range is from the 10th to the 90th percentile. It holds 80 % of weeks, and about 90 % of days: a day that
may be free has a range from 0, and no day is below that.
"""

import math
from collections.abc import Sequence
from itertools import accumulate, compress

from shared.rules.assistant.forecast.coming_week import ComingWeek
from shared.rules.assistant.forecast.constants import (
    HEAVY_CONSTANT,
    HEAVY_EXPECTED,
    HEAVY_LAST_WEEK,
    HEAVY_NEW,
    HEAVY_USUAL,
    LINE_SHARE,
    PRIOR_WEEKS,
    RECENT_HALF_LIFE_DAYS,
    ROUGH_SPREAD,
    SAME_WEEKDAY_WEIGHT,
    WEEK_FOLLOWS,
)
from shared.rules.assistant.forecast.habit import WEEK, Habit
from shared.rules.assistant.quantiles import quantile, weighted_quantiles

RANGE_DAYS = 180
TAIL = 0.1
"""The chance of a value below the range, where it does not begin at 0, and of one above it."""

_WEIGHTS = [0.5 ** (day / RECENT_HALF_LIFE_DAYS) for day in range(RANGE_DAYS)]


def day_ranges(
    newest_first: Sequence[float], kept: Sequence[bool], habit: Habit, week: ComingWeek
) -> list[tuple[float, float]]:
    """Return the range of each coming day, from past working days in relation to their weekday's mean."""
    past = sorted(
        (hours / habit.hours[day % WEEK], weight, day % WEEK)
        for day, (hours, is_kept, weight) in enumerate(zip(newest_first, kept, _WEIGHTS, strict=False))
        if is_kept and hours > 0
    )
    return [
        _day_range(past, WEEK - 1 - ahead, week.chances[ahead], week.lengths[ahead]) for ahead in range(WEEK)
    ]


def _day_range(
    past: Sequence[tuple[float, float, int]], position: int, chance: float, length: float
) -> tuple[float, float]:
    rest = 1 - chance
    if not past or rest >= 1 - TAIL:
        return 0.0, 0.0
    weighted = [
        (ratio, weight * SAME_WEEKDAY_WEIGHT if weekday == position else weight)
        for ratio, weight, weekday in past
    ]
    total = sum([weight for _, weight in weighted])
    shares = [max(0.0, TAIL - rest) / chance, (1 - TAIL - rest) / chance]
    low, high = weighted_quantiles(weighted, total, *shares)
    return (length * low if rest < TAIL else 0.0), length * high


def spread_of(week: ComingWeek, variation: float) -> float:
    """Return the standard deviation of the sum of the week if its days do not depend on each other."""
    return math.sqrt(
        sum(
            chance * length**2 * (1 + variation - chance)
            for chance, length in zip(week.chances, week.lengths, strict=True)
        )
    )


def rolling_weeks(newest_first: Sequence[float], kept: Sequence[bool]) -> list[tuple[float, float]]:
    """Return the sum and the weight of each seven days in a row of the last 180, all kept, newest first."""
    sums = [0.0, *accumulate(newest_first[:RANGE_DAYS])]
    marks = [0, *accumulate(map(int, kept[:RANGE_DAYS]))]
    complete = [after - before == WEEK for before, after in zip(marks, marks[WEEK:], strict=False)]
    weeks = [
        (after - before, weight) for before, after, weight in zip(sums, sums[WEEK:], _WEIGHTS, strict=False)
    ]
    return list(compress(weeks, complete))


def heavy_line_of(weeks: Sequence[tuple[float, float]]) -> float:
    """Return the 80th percentile of rolling weeks."""
    return quantile([hours for hours, _ in weeks], LINE_SHARE)


def week_range(
    weeks: Sequence[tuple[float, float]], expected: float, mean_hours: float
) -> tuple[float, float]:
    """Return the range of past weeks, scaled to the expected week.

    A working day is added to both, so that the scale stays near 1 after weeks without work.
    """
    total = sum([weight for _, weight in weeks])
    low, high = weighted_quantiles(sorted(weeks), total, TAIL, 1 - TAIL)
    mean = sum([hours * weight for hours, weight in weeks]) / total
    scale = ((expected + mean_hours) / (mean + mean_hours)) ** WEEK_FOLLOWS if mean_hours > 0 else 1.0
    return low * scale, high * scale


def rough_range(expected: float, spread: float) -> tuple[float, float]:
    """Return the range of a week while past weeks are few."""
    return expected - ROUGH_SPREAD * spread, expected + ROUGH_SPREAD * spread


def heavy_chance(
    weeks: Sequence[tuple[float, float]],
    expected: float,
    usual: float,
    spread: float,
    habit: Habit,
    days: int,
) -> float:
    """Return the chance of a week above the heavy line, from its mean hours and those of a usual week."""
    if expected <= 0 or spread <= 0:
        return 0.0
    line = heavy_line_of(weeks)
    heavy = sum(1 for hours, _ in weeks if hours > line)
    base = (heavy + (1 - LINE_SHARE) * PRIOR_WEEKS) / (len(weeks) + PRIOR_WEEKS)
    last_week, _ = weeks[0]
    log_odds = (
        math.log(base / (1 - base))
        + HEAVY_CONSTANT
        + HEAVY_EXPECTED * (expected - line) / spread
        + HEAVY_USUAL * (usual - line) / spread
        + HEAVY_LAST_WEEK * math.log((last_week + habit.mean_hours) / (line + habit.mean_hours))
        + HEAVY_NEW * PRIOR_WEEKS / days
    )
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))
