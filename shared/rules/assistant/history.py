"""What the assistant knows of a user's days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from shared.entities.assistant_state import AssistantState
from shared.entities.daily_totals import DailyTotals
from shared.entities.focus_session import FocusSession
from shared.entities.interval import Interval, coalesce, duration, intersect
from shared.entities.rhythm import RhythmDay
from shared.entities.totals import LifetimeTotals
from shared.entities.user import User
from shared.entities.work_calendar import HolidaysOf
from shared.entities.work_session import MAX_SHIFT, WorkSession

_DAY = timedelta(days=1)
_SECONDS_IN_HOUR = 3600


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """A user's days as of a moment: from the first one with an event to today, at most 400.

    `days` are their numbers, the oldest first; today's are those so far, without the session that runs.
    `recent` has the totals of the last 35 days or more, by date, of those with events. `focus` is the focus
    session or break that runs.
    """

    user: User
    now: datetime
    days: Sequence[RhythmDay]
    recent: Mapping[date, DailyTotals]
    running: WorkSession | None
    state: AssistantState
    lifetime: LifetimeTotals
    focus: FocusSession | None = None
    holidays: HolidaysOf

    @cached_property
    def today(self) -> date:
        """The user's local date."""
        return self.user.calendar.date_of(self.now)

    @cached_property
    def first(self) -> date:
        """The date of the first day."""
        return self.today - (len(self.days) - 1) * _DAY

    @cached_property
    def dates(self) -> list[date]:
        """The date of each day."""
        return [self.first + number * _DAY for number in range(len(self.days))]

    @cached_property
    def free(self) -> list[bool]:
        """Whether each day is planned off or a public holiday, and so no baseline."""
        return self.free_between(self.first, self.today)

    def free_between(self, first: date, last: date) -> list[bool]:
        """Return whether each day from the first to the last is planned off or a public holiday."""
        free = self.user.work_calendar.free_days(first, last, self.holidays)
        return [first + number * _DAY in free for number in range((last - first).days + 1)]

    @cached_property
    def hours_before_today(self) -> list[float]:
        """The hours of work of each day before today, with those of the session that runs."""
        hours = [day.worked / _SECONDS_IN_HOUR for day in self.days[:-1]]
        if self.running is not None:
            calendar, first = self.user.calendar, self.first
            until = Interval(calendar.start_of(first), calendar.start_of(self.today))
            for on, parts in calendar.parts(intersect(self.running.shifts, until)).items():
                hours[(on - first).days] += duration(parts).total_seconds() / _SECONDS_IN_HOUR
        return hours

    @property
    def is_working(self) -> bool:
        """Whether a session runs and counts as work: it is not paused, nor longer than any session counts."""
        running = self.running
        return running is not None and not running.paused and self.now < running.start_time + MAX_SHIFT

    @property
    def worked_today(self) -> list[Interval]:
        """The work of today until now, of the session that runs as well."""
        calendar, day = self.user.calendar, self.recent.get(self.today)
        bounds = Interval(calendar.start_of(self.today), self.now)
        running = self.running.shifts if self.running else []
        return coalesce(intersect((*(day.worked if day else ()), *running), bounds))
