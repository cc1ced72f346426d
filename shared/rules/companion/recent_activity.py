"""What is known of a person's last two days at some moment: what the companion lives off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from shared.entities.calendar import Calendar
from shared.entities.daily_totals import DailyTotals
from shared.entities.health import Drink, HealthEntry, Meal
from shared.entities.interval import Interval, coalesce, duration, intersect, subtract
from shared.entities.user import User
from shared.entities.work_session import MAX_SHIFT, WorkSession
from shared.rules.companion.tuning import FRESH_FOR_AT_MOST, MIN_REST, WORK_BEFORE_ANOTHER_RELIEF

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)  # without slots: what is derived is derived once
class RecentActivity:
    """Two days of somebody as they were known `at` a moment.

    Whatever has happened since makes no difference, except for what has been undone since, or was entered
    later for an earlier moment; and names, preferences, time zones and starts of days are those of now.

    `begin` is when yesterday began: of before, nothing is known. All moments are in UTC, and all stretches in
    order.
    """

    user: User
    at: datetime
    begin: datetime
    today: date
    shifts: tuple[Interval, ...]  # what counts of each work session
    rests: tuple[Interval, ...]  # apart from each other
    running: WorkSession | None  # the one that runs now, whenever the moment is
    works_until: datetime | None  # when the work session of the moment ceases to count, if there is one
    entries: tuple[HealthEntry, ...]
    closed: tuple[datetime, ...]  # when the days were shut down
    done: tuple[datetime, ...]  # when tasks were done today
    finished: bool  # whether a work session has ended today

    @property
    def calendar(self) -> Calendar:
        """The person's days."""
        return self.user.calendar

    @cached_property
    def day_begin(self) -> datetime:
        """When today began."""
        return self.calendar.start_of(self.today)

    @property
    def drinks_today(self) -> list[Drink]:
        """What was drunk today, in the order of time."""
        return [one for one in self.entries if isinstance(one, Drink) and one.at >= self.day_begin]

    @property
    def meals_today(self) -> list[Meal]:
        """What was eaten today, in the order of time."""
        return [one for one in self.entries if isinstance(one, Meal) and one.at >= self.day_begin]

    @property
    def lunch_taken(self) -> bool:
        """Whether there was a lunch today."""
        return any(meal.is_lunch for meal in self.meals_today)

    @property
    def limit(self) -> timedelta:
        """How long the person means to work in a day."""
        return timedelta(minutes=self.user.workday_limit_minutes)

    @property
    def working(self) -> bool:
        """Whether a work session runs, and counts."""
        return self.works_until is not None

    @cached_property
    def work(self) -> list[Interval]:
        """The time that counts as work, rests in work sessions included."""
        return coalesce(self.shifts)

    @cached_property
    def worked_today(self) -> timedelta:
        """How much of today counts as work."""
        return duration(intersect(self.work, Interval(self.day_begin, self.at)))

    @property
    def rested_from_work(self) -> timedelta:
        """How much of today was rested since work began."""
        begins = [one.begin for one in intersect(self.work, Interval(self.day_begin, self.at))]
        return duration(intersect(self.rests, Interval(begins[0], self.at))) if begins else timedelta(0)

    @property
    def fresh_for(self) -> timedelta:
        """For how long work without a rest does not tire it more than other work."""
        return min(timedelta(minutes=self.user.rest_after_minutes), FRESH_FOR_AT_MOST)

    @cached_property
    def without_rest(self) -> list[Interval]:
        """The stretches of work that went on for too long without a rest."""
        blocks = subtract(self._spells, self._long_rests)
        tiring = ((one.begin + self.fresh_for, one.end) for one in blocks)
        return [Interval(begin, end) for begin, end in tiring if begin < end]

    @cached_property
    def overtime(self) -> list[Interval]:
        """The stretches of work past the limit of their day."""
        beyond: list[Interval] = []
        for day in (Interval(self.begin, self.day_begin), Interval(self.day_begin, self.at)):
            left = self.limit
            for work in intersect(self.work, day):
                if left < work.end - work.begin:
                    beyond.append(Interval(work.begin + left, work.end))
                left = max(timedelta(0), left - (work.end - work.begin))
        return beyond

    @property
    def reliefs(self) -> list[datetime]:
        """When a day was shut down for the first time, or again after an hour of work or more."""
        date_of, reliefs = self.calendar.date_of, list[datetime]()
        for moment in self.closed:
            since = Interval(reliefs[-1], moment) if reliefs else None
            if (
                since is None
                or date_of(since.begin) != date_of(moment)
                or duration(intersect(self.work, since)) >= WORK_BEFORE_ANOTHER_RELIEF
            ):
                reliefs.append(moment)
        return reliefs

    @cached_property
    def evenings(self) -> list[Interval]:
        """The stretches from the closing of a day, or the end of the work that went on then, to more work."""
        evenings = []
        for moment in self.closed:
            ends = (one.end for one in self.shifts if one.begin <= moment < one.end)
            begins = (one.begin for one in self.shifts if one.begin > moment)
            evenings.append(Interval(max(ends, default=moment), min(begins, default=self.at)))
        return [one for one in evenings if one.begin < one.end]

    @property
    def is_closed(self) -> bool:
        """Whether today was shut down, without more work since: none goes on, and none has begun."""
        if self.working or not self.closed or self.closed[-1] < self.day_begin:
            return False
        return not self.shifts or self.shifts[-1].begin <= self.closed[-1]

    @cached_property
    def lunch_missed(self) -> list[Interval]:
        """The stretches of work within a lunch window, before lunch was taken."""
        windows = []
        for day in (self.today - _DAY, self.today):
            window = self.lunch_window(day)
            meals = [one for one in self.entries if isinstance(one, Meal) and one.is_lunch]
            lunches = [meal.at for meal in meals if self.calendar.date_of(meal.at) == day]
            windows.append(Interval(window.begin, max(window.begin, min([window.end, *lunches]))))
        return [part for window in windows for part in intersect(self.work, window)]

    @property
    def without_rest_since(self) -> datetime:
        """When the work without a rest of at least 5 minutes began that went on last; there is some work."""
        last = self._spells[-1].begin
        return max([last, *(rest.end for rest in self._long_rests)])

    @property
    def continuous(self) -> timedelta:
        """For how long the person has now worked without a rest; nothing outside a work session."""
        return self.at - self.without_rest_since if self.working else timedelta(0)

    @property
    def _spells(self) -> list[Interval]:
        """Work with what is too short a break from it."""
        return coalesce(self.work, gap=MIN_REST - timedelta.resolution)

    @property
    def _long_rests(self) -> list[Interval]:
        return [rest for rest in self.rests if rest.end - rest.begin >= MIN_REST]

    def lunch_window(self, day: date) -> Interval:
        """Return from when to when lunch is had on a day."""
        clocks = self.user.lunch_window
        begin, end = (self.calendar.moment_of(day, clock) for clock in clocks)
        if clocks[0] < self.calendar.day_start < clocks[1]:  # of the window, the day has what is left of it
            begin = self.calendar.start_of(day)
        if clocks[1] == self.calendar.day_start:
            end = self.calendar.start_after(day)
        return Interval(begin, max(begin, end))


