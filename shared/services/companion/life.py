"""What is known of a person's last two days at some moment: what the companion lives off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from shared.entities.calendar import Calendar
from shared.entities.day import Day
from shared.entities.health import Drink, HealthEntry, Meal
from shared.entities.stretch import Stretch, total, union
from shared.entities.user import User
from shared.entities.work_session import WorkSession

SHORTEST_REST = timedelta(minutes=5)
"""Whoever stops for less has not rested."""

_FRESH_FOR_AT_MOST = timedelta(hours=12)
"""After so much work it tires faster, however late somebody wants to hear of a rest: what went on before
yesterday, of which nothing is known, must make no difference any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Two days of somebody as they were known `at` a moment, whatever has happened since.

    `begin` is when yesterday began. All moments are in UTC, all stretches in order and apart from each other.
    """

    user: User
    at: datetime
    begin: datetime
    today: date
    work: tuple[Stretch, ...]
    rests: tuple[Stretch, ...]
    session_id: str | None  # of the work session that runs now, whenever the moment is
    working: bool
    entries: tuple[HealthEntry, ...]
    closed: tuple[datetime, ...]  # when the days were shut down
    done: tuple[datetime, ...]  # when tasks were done today
    finished: bool  # whether a work session has ended today

    @property
    def calendar(self) -> Calendar:
        """The person's days."""
        return self.user.calendar

    @property
    def day_begin(self) -> datetime:
        """When today began."""
        return self.calendar.start_of(self.today)

    @property
    def drinks_today(self) -> list[Drink]:
        """What was drunk today, in the order of time."""
        return [one for one in self.entries if isinstance(one, Drink) and one.on == self.today]

    @property
    def meals_today(self) -> list[Meal]:
        """What was eaten today, in the order of time."""
        return [one for one in self.entries if isinstance(one, Meal) and one.on == self.today]

    @property
    def lunch_taken(self) -> bool:
        """Whether there was a lunch today."""
        return any(meal.is_lunch for meal in self.meals_today)

    @property
    def limit(self) -> timedelta:
        """How long the person means to work in a day."""
        return timedelta(minutes=self.user.workday_limit_minutes)

    @property
    def worked_today(self) -> timedelta:
        """How much of today was worked, rests in work sessions included."""
        return total(_clipped(self.work, Stretch(self.day_begin, self.at)))

    @property
    def rested_today(self) -> timedelta:
        """How much of today was rested."""
        return total(_clipped(self.rests, Stretch(self.day_begin, self.at)))

    @property
    def without_rest(self) -> list[Stretch]:
        """The stretches of work that went on for too long without a rest."""
        after = min(timedelta(minutes=self.user.rest_after_minutes), _FRESH_FOR_AT_MOST)
        return [Stretch(one.begin + after, one.end) for one in self.blocks if one.begin + after < one.end]

    @property
    def overtime(self) -> list[Stretch]:
        """The stretches of work past the limit of their day."""
        beyond: list[Stretch] = []
        for day in (Stretch(self.begin, self.day_begin), Stretch(self.day_begin, self.at)):
            left = self.limit
            for work in _clipped(self.work, day):
                if left < work.end - work.begin:
                    beyond.append(Stretch(work.begin + left, work.end))
                left = max(timedelta(0), left - (work.end - work.begin))
        return beyond

    @property
    def reliefs(self) -> list[datetime]:
        """When a day was shut down for the first time, or again after more work."""
        date_of, begins = self.calendar.date_of, [one.begin for one in self.work]
        return [
            moment
            for earlier, moment in pairwise((self.begin, *self.closed))
            if earlier == self.begin
            or date_of(earlier) != date_of(moment)
            or any(earlier < begin < moment for begin in begins)
        ]

    @property
    def evenings(self) -> list[Stretch]:
        """The stretches from the closing of a day to the next work."""
        begins = [one.begin for one in self.work]
        return [
            Stretch(moment, min((begin for begin in begins if begin > moment), default=self.at))
            for moment in self.closed
        ]

    @property
    def lunch_missed(self) -> list[Stretch]:
        """The stretches of work within a lunch window, before lunch was taken."""
        windows = []
        for day in (self.today - timedelta(days=1), self.today):
            window = self.lunch_window(day)
            meals = (one for one in self.entries if isinstance(one, Meal) and one.on == day)
            lunches = [meal.at for meal in meals if meal.is_lunch]
            windows.append(Stretch(window.begin, max(window.begin, min([window.end, *lunches]))))
        return [part for window in windows for part in _clipped(self.work, window)]

    @property
    def blocks(self) -> list[Stretch]:
        """The stretches of work without a rest of at least 5 minutes; the last one goes on while working."""
        rests = [rest for rest in self.rests if rest.end - rest.begin >= SHORTEST_REST]
        blocks: list[Stretch] = []
        for work in union(self.work, gap=SHORTEST_REST - timedelta.resolution):
            begin = work.begin
            for rest in rests:
                if begin < rest.end and rest.begin < work.end:
                    blocks.append(Stretch(begin, max(begin, rest.begin)))
                    begin = rest.end
            blocks.append(Stretch(begin, max(begin, work.end)))
        return blocks

    @property
    def continuous_since(self) -> datetime | None:
        """Since when the person has worked without a rest; None outside a work session."""
        return self.blocks[-1].begin if self.working else None

    def lunch_window(self, day: date) -> Stretch:
        """Return from when to when lunch is had on a day."""
        clocks = self.user.lunch_window
        begin, end = (self.calendar.moment_of(day, clock) for clock in clocks)
        if clocks[0] < self.calendar.day_start < clocks[1]:  # of the window, the day has what is left of it
            begin = self.calendar.start_of(day)
        return Stretch(begin, max(begin, end))


