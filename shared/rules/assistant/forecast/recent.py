"""How recent days differ from the habit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from operator import mul, sub

from shared.rules.assistant.forecast.constants import (
    DAYS_HALF_LIFE_DAYS,
    LAST_LENGTH_HALF_LIFE_DAYS,
    LENGTH_HALF_LIFE_DAYS,
    RECENT_HALF_LIFE_DAYS,
    SHIFT_PRIOR,
    TYPICAL_VARIATION,
    WEEK_HALF_LIFE_DAYS,
)
from shared.rules.assistant.forecast.habit import Habit

MAX_SHIFT = 4.0
LENGTH_DAYS = 140


def _weights(half_life: float, days: int) -> list[float]:
    return [0.5 ** (day / half_life) for day in range(days)]


# Weights below about a thousandth are left out.
_RECENT = _weights(RECENT_HALF_LIFE_DAYS, 400)
_WEEK = _weights(WEEK_HALF_LIFE_DAYS, 50)
_DAYS = _weights(DAYS_HALF_LIFE_DAYS, 10)
_LAST_LENGTH = _weights(LAST_LENGTH_HALF_LIFE_DAYS, 20)


def length_half_life(habit: Habit) -> float:
    """Return in how many days the length of days counts half: fewer where days are alike.

    The best gain of exponential smoothing of a level that drifts is about drift / noise.
    """
    return LENGTH_HALF_LIFE_DAYS * math.sqrt(habit.variation / TYPICAL_VARIATION)


@dataclass(frozen=True, slots=True)
class Recent:
    """Differences from the habit, all 0 for a life that goes on as it was.

    A shift is one of the log odds of work; a length is the logarithm of a ratio of hours.
    """

    shift: float = 0.0
    week_shift: float = 0.0
    days_shift: float = 0.0
    length: float = 0.0
    last_length: float = 0.0


def recent_of(newest_first: Sequence[float], kept: Sequence[bool], habit: Habit) -> Recent:
    """Return how the kept days differ from the habit; the first day is today."""
    worked = [1.0 if hours > 0 else 0.0 for hours in newest_first]
    counted = [1.0 if is_kept else 0.0 for is_kept in kept]
    surprises = [*map(mul, map(sub, worked, cycle(habit.work)), counted)]
    variances = [*map(mul, counted, cycle([chance * (1 - chance) for chance in habit.work]))]
    hours = [*map(mul, newest_first, counted)]
    usual = [*map(mul, map(mul, worked, counted), cycle(habit.hours))]

    def shift(weights: Sequence[float]) -> float:
        surprise: float = sum(map(mul, weights, surprises))
        variance: float = sum(map(mul, weights, variances))
        return max(-MAX_SHIFT, min(MAX_SHIFT, surprise / (variance + SHIFT_PRIOR)))

    def length(weights: Sequence[float]) -> float:
        one = habit.mean_hours
        if one <= 0:
            return 0.0
        return math.log((sum(map(mul, weights, hours)) + one) / (sum(map(mul, weights, usual)) + one))

    return Recent(
        shift=shift(_RECENT),
        week_shift=shift(_WEEK),
        days_shift=shift(_DAYS),
        length=length(_weights(length_half_life(habit), LENGTH_DAYS)),
        last_length=length(_LAST_LENGTH),
    )