def recent_activity(
    user: User, days: Iterable[DailyTotals], running: WorkSession | None, at: datetime
) -> RecentActivity:
    """Return what was known at a moment.

    `days` are the records of the days around it, by whatever calendar: what counts is when things were done.
    `running` is the work session that runs now, if one does: of those that have ended, the days tell.
    """
    calendar = user.calendar
    today = calendar.date_of(at)
    begin, day_begin = calendar.start_of(today - _DAY), calendar.start_of(today)
    days = list(days)
    shifts = _whole(part for day in days for part in day.worked)
    if running is not None and running.id in {one.source for one in shifts}:
        running = None  # it has just ended
    if running is not None:
        shifts.append(running.shift)
    shifts = [one for one in shifts if one.begin <= at and begin < one.end]
    entries = sorted((entry for day in days for entry in day.entries), key=lambda one: (one.at, one.id))
    done = (moment for day in days for moment in day.done.values() if moment is not None)
    return RecentActivity(
        user=user,
        at=at,
        begin=begin,
        today=today,
        shifts=tuple(sorted(Interval(max(one.begin, begin), min(one.end, at)) for one in shifts)),
        rests=tuple(
            coalesce(
                Interval(max(one.begin, begin), one.end)
                for one in _whole(part for day in days for part in day.rested)
                if begin < one.end <= at  # that it was a rest is known when it is over
            )
        ),
        running=running,
        works_until=max((one.begin + MAX_SHIFT for one in shifts if one.end > at), default=None),
        entries=tuple(entry for entry in entries if begin <= entry.at <= at),
        closed=tuple(sorted(moment for day in days for moment in day.closings if begin <= moment <= at)),
        done=tuple(sorted(moment for moment in done if day_begin <= moment <= at)),
        finished=any(day.first_finished and day_begin <= day.first_finished <= at for day in days),
    )


def _whole(parts: Iterable[Interval]) -> list[Interval]:
    """Put together what the end of a day has cut."""
    wholes: dict[str, Interval] = {}
    for part in parts:
        known = wholes.get(part.source, part)
        wholes[part.source] = Interval(min(known.begin, part.begin), max(known.end, part.end), part.source)
    return list(wholes.values())
