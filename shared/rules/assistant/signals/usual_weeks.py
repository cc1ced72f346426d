"""A user's usual weeks, with which the last two are compared."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from shared.entities.rhythm import RhythmDay
from shared.rules.assistant.history import History
from shared.rules.assistant.quantiles import median
from shared.rules.assistant.signals.recent_work import FORTNIGHT

MIN_WEEKS = 4
"""Fewer earlier weeks are not enough to compare with."""

_MAX_WEEKS = 8
_WEEK = 7
_DAY = timedelta(days=1)

Value = Callable[[date, RhythmDay], float]
"""Returns what a day adds to the value of its week."""


def usual_weeks(history: History, value: Value) -> list[float]:
    """Return the value of each of the eight weeks before the last 14 days that can be compared with.

    Weeks without work or with a free day, such as holidays, are no baseline. Empty if there are fewer than
    four.
    """
    last = len(history.days) - FORTNIGHT
    found = []
    for begin in range(last - _WEEK, max(-1, last - _WEEK * _MAX_WEEKS - 1), -_WEEK):
        days = history.days[begin : begin + _WEEK]
        if any(history.free[begin : begin + _WEEK]) or not any(day.worked for day in days):
            continue
        first = history.first + begin * _DAY
        found.append(sum(value(first + number * _DAY, day) for number, day in enumerate(days)))
    return found if len(found) >= MIN_WEEKS else []


def usual_in_two_weeks(weeks: Sequence[float]) -> float:
    """Return the number of cases that is usual in two weeks: twice the median of some weeks.

    If more than one of four neighbouring pairs of them had more, it is what three of four did not exceed: the
    number of cases differs by chance, and a habit of four or five a week is no news when it is five twice.
    """
    pairs = sorted(one + other for one, other in pairwise(weeks))
    return max(2 * median(weeks), pairs[(3 * len(pairs) + 3) // 4 - 1])
