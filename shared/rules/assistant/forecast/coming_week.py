"""The chance and the length of work on each of the coming seven days: the habit, moved by recent days."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shared.rules.assistant.forecast.constants import (
    HOURS_LAST_LENGTH,
    HOURS_LENGTH,
    HOURS_SHIFT,
    OVER_LAST_LENGTH,
    OVER_LENGTH,
    OVER_SHIFT,
    SHARPNESS,
    TYPICAL_VARIATION,
    WORK_CONSTANT,
    WORK_DAYS,
    WORK_RECENT,
    WORK_WEEK,
)
from shared.rules.assistant.forecast.habit import WEEK, Habit
from shared.rules.assistant.forecast.recent import Recent

MIN_CHANCE = 1e-4


@dataclass(frozen=True, slots=True)
class ComingWeek:
    """The seven days from tomorrow; the index is the number of days after tomorrow."""

    chances: Sequence[float]
    """The chance of work; 0 on a day off."""
    lengths: Sequence[float]
    """The mean hours if there is work."""
    shifts: Sequence[float]
    """How recent days move the log odds of work."""

    @property
    def means(self) -> list[float]:
        """The mean hours of each day."""
        return [chance * length for chance, length in zip(self.chances, self.lengths, strict=True)]

    @property
    def hours(self) -> list[float]:
        """The expected hours of each day: the mean, leaning to the likelier of work and rest."""
        leaning = [
            length * chance**SHARPNESS / (chance**SHARPNESS + (1 - chance) ** SHARPNESS)
            for chance, length in zip(self.chances, self.lengths, strict=True)
        ]
        total = sum(leaning)
        correction = math.sqrt(sum(self.means) / total) if total > 0 else 0.0
        return [hours * correction for hours in leaning]

    def without(self, free: Sequence[bool]) -> "ComingWeek":
        """Return the week without work on free days."""
        chances = [0.0 if is_free else chance for chance, is_free in zip(self.chances, free, strict=True)]
        return ComingWeek(chances, self.lengths, self.shifts)


def coming_week(habit: Habit, recent: Recent) -> ComingWeek:
    """Return the week, before days off."""
    chances, lengths, shifts = [], [], []
    signal = TYPICAL_VARIATION / (TYPICAL_VARIATION + habit.variation)
    lasting_shift = WORK_RECENT * recent.shift + WORK_WEEK * recent.week_shift
    length = signal * (HOURS_LENGTH * recent.length + HOURS_LAST_LENGTH * recent.last_length)
    for ahead in range(1, WEEK + 1):
        shift = lasting_shift + WORK_DAYS * recent.days_shift / ahead
        chances.append(_sigmoid(_logit(habit.work[WEEK - ahead]) + WORK_CONSTANT + shift))
        lengths.append(habit.hours[WEEK - ahead] * math.exp(length + HOURS_SHIFT * shift))
        shifts.append(shift)
    return ComingWeek(chances, lengths, shifts)


def over_chances(over: Sequence[float], variation: float, recent: Recent, week: ComingWeek) -> list[float]:
    """Return the chance of each day to exceed a line: that of work times that of a long day given work.

    `over` is the habit: the chance that a working day exceeds the line.
    """
    length = OVER_LENGTH * recent.length + OVER_LAST_LENGTH * recent.last_length
    moved = length / math.sqrt(variation)
    return [
        week.chances[ahead]
        * _sigmoid(_logit(over[WEEK - 1 - ahead]) + moved + OVER_SHIFT * week.shifts[ahead])
        for ahead in range(WEEK)
    ]


def _logit(chance: float) -> float:
    bounded = max(MIN_CHANCE, min(1 - MIN_CHANCE, chance))
    return math.log(bounded / (1 - bounded))


def _sigmoid(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
