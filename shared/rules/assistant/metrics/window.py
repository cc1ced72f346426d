"""The days and tasks that a metric is computed from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from shared.entities.rhythm import RhythmDay
from shared.entities.task import Task
from shared.rules.assistant.history import History

DAYS_IN_WEEK = 7

_DAY = timedelta(days=1)


class Measure(NamedTuple):
    """A value, None if it is not known, and the number of days or cases that it rests on."""

    value: float | None
    n: int

    def known(self, is_known: bool) -> "Measure":  # noqa: FBT001 - reads as a sentence
        """Return the measure, without its value unless that is known."""
        return self if is_known else Measure(None, self.n)


@dataclass(frozen=True, kw_only=True, eq=False)
class Window:
    """Days, and what was done on them.

    `days` are consecutive from `first`, and `free` says of each whether it is planned off or a public
    holiday. `tasks` are those that were completed on the days, `open_tasks` those that are open now.
    `limit_minutes` is the limit of the working day.
    """

    first: date
    days: Sequence[RhythmDay]
    free: Sequence[bool]
    tasks: Sequence[Task]
    open_tasks: Sequence[Task]
    limit_minutes: int

    @cached_property
    def worked(self) -> list[RhythmDay]:
        """The days with work."""
        return [day for day in self.days if day.worked]

    @cached_property
    def usual(self) -> list[RhythmDay]:
        """The days with work that show a habit: those that were not free."""
        return [day for day, is_free in zip(self.days, self.free, strict=True) if day.worked and not is_free]

    @property
    def worked_seconds(self) -> int:
        """The time worked."""
        return sum(day.worked for day in self.days)


def window_of(history: History, tasks: Sequence[Task], first: date, last: date) -> Window:
    """Return the days of a history from the first to the last, with the tasks that belong to them."""
    begin = max(0, (first - history.first).days)
    end = max(begin, (last - history.first).days + 1)
    return Window(
        first=max(first, history.first),
        days=history.days[begin:end],
        free=history.free[begin:end],
        tasks=[
            task for task in tasks if task.completed_on is not None and first <= task.completed_on <= last
        ],
        open_tasks=[task for task in tasks if not task.completed],
        limit_minutes=history.user.workday_limit_minutes,
    )


def weeks_before(day: date, count: int) -> list[tuple[date, date]]:
    """Return the first and the last day of the ISO weeks that ended by a day, the latest first."""
    sunday = day - timedelta(days=day.isoweekday() % DAYS_IN_WEEK)
    ends = (sunday - number * DAYS_IN_WEEK * _DAY for number in range(count))
    return [(end - (DAYS_IN_WEEK - 1) * _DAY, end) for end in ends]
