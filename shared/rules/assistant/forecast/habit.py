"""What is usual on each weekday: the chance of work, its length, and the chance of a long day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.rules.assistant.forecast.constants import (
    FEW_DAYS,
    HABIT_HALF_LIFE_WEEKS,
    LINE_SHARE,
    POOLED_OVER_DAYS,
    PRIOR_DAYS,
    PRIOR_OVER_LIMIT,
    PRIOR_WORK,
    QUIET_SHARE,
    TYPICAL_VARIATION,
    WEEKEND_RATE,
)

WEEK = 7
SATURDAY = 5
_WEIGHTS = [0.5 ** (week / HABIT_HALF_LIFE_WEEKS) for week in range(60) for _ in range(WEEK)]


@dataclass(frozen=True, slots=True)
class Habit:
    """The habit of each weekday; the index is the number of days since it was that weekday, 0 for today's."""

    work: Sequence[float]
    """The chance of work."""
    hours: Sequence[float]
    """The hours of a working day."""
    overload: Sequence[float]
    """The chance that a working day exceeds the overload line."""
    over_limit: Sequence[float]
    """The chance that a working day exceeds the limit."""
    mean_hours: float
    """The hours of a working day of any weekday."""
    variation: float
    """The mean squared relative deviation of a working day's hours from those of its weekday."""


def habit_of(
    newest_first: Sequence[float], kept: Sequence[bool], today: date, line: float, limit: float
) -> Habit:
    """Return the habit that the kept days show; the first day is today."""
    days, worked, hours, squares, over, over_limit = ([0.0] * WEEK for _ in range(6))
    position = 0
    for of_day, is_kept, weight in zip(newest_first, kept, _WEIGHTS, strict=False):
        if is_kept:
            days[position] += weight
            if of_day > 0:
                weighted = weight * of_day
                worked[position] += weight
                hours[position] += weighted
                squares[position] += weighted * of_day
                if of_day > line:
                    over[position] += weight
                if of_day > limit:
                    over_limit[position] += weight
        position = position + 1 if position < WEEK - 1 else 0
    overall = (sum(worked) + PRIOR_WORK * FEW_DAYS) / (sum(days) + FEW_DAYS)
    groups = _groups(days, worked, overall, today)
    mean_hours = sum(hours) / sum(worked) if any(worked) else 0.0
    usual_hours = _hours(hours, squares, worked, groups, mean_hours)
    return Habit(
        work=_work(worked, days, groups, overall),
        hours=usual_hours,
        overload=_over(over, worked, groups, 1 - LINE_SHARE),
        over_limit=_over(over_limit, worked, groups, PRIOR_OVER_LIMIT),
        mean_hours=mean_hours,
        variation=_variation(hours, squares, worked, usual_hours),
    )


def _groups(days: Sequence[float], worked: Sequence[float], overall: float, today: date) -> list[list[int]]:
    """Return the busy and the quiet weekdays."""
    other_rate = (WEEK - WEEKEND_RATE * (WEEK - SATURDAY)) / SATURDAY  # so that the mean of the seven is 1
    rates = []
    for position in range(WEEK):
        is_weekend = (today.weekday() - position) % WEEK >= SATURDAY
        prior = overall * (WEEKEND_RATE if is_weekend else other_rate)
        rates.append((worked[position] + prior * PRIOR_DAYS) / (days[position] + PRIOR_DAYS))
    bound = QUIET_SHARE * sum(rates) / WEEK
    return [
        [position for position in range(WEEK) if rates[position] >= bound],
        [position for position in range(WEEK) if rates[position] < bound],
    ]


def _work(
    worked: Sequence[float], days: Sequence[float], groups: Sequence[Sequence[int]], overall: float
) -> list[float]:
    rates = [0.0] * WEEK
    for group in groups:
        mean = _group_mean(worked, days, group, overall)
        for position in group:
            rates[position] = _drawn(worked[position], days[position], mean, PRIOR_DAYS)
    return rates


def _hours(
    hours: Sequence[float],
    squares: Sequence[float],
    worked: Sequence[float],
    groups: Sequence[Sequence[int]],
    overall: float,
) -> list[float]:
    means = [0.0] * WEEK
    for group in groups:
        mean = _group_mean(hours, worked, group, overall)
        seen = [position for position in group if worked[position] > 0]
        between = sum([(hours[at] - worked[at] * mean) ** 2 / worked[at] for at in seen])
        within = sum([max(0.0, squares[at] - hours[at] ** 2 / worked[at]) for at in seen])
        within += TYPICAL_VARIATION * mean**2 * FEW_DAYS
        count = sum([worked[at] for at in seen]) + FEW_DAYS
        strength = _strength(PRIOR_DAYS, between, within / count, len(group))
        for position in group:
            means[position] = _drawn(hours[position], worked[position], mean, strength)
    return means


def _over(
    over: Sequence[float], worked: Sequence[float], groups: Sequence[Sequence[int]], prior: float
) -> list[float]:
    overall = (sum(over) + prior * PRIOR_DAYS) / (sum(worked) + PRIOR_DAYS)
    shares = [0.0] * WEEK
    for group in groups:
        mean = _group_mean(over, worked, group, overall)
        seen = [position for position in group if worked[position] > 0]
        between = sum([(over[at] - worked[at] * mean) ** 2 / worked[at] for at in seen])
        strength = _strength(POOLED_OVER_DAYS, between, mean * (1 - mean), len(group))
        for position in group:
            shares[position] = _drawn(over[position], worked[position], mean, strength)
    return shares


def _strength(most: float, between: float, within: float, weekdays: int) -> float:
    """Return the number of days that the mean of a group counts as: fewer if its weekdays clearly differ.

    `between / within` is about the number of weekdays but one if they do not differ.
    """
    by_chance = 2.0 * max(1, weekdays - 1) * within
    return most * by_chance / between if between > by_chance else most


def _drawn(total: float, count: float, mean: float, strength: float) -> float:
    return (total + mean * strength) / (count + strength) if count + strength > 0 else mean


def _group_mean(
    sums: Sequence[float], counts: Sequence[float], group: Sequence[int], overall: float
) -> float:
    """Return the mean of a group; the overall one counts as one day."""
    total, count = sum([sums[position] for position in group]), sum([counts[position] for position in group])
    return (total + overall) / (count + 1)


def _variation(
    hours: Sequence[float], squares: Sequence[float], worked: Sequence[float], means: Sequence[float]
) -> float:
    deviations = TYPICAL_VARIATION * FEW_DAYS
    for total, square, count, mean in zip(hours, squares, worked, means, strict=True):
        if count > 0:
            deviations += max(0.0, square / mean**2 - 2 * total / mean + count)
    return deviations / (sum(worked) + FEW_DAYS)