def life_of(user: User, days: Iterable[Day], running: WorkSession | None, at: datetime) -> Life:
    """Return what was known at a moment.

    `days` are the records of that day and of the one before. `running` is the work session that runs now, if
    one does: of those that have ended, the days tell.
    """
    calendar = user.calendar
    today = calendar.date_of(at)
    days = list(days)
    begin = calendar.start_of(today - timedelta(days=1))
    work = _whole([stretch for day in days for stretch in day.worked])
    if running is not None:
        work.append(Stretch(running.start_time, datetime.max.replace(tzinfo=UTC)))
    known = [one for one in work if one.begin <= at]
    return Life(
        user=user,
        at=at,
        begin=begin,
        today=today,
        work=tuple(
            union(Stretch(max(one.begin, begin), min(one.end, at)) for one in known if one.end > begin)
        ),
        rests=tuple(
            union(
                Stretch(max(one.begin, begin), one.end)
                for one in _whole([stretch for day in days for stretch in day.rested])
                if begin < one.end <= at  # that it was a rest is known when it is over
            )
        ),
        session_id=running.id if running else None,
        working=any(one.end > at for one in known),
        entries=tuple(entry for day in days for entry in day.entries if begin <= entry.at <= at),
        closed=tuple(sorted(moment for day in days for moment in day.closings if moment <= at)),
        done=tuple(
            moment
            for day in days
            if day.local_date == today
            for moment in day.done.values()
            if moment is not None and moment <= at
        ),
        finished=any(calendar.date_of(one.end) == today for one in known if one.end <= at),
    )


def _whole(parts: Iterable[Stretch]) -> list[Stretch]:
    """Put together what the end of a day has cut."""
    wholes: dict[str, Stretch] = {}
    for part in parts:
        known = wholes.get(part.source, part)
        wholes[part.source] = Stretch(min(known.begin, part.begin), max(known.end, part.end), part.source)
    return list(wholes.values())


def _clipped(stretches: Iterable[Stretch], bounds: Stretch) -> list[Stretch]:
    """Return those parts of stretches that lie within bounds."""
    clipped = (Stretch(max(one.begin, bounds.begin), min(one.end, bounds.end)) for one in stretches)
    return [one for one in clipped if one.begin < one.end]
