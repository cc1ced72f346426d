"""What a user's own weeks say about the next one: a new level, or a rise."""

from datetime import timedelta
from itertools import pairwise, takewhile
from math import sqrt

import msgspec

from shared.entities.calendar import monday_of
from shared.rules.assistant.history import History
from shared.rules.assistant.quantiles import median, quantile

_MIN_COMPARED = 4  # weeks
_MIN_WEEKS = 2  # of which the last one is no chance
_MAX_WEEKS = 26
_RISING = 6  # weeks, through which a line is fitted
_MIN_SPREAD = 0.8  # hours: less is chance even for very regular weeks
_MEDIAN_TO_DEVIATION = 1.4826  # of the absolute values of a normal distribution
_CLEAR_JUMP = 3  # standard deviations of a week
_CLEAR_GROWTH = 2.5  # standard deviations of a slope
_HEAVY_SHARE = 0.8  # of the weeks, which a heavy one exceeds
_RARE_SHARE = 0.95  # of the weeks, which a rare one exceeds
_SECONDS_IN_HOUR = 3600
_WEEK = 7  # days
_DAY = timedelta(days=1)


class OwnWeeks(msgspec.Struct, frozen=True):
    """The hours of a user's complete ISO weeks, oldest first; the last one has just ended.

    Weeks without work, and those with a work day that was free, are left out.
    """

    hours: list[float]

    @property
    def last(self) -> float:
        """The hours of the last week."""
        return self.hours[-1]

    @property
    def usual(self) -> float:
        """The median of the weeks."""
        return median(self.hours)

    @property
    def recent(self) -> float:
        """The median of the last four weeks."""
        return median(self.hours[-_MIN_COMPARED:])

    @property
    def are_comparable(self) -> bool:
        """Whether there are enough weeks to compare the last one with."""
        return len(self.hours) > _MIN_COMPARED

    @property
    def is_heavy(self) -> bool:
        """Whether the last week was longer than four of five weeks."""
        return self.last > quantile(self.hours, _HEAVY_SHARE)

    @property
    def is_new_level(self) -> bool:
        """Whether the last week was longer than usual by far more than weeks usually differ."""
        return self.last > median(self.hours[:-1]) + _CLEAR_JUMP * self._spread

    @property
    def has_lasted(self) -> bool:
        """Whether each of the last two weeks was longer than nearly all before."""
        *before, second, last = self.hours
        return min(second, last) > quantile(before, _RARE_SHARE)

    @property
    def growth(self) -> float:
        """By how many hours the last weeks have clearly grown from week to week; 0 if they have not."""
        hours = self.hours[-_RISING:]
        middle = (len(hours) - 1) / 2
        squares = sum((at - middle) ** 2 for at in range(len(hours)))
        slope = sum((at - middle) * one for at, one in enumerate(hours)) / squares
        return slope if slope > _CLEAR_GROWTH * self._spread / sqrt(squares) else 0.0

    @property
    def _spread(self) -> float:
        """The standard deviation of a week, by the differences of neighbours; a slow rise adds little."""
        step = median([abs(after - before) for before, after in pairwise(self.hours)])
        return max(_MIN_SPREAD, _MEDIAN_TO_DEVIATION * step / sqrt(2))


def own_weeks(history: History) -> OwnWeeks | None:
    """Return the weeks before this one; None if they are too few, or the last one is left out."""
    days = list(zip(history.dates, history.days, history.free, strict=True))
    calendar, this = history.user.work_calendar, monday_of(history.today)
    complete = [*takewhile(lambda day: day[0] < this, days)]
    weeks = [complete[end - _WEEK : end] for end in range(len(complete), _WEEK - 1, -_WEEK)][:_MAX_WEEKS]
    hours = [
        0.0
        if any(free and calendar.is_work_weekday(on) for on, _, free in week)
        else sum(day.worked for _, day, _ in week) / _SECONDS_IN_HOUR
        for week in reversed(weeks)
    ]
    counted = [one for one in hours if one]
    return OwnWeeks(counted) if len(counted) >= _MIN_WEEKS and hours[-1] else None
