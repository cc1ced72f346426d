"""What is known of a person's last two days at some moment: what the companion lives off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from shared.entities.calendar import Calendar
from shared.entities.day import Day
from shared.entities.health import Drink, HealthEntry, Meal
from shared.entities.stretch import Stretch, clipped, minus, total, union
from shared.entities.user import User
from shared.entities.work_session import LONGEST_SHIFT, WorkSession
from shared.services.companion.constants import FRESH_FOR_AT_MOST, SHORTEST_REST, WORK_BEFORE_ANOTHER_RELIEF

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)  # without slots: what is derived is derived once
class Life:
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
    shifts: tuple[Stretch, ...]  # what counts of each work session
    rests: tuple[Stretch, ...]  # apart from each other
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
    def work(self) -> list[Stretch]:
        """The time that counts as work, rests in work sessions included."""
        return union(self.shifts)

    @cached_property
    def worked_today(self) -> timedelta:
        """How much of today counts as work."""
        return total(clipped(self.work, Stretch(self.day_begin, self.at)))

    @property
    def rested_from_work(self) -> timedelta:
        """How much of today was rested since work began."""
        begins = [one.begin for one in clipped(self.work, Stretch(self.day_begin, self.at))]
        return total(clipped(self.rests, Stretch(begins[0], self.at))) if begins else timedelta(0)

    @property
    def fresh_for(self) -> timedelta:
        """For how long work without a rest does not tire it more than other work."""
        return min(timedelta(minutes=self.user.rest_after_minutes), FRESH_FOR_AT_MOST)

    @cached_property
    def without_rest(self) -> list[Stretch]:
        """The stretches of work that went on for too long without a rest."""
        blocks = minus(self._spells, self._long_rests)
        tiring = ((one.begin + self.fresh_for, one.end) for one in blocks)
        return [Stretch(begin, end) for begin, end in tiring if begin < end]

    @cached_property
    def overtime(self) -> list[Stretch]:
        """The stretches of work past the limit of their day."""
        beyond: list[Stretch] = []
        for day in (Stretch(self.begin, self.day_begin), Stretch(self.day_begin, self.at)):
            left = self.limit
            for work in clipped(self.work, day):
                if left < work.end - work.begin:
                    beyond.append(Stretch(work.begin + left, work.end))
                left = max(timedelta(0), left - (work.end - work.begin))
        return beyond

    @property
    def reliefs(self) -> list[datetime]:
        """When a day was shut down for the first time, or again after an hour of work or more."""
        date_of, reliefs = self.calendar.date_of, list[datetime]()
        for moment in self.closed:
            since = Stretch(reliefs[-1], moment) if reliefs else None
            if (
                since is None
                or date_of(since.begin) != date_of(moment)
                or total(clipped(self.work, since)) >= WORK_BEFORE_ANOTHER_RELIEF
            ):
                reliefs.append(moment)
        return reliefs

    @cached_property
    def evenings(self) -> list[Stretch]:
        """The stretches from the closing of a day, or the end of the work that went on then, to more work."""
        evenings = []
        for moment in self.closed:
            ends = (one.end for one in self.shifts if one.begin <= moment < one.end)
            begins = (one.begin for one in self.shifts if one.begin > moment)
            evenings.append(Stretch(max(ends, default=moment), min(begins, default=self.at)))
        return [one for one in evenings if one.begin < one.end]

    @property
    def is_closed(self) -> bool:
        """Whether today was shut down, without more work since: none goes on, and none has begun."""
        if self.working or not self.closed or self.closed[-1] < self.day_begin:
            return False
        return not self.shifts or self.shifts[-1].begin <= self.closed[-1]

    @cached_property
    def lunch_missed(self) -> list[Stretch]:
        """The stretches of work within a lunch window, before lunch was taken."""
        windows = []
        for day in (self.today - _DAY, self.today):
            window = self.lunch_window(day)
            meals = [one for one in self.entries if isinstance(one, Meal) and one.is_lunch]
            lunches = [meal.at for meal in meals if self.calendar.date_of(meal.at) == day]
            windows.append(Stretch(window.begin, max(window.begin, min([window.end, *lunches]))))
        return [part for window in windows for part in clipped(self.work, window)]

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
    def _spells(self) -> list[Stretch]:
        """Work with what is too short a break from it."""
        return union(self.work, gap=SHORTEST_REST - timedelta.resolution)

    @property
    def _long_rests(self) -> list[Stretch]:
        return [rest for rest in self.rests if rest.end - rest.begin >= SHORTEST_REST]

    def lunch_window(self, day: date) -> Stretch:
        """Return from when to when lunch is had on a day."""
        clocks = self.user.lunch_window
        begin, end = (self.calendar.moment_of(day, clock) for clock in clocks)
        if clocks[0] < self.calendar.day_start < clocks[1]:  # of the window, the day has what is left of it
            begin = self.calendar.start_of(day)
        if clocks[1] == self.calendar.day_start:
            end = self.calendar.start_after(day)
        return Stretch(begin, max(begin, end))


def life_of(user: User, days: Iterable[Day], running: WorkSession | None, at: datetime) -> Life:
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
    return Life(
        user=user,
        at=at,
        begin=begin,
        today=today,
        shifts=tuple(sorted(Stretch(max(one.begin, begin), min(one.end, at)) for one in shifts)),
        rests=tuple(
            union(
                Stretch(max(one.begin, begin), one.end)
                for one in _whole(part for day in days for part in day.rested)
                if begin < one.end <= at  # that it was a rest is known when it is over
            )
        ),
        running=running,
        works_until=max((one.begin + LONGEST_SHIFT for one in shifts if one.end > at), default=None),
        entries=tuple(entry for entry in entries if begin <= entry.at <= at),
        closed=tuple(sorted(moment for day in days for moment in day.closings if begin <= moment <= at)),
        done=tuple(sorted(moment for moment in done if day_begin <= moment <= at)),
        finished=any(day.first_finished and day_begin <= day.first_finished <= at for day in days),
    )


def _whole(parts: Iterable[Stretch]) -> list[Stretch]:
    """Put together what the end of a day has cut."""
    wholes: dict[str, Stretch] = {}
    for part in parts:
        known = wholes.get(part.source, part)
        wholes[part.source] = Stretch(min(known.begin, part.begin), max(known.end, part.end), part.source)
    return list(wholes.values())
