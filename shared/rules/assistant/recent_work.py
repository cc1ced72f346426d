"""The exact times of a user's work in the last weeks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from shared.entities.interval import Interval, coalesce, duration, intersect
from shared.rules.assistant.history import History

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MAX_AGE = timedelta(days=60)  # more than the days that are read


@dataclass(frozen=True, kw_only=True)  # without slots, which would rule out cached properties
class RecentWork:
    """The work of a history's recent days until now, of the session that runs as well.

    Of each session at most 12 hours count: a longer one was most likely forgotten.
    """

    history: History

    @cached_property
    def intervals(self) -> list[Interval]:
        """The time at work, in order and disjoint; sessions over midnight are in one piece."""
        history = self.history
        ended = (part for day in history.recent.values() for part in day.worked)
        running = history.running.shifts if history.running else []
        past = Interval(history.now - _MAX_AGE, history.now)
        return coalesce(intersect((*ended, *running), past))

    def hours_in(self, bounds: Interval) -> float:
        """Return the hours of work within bounds."""
        return duration(intersect(self.intervals, bounds)) / _HOUR

    def dates_in(self, bounds: Interval) -> set[date]:
        """Return the local dates with work within bounds."""
        return {*self.history.user.calendar.parts(intersect(self.intervals, bounds))}

    def last(self, days: int) -> Interval:
        """Return the time of this many times 24 hours until now: it has no day that is only begun."""
        return Interval(self.history.now - days * _DAY, self.history.now)

    def is_recent(self, moment: datetime, days: int) -> bool:
        """Return whether a moment is within the last local days, today included."""
        today = self.history.today
        return today - days * _DAY < self.history.user.calendar.date_of(moment) <= today
