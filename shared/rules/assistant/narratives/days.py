"""The days of a period, and of the earlier ones with which it is compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from shared.entities.rhythm import RhythmDay
from shared.rules.assistant.history import History

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Days:
    """Consecutive days from `first`; `free` says of each whether it is a work day that was off."""

    first: date
    days: Sequence[RhythmDay]
    free: Sequence[bool]

    @cached_property
    def worked(self) -> list[RhythmDay]:
        """The days with work."""
        return [day for day in self.days if day.worked]

    @cached_property
    def usual(self) -> list[RhythmDay]:
        """The days with work that were not off."""
        return [day for day, is_free in zip(self.days, self.free, strict=True) if day.worked and not is_free]

    @property
    def dated(self) -> list[tuple[date, RhythmDay]]:
        """The days with their dates."""
        return [(self.first + number * _DAY, day) for number, day in enumerate(self.days)]

    def total(self, name: str) -> int:
        """Return the sum of a number of the days."""
        return sum(getattr(day, name) for day in self.days)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was recorded; tasks that are only planned do not count."""
        names = ("worked", "focus", "breaks", "rest", "tasks", "water_ml", "meals", "rating", "interactions")
        return not any(self.total(name) for name in names)


def days_of(history: History, first: date, last: date) -> Days:
    """Return the days of a history from the first to the last, as far as it has them."""
    begin = max(0, (first - history.first).days)
    end = max(begin, (last - history.first).days + 1)
    calendar, since = history.user.work_calendar, max(first, history.first)
    return Days(
        first=since,
        days=history.days[begin:end],
        free=[
            is_free and calendar.is_work_weekday(since + number * _DAY)
            for number, is_free in enumerate(history.free[begin:end])
        ],
    )
