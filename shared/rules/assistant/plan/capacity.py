"""The minutes of a day that can be planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.entities.interval import duration
from shared.entities.rhythm import RhythmDay
from shared.rules.assistant.habits import HABIT_DAYS
from shared.rules.assistant.history import History
from shared.rules.assistant.quantiles import median

MIN_RESERVE, MAX_RESERVE = 0.2, 0.4
"""The bounds of the share that stays free."""

DEFAULT_RESERVE = 0.3
"""The share that stays free if there was no work in the last 28 days."""

_GRID = 5  # minutes


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """The limit of a day and the work so far, in minutes, and the share of the rest that stays free.

    The minutes that can be planned are a multiple of 5.
    """

    limit: int
    worked: int
    reserve: float
    is_own: bool
    """Whether the reserve comes from the user's own days."""

    @property
    def minutes(self) -> int:
        """The minutes that can be planned."""
        return self._without_reserve(max(0, self.limit - self.worked))

    @property
    def of_whole_day(self) -> int:
        """The minutes that can be planned of a day without any work so far."""
        return self._without_reserve(self.limit)

    def _without_reserve(self, minutes: int) -> int:
        return round(minutes * (1 - self.reserve)) // _GRID * _GRID


def capacity_of(history: History, day: date) -> Capacity:
    """Return the capacity of today or of a later day, by the current limit."""
    recent = [one for one in history.days[-HABIT_DAYS - 1 : -1] if one.worked]
    worked = duration(history.worked_today).total_seconds() if day == history.today else 0
    return Capacity(
        limit=history.user.workday_limit_minutes,
        worked=int(worked // 60),
        reserve=round(_reserve(recent), 2) if recent else DEFAULT_RESERVE,
        is_own=bool(recent),
    )


def _reserve(days: Sequence[RhythmDay]) -> float:
    """Return the median share of worked time without focus, of days with work, within the bounds.

    Time is tracked on tasks in focus sessions, so focus is all activity that is known.
    """
    share = median([1 - min(day.focus, day.worked) / day.worked for day in days])
    return min(MAX_RESERVE, max(MIN_RESERVE, share))
