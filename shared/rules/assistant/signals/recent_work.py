"""The exact times of a user's work in the last five weeks."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

from shared.entities.interval import Interval, coalesce, duration, intersect, subtract
from shared.rules.assistant.history import History
from shared.rules.assistant.rhythm import EVENING
from shared.views.health import MealKind

FORTNIGHT = 14
"""The days that most rules look at, today included."""

DAILY_REST = timedelta(hours=11)
"""Source: Directive 2003/88/EC, article 3: the least rest of each day."""

MIN_BREAK = timedelta(minutes=15)
"""The shortest break that counts as rest from work; a meal counts as one, a snack does not."""

_MAX_GAP = timedelta(hours=4)  # of a break within a day's work; a longer one is the end of it
_MAX_DAY = timedelta(hours=20)  # from the first work of a day to the beginning of its rest
_DAYS = 35  # of work that are looked at
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)  # without slots, which would rule out cached properties
class RecentWork:
    """The work of a history's recent days until now, of the session that runs as well.

    Of each session at most 12 hours count: a longer one was most likely forgotten.
    """

    history: History

    @cached_property
    def intervals(self) -> list[Interval]:
        """The time at work, in order and disjoint; a session over midnight is in one piece."""
        history = self.history
        ended = (part for day in history.recent.values() for part in day.worked)
        running = history.running.shifts if history.running else []
        begin = history.user.calendar.start_of(self.first_of(_DAYS))
        return coalesce(intersect((*ended, *running), Interval(begin, history.now)))

    @cached_property
    def breaks(self) -> list[Interval]:
        """The time of rests, completed breaks and meals, in order and disjoint."""
        rested = (rest for day in self.history.recent.values() for rest in day.rested)
        meals = (meal for day in self.history.recent.values() for meal in day.meals)
        eaten = (Interval(meal.at, meal.at + MIN_BREAK) for meal in meals if meal.kind is not MealKind.SNACK)
        return coalesce((*rested, *eaten))

    @cached_property
    def runs(self) -> list[tuple[datetime, timedelta]]:
        """Each time of work without a break of 15 minutes: its end, and the work in it."""
        found: list[tuple[datetime, timedelta]] = []
        for part in subtract(self.intervals, self.breaks):
            time = part.end - part.begin
            if found and part.begin - found[-1][0] < MIN_BREAK:
                time += found.pop()[1]
            found.append((part.end, time))
        return found

    def has_breaks_since(self, moment: datetime) -> bool:
        """Return whether any break of 15 minutes is known since a moment."""
        gaps = (Interval(one.end, other.begin) for one, other in pairwise(self.intervals))
        known = (*(gap for gap in gaps if gap.end - gap.begin <= _MAX_GAP), *self.breaks)
        return any(moment <= one.begin and one.end - one.begin >= MIN_BREAK for one in known)

    def has_rests_since(self, first: date) -> bool:
        """Return whether a rest or a completed break is known on a local day or a later one."""
        return any(day.rested for on, day in self.history.recent.items() if on >= first)

    @cached_property
    def daily_rests(self) -> list[Interval]:
        """The rest after each day's work: the longest break that begins within 20 hours of its first work.

        It goes by exact times, so that a day's work may pass midnight. The last one is left out while a
        longer one may follow.
        """
        found, at, work = list[Interval](), 0, self.intervals
        while at + 1 < len(work):
            latest = work[at].begin + _MAX_DAY
            rest = Interval(work[at].end, work[at + 1].begin)
            at += 1
            for number in range(at, len(work) - 1):
                gap = Interval(work[number].end, work[number + 1].begin)
                if gap.begin >= latest:
                    break
                if gap.end - gap.begin > rest.end - rest.begin:
                    rest, at = gap, number + 1
            if rest.end - rest.begin < DAILY_REST and work[-1].end < latest:
                break
            found.append(rest)
        return found

    def last(self, days: int) -> Interval:
        """Return the time of this many times 24 hours until now: no day of it has only begun."""
        return Interval(self.history.now - days * _DAY, self.history.now)

    def within(self, bounds: Interval) -> list[Interval]:
        """Return the work within bounds, in order."""
        first = bisect_right(self.intervals, bounds.begin, key=attrgetter("end"))
        last = bisect_left(self.intervals, bounds.end, key=attrgetter("begin"))
        return intersect(self.intervals[first:last], bounds)

    def time_in(self, bounds: Interval) -> timedelta:
        """Return the time of work within bounds."""
        return duration(self.within(bounds))

    def time_by_date(self, bounds: Interval) -> Mapping[date, timedelta]:
        """Return the time of work within bounds on each local date that has some."""
        parts = self.history.user.calendar.parts(self.within(bounds))
        return {on: duration(found) for on, found in parts.items()}

    def evening_of(self, on: date) -> timedelta:
        """Return the time of work after 20:00 of a local day."""
        calendar = self.history.user.calendar
        return self.time_in(Interval(calendar.first_instant_of(on, EVENING), calendar.start_after(on)))

    def longest_free(self, bounds: Interval) -> timedelta:
        """Return the longest time without work within bounds."""
        free = subtract([bounds], self.within(bounds))
        return max((part.end - part.begin for part in free), default=timedelta(0))

    def dates(self, days: int) -> Iterator[date]:
        """Yield the last local dates, today last."""
        return (self.first_of(days) + number * _DAY for number in range(days))

    def first_of(self, days: int) -> date:
        """Return the first of the last local dates."""
        return self.history.today - (days - 1) * _DAY

    def is_within(self, moment: datetime, days: int) -> bool:
        """Return whether a moment is within the last local days, today included."""
        return moment >= self.history.user.calendar.start_of(self.first_of(days))
