"""The last two days of a user as known at a moment: the input of the companion's rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from operator import attrgetter

from shared.entities.calendar import Calendar
from shared.entities.daily_totals import DailyTotals
from shared.entities.health import Drink, HealthEntry, Meal
from shared.entities.interval import Interval, coalesce, duration, intersect
from shared.entities.pauses import intervals_of
from shared.entities.user import User
from shared.entities.work_session import MAX_SHIFT, WorkSession
from shared.rules.companion.tuning import MAX_FATIGUE_DELAY, MIN_REST

_DAY = timedelta(days=1)
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)  # without slots, which would rule out cached properties
class RecentActivity:
    """Yesterday and today of a user, up to the moment `at`.

    Later events make no difference, apart from entries added or undone later for an earlier moment. Name,
    preferences, time zone and start of the day are the current ones.

    `begin` is when yesterday began; nothing earlier is known. All moments are in UTC, all intervals sorted.
    """

    user: User
    at: datetime
    begin: datetime
    today: date
    shifts: tuple[Interval, ...]  # the parts of each work session that count as work
    rests: tuple[Interval, ...]  # disjoint; pauses of work among them, also one that still lasts
    running: WorkSession | None  # the session that runs now, even if `at` is in the past
    shift_ends_by: datetime | None  # when the session running at `at` stops counting as work, if there is one
    entries: tuple[HealthEntry, ...]
    shutdowns: tuple[datetime, ...]
    task_completions: tuple[datetime, ...]  # only today's
    session_ended_today: bool
    paused: bool = False  # whether a work session is running that is paused
    focus_began: datetime | None = None  # when the latest focus session since the last shutdown began

    @property
    def calendar(self) -> Calendar:
        """The user's calendar."""
        return self.user.calendar

    @cached_property
    def day_begin(self) -> datetime:
        """The start of today."""
        return self.calendar.start_of(self.today)

    @property
    def so_far(self) -> Interval:
        """The time of today until now."""
        return Interval(self.day_begin, self.at)

    @property
    def drinks_today(self) -> list[Drink]:
        """Today's drinks, sorted by time."""
        return [entry for entry in self.entries if isinstance(entry, Drink) and entry.at >= self.day_begin]

    @property
    def meals_today(self) -> list[Meal]:
        """Today's meals, sorted by time."""
        return [entry for entry in self.entries if isinstance(entry, Meal) and entry.at >= self.day_begin]

    @property
    def workday_limit(self) -> timedelta:
        """The longest working time in a day that the user prefers."""
        return timedelta(minutes=self.user.workday_limit_minutes)

    @property
    def working(self) -> bool:
        """Whether a work session is running that still counts as work, and is not paused."""
        return self.shift_ends_by is not None

    @cached_property
    def work(self) -> list[Interval]:
        """The time that counts as work, including rests during work sessions."""
        return coalesce(self.shifts)

    @cached_property
    def worked_today(self) -> timedelta:
        """The time of today that counts as work."""
        return duration(intersect(self.work, self.so_far))

    @property
    def rested_today(self) -> timedelta:
        """The time rested today since work began."""
        work = intersect(self.work, self.so_far)
        return duration(intersect(self.rests, Interval(work[0].begin, self.at))) if work else timedelta(0)

    @property
    def fatigue_delay(self) -> timedelta:
        """The time after which continuous work lowers energy faster."""
        return min(timedelta(minutes=self.user.rest_after_minutes), MAX_FATIGUE_DELAY)

    @property
    def is_shut_down(self) -> bool:
        """Whether today was shut down, no session is running, and none has started since."""
        if self.working or not self.shutdowns or self.shutdowns[-1] < self.day_begin:
            return False
        return not self.shifts or self.shifts[-1].begin <= self.shutdowns[-1]

    @property
    def awaits_work(self) -> bool:
        """Whether no work has begun since the last shutdown, although a session may still run."""
        begins = [shift.begin for shift in self.shifts]
        if self.focus_began is not None:
            begins.append(self.focus_began)
        return bool(self.shutdowns) and all(begin < self.shutdowns[-1] for begin in begins)

    @property
    def continuous_since(self) -> datetime:
        """The start of the latest work without a rest of at least 5 minutes; requires that there is work."""
        return max([self.work_blocks[-1].begin, *(rest.end for rest in self.long_rests)])

    @property
    def continuous_work(self) -> timedelta:
        """The time worked since the last rest; zero outside a work session."""
        return self.at - self.continuous_since if self.working else timedelta(0)

    @property
    def work_blocks(self) -> list[Interval]:
        """Work, joined across breaks that are too short to count as rests."""
        return coalesce(self.work, gap=MIN_REST - timedelta.resolution)

    @property
    def long_rests(self) -> list[Interval]:
        """Rests that are long enough to interrupt continuous work."""
        return [rest for rest in self.rests if rest.end - rest.begin >= MIN_REST]

    def lunch_window(self, day: date) -> Interval:
        """Return the lunch window of a day; empty where the clock skips it.

        A window over midnight that contains the start of a day belongs to the day on which it begins. Of any
        other window that contains it, the day has the rest.
        """
        (first, last), day_start = self.user.lunch_window, self.calendar.day_start
        begin, end = self.calendar.moment_of(day, first), self.calendar.moment_of(day, last)
        if first < day_start < last:
            begin = self.calendar.start_of(day)
        elif (last < day_start, last) < (first < day_start, first):  # times before it are of the next date
            end = self.calendar.moment_of(day + _DAY, last)
        return Interval(begin, max(begin, end))

    def first_lunch(self, day: date) -> datetime | None:
        """Return when the first lunch of a day was eaten; a lunch within a window belongs to its day."""
        lunches = (entry.at for entry in self.entries if isinstance(entry, Meal) and entry.is_lunch)
        return next((at for at in lunches if self._lunch_day_of(at) == day), None)

    def _lunch_day_of(self, moment: datetime) -> date:
        day = self.calendar.date_of(moment)
        return day - _DAY if moment < self.lunch_window(day - _DAY).end else day


def recent_activity(
    user: User, days: Iterable[DailyTotals], running: WorkSession | None, at: datetime
) -> RecentActivity:
    """Return the activity as known at a moment.

    `days` are the daily totals around the moment. Their dates may come from an earlier calendar of the user:
    only the times of events are used. `running` is the work session that runs now; ended ones are in `days`.
    """
    calendar = user.calendar
    today = calendar.date_of(at)
    begin, day_begin = calendar.start_of(today - _DAY), calendar.start_of(today)
    days = list(days)
    shifts = _rejoined(part for day in days for part in day.worked)
    pauses = _rejoined(part for day in days for part in day.paused)
    if running is not None and running.id in {part.source for part in (*shifts, *pauses)}:
        running = None  # it ended while it was being read
    if running is not None:
        shifts += running.shifts
        pauses += intervals_of(running.pauses, _END_OF_TIME, running.id)
    starts: dict[str, datetime] = {}
    for part in (*shifts, *pauses):
        starts[part.source] = min(part.begin, starts.get(part.source, part.begin))
    shifts = [shift for shift in shifts if shift.begin <= at and begin < shift.end]
    pauses = [pause for pause in pauses if pause.begin <= at and begin < pause.end]
    rests = [
        rest for rest in _rejoined(part for day in days for part in day.rested) if begin < rest.end <= at
    ]
    entries = sorted((entry for day in days for entry in day.entries), key=lambda entry: (entry.at, entry.id))
    completions = (moment for day in days for moment in day.task_completions.values() if moment is not None)
    return RecentActivity(
        user=user,
        at=at,
        begin=begin,
        today=today,
        shifts=tuple(sorted(Interval(max(shift.begin, begin), min(shift.end, at)) for shift in shifts)),
        # A rest is known once it is over, a pause from its beginning.
        rests=tuple(
            coalesce(Interval(max(rest.begin, begin), min(rest.end, at)) for rest in (*rests, *pauses))
        ),
        running=running,
        shift_ends_by=max(
            (starts[shift.source] + MAX_SHIFT for shift in shifts if shift.end > at), default=None
        ),
        paused=any(at < pause.end for pause in pauses),
        entries=tuple(entry for entry in entries if begin <= entry.at <= at),
        shutdowns=tuple(
            sorted(moment for day in days for moment in day.shutdown_times if begin <= moment <= at)
        ),
        task_completions=tuple(sorted(moment for moment in completions if day_begin <= moment <= at)),
        session_ended_today=any(day.first_finished and day_begin <= day.first_finished <= at for day in days),
    )


def _rejoined(parts: Iterable[Interval]) -> list[Interval]:
    """Return intervals that were split at the end of a day as one interval again."""
    wholes: list[Interval] = []
    for part in sorted(parts, key=attrgetter("source", "begin")):
        last = wholes[-1] if wholes else None
        if last is not None and last.source == part.source and part.begin <= last.end:
            wholes[-1] = Interval(last.begin, max(last.end, part.end), part.source)
        else:
            wholes.append(part)
    return wholes
