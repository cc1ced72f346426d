"""Totals of a user's day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Self, TypeVar

import msgspec
from msgspec.structs import replace

from shared.entities.calendar import HourOfWeek
from shared.entities.entity import Entity
from shared.entities.health import Drink, HealthEntry, Meal, Rest
from shared.entities.interval import Interval, duration, merge_closest
from shared.entities.shutdown import LocalShutdown
from shared.views.companion import NeedKind
from shared.views.shutdown import ProductivityRating

_MAX_TASK_COMPLETIONS = 500  # completed tasks whose ids are kept
_MAX_SHUTDOWN_TIMES = 10
_MAX_INTERVALS = 200  # of work, and of rest
_MAX_REMINDERS = 50

_UNKNOWN = datetime.min.replace(tzinfo=UTC)  # when tasks were completed, of earlier versions

EntryT = TypeVar("EntryT", bound=HealthEntry)


class SentReminder(msgspec.Struct, frozen=True, array_like=True):
    """A reminder of a need, which was sent `at` a moment."""

    kind: NeedKind
    at: datetime


class DailyTotals(Entity, frozen=True, kw_only=True):
    """Totals of one user and local date, written in the commit of every event that changes them.

    `worked_seconds` and `finished_sessions` count the work sessions that ended on the day. `work_hours` and
    `focus_hours` count each second on the day and in the hour in which it passed. `worked` is the time at
    work within the day, `rested` that of rests and completed breaks, `paused` that of pauses of work.
    `task_completions` has the latest by task id, `shutdown_times` has the first and the last, with a
    `local_shutdowns` of each that earlier versions did not store. `points` are
    those of the day's events; days from before they were counted here have none, and neither `first_start`,
    `last_end` nor `overtime_seconds`. `planned_tasks` are the tasks that are planned for the day, and no
    longer change once it is over; `open_planned_tasks` are those of them that are not completed. A day may
    have these before it comes. `given` counts, by rule, how often points of the day were given or taken back,
    once they were taken back. `reminders` are the latest of water, lunch and rest that were sent on the day.
    """

    user_id: str
    local_date: date
    completed_tasks: int = 0
    task_completions: Mapping[str, datetime | None] = msgspec.field(default={}, name="done")
    finished_sessions: int = 0
    first_finished: datetime | None = None  # when the first session ended
    worked_seconds: int = 0
    clocked_out: str | None = None  # HH:MM of the day's last work session
    focus_sessions: int = 0
    focus_seconds: int = 0
    breaks: int = 0
    break_seconds: int = 0
    focus_goal_reached: bool = False
    shutdowns: int = 0
    shutdown_times: tuple[datetime, ...] = msgspec.field(default=(), name="closings")
    hydrated_by_ml: int | None = None  # the goal by which the day was earned as hydrated
    drinks: tuple[Drink, ...] = ()  # sorted by time, like meals and rests
    meals: tuple[Meal, ...] = ()
    rests: tuple[Rest, ...] = ()
    worked: tuple[Interval, ...] = ()
    rested: tuple[Interval, ...] = ()
    task_hours: Mapping[HourOfWeek, int] = {}  # completed tasks
    work_hours: Mapping[HourOfWeek, int] = {}  # seconds
    focus_hours: Mapping[HourOfWeek, int] = {}  # seconds
    points: int = 0
    shutdown_rating: ProductivityRating | None = None  # of the last shutdown
    first_start: datetime | None = None  # of the work sessions, within the day
    last_end: datetime | None = None
    overtime_seconds: int = 0  # by the limits that were set when the sessions ended
    planned_tasks: int = 0
    open_planned_tasks: int = 0
    paused: tuple[Interval, ...] = ()
    given: Mapping[str, int] = {}
    local_shutdowns: tuple[LocalShutdown, ...] = ()
    reminders: tuple[SentReminder, ...] = ()

    @property
    def active(self) -> bool:
        """Whether the day counts for the streak: a task was completed or a work session finished."""
        return self.completed_tasks > 0 or self.finished_sessions > 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in the day."""
        return self == DailyTotals(user_id=self.user_id, local_date=self.local_date)

    @property
    def events(self) -> int:
        """The number of events of the day that still count."""
        counted = self.completed_tasks + self.finished_sessions + self.focus_sessions + self.breaks
        return counted + self.shutdowns + len(self.drinks) + len(self.meals) + len(self.rests)

    @property
    def seconds_at_work(self) -> int:
        """The seconds worked within the day."""
        return sum(self.work_hours.values())

    def counted_work(self, limit: int) -> tuple[int, int]:
        """Return the seconds of work and of overtime; `limit` is today's, for days of earlier versions.

        The first versions did not split sessions at the bounds of days, and the next did not count overtime.
        """
        if self.first_start is not None:
            return self.seconds_at_work, self.overtime_seconds
        worked = self.seconds_at_work or (self.worked_seconds if self.first_finished is None else 0)
        return worked, max(0, worked - limit)

    @property
    def began(self) -> datetime | None:
        """When the day's work began."""
        return self.first_start or min((part.begin for part in self.worked), default=None)

    @property
    def ended(self) -> datetime | None:
        """When the day's work ended."""
        return self.last_end or max((part.end for part in self.worked), default=None)

    @property
    def rested_time(self) -> timedelta:
        """The time of rests, completed breaks and pauses of work within the day; overlaps count once."""
        return duration((*self.rested, *self.paused))

    @property
    def hydration_ml(self) -> int:
        """The amount drunk."""
        return sum(drink.amount_ml for drink in self.drinks)

    @property
    def lunch_taken(self) -> bool:
        """Whether there was a lunch."""
        return any(meal.is_lunch for meal in self.meals)

    @property
    def entries(self) -> tuple[HealthEntry, ...]:
        """The health entries of all kinds, sorted by time."""
        return tuple(sorted((*self.drinks, *self.meals, *self.rests), key=_by_time))

    def entries_of(self, kind: type[EntryT]) -> list[EntryT]:
        """Return the health entries of one kind, sorted by time."""
        return [entry for entry in self.entries if isinstance(entry, kind)]

    def with_entry(self, entry: HealthEntry) -> Self:
        """Return the day with one more health entry."""
        field = _FIELDS[type(entry)]
        entries = (*getattr(self, field), entry)
        return replace(self, **{field: tuple(sorted(entries, key=_by_time))})

    def without_entry(self, entry: HealthEntry) -> Self:
        """Return the day as if the health entry had not been added."""
        field = _FIELDS[type(entry)]
        return replace(self, **{field: tuple(each for each in getattr(self, field) if each.id != entry.id)})

    def without_work(self) -> Self:
        """Return the day as if no work session counted for it."""
        return replace(
            self,
            finished_sessions=0,
            first_finished=None,
            worked_seconds=0,
            clocked_out=None,
            worked=(),
            work_hours={},
            first_start=None,
            last_end=None,
            overtime_seconds=0,
            paused=(),
        )

    def with_work(self, interval: Interval) -> Self:
        """Return the day with another interval of work; beyond the maximum, the closest are merged."""
        return replace(self, worked=merge_closest((*self.worked, interval), _MAX_INTERVALS))

    def with_work_hours(self, hours: Mapping[HourOfWeek, int], limit_seconds: int) -> Self:
        """Return the day with more seconds of work; those beyond the limit are overtime."""
        day = replace(self, work_hours=add_hours(self.work_hours, hours))
        # Without its first start the day is from before overtime was counted.
        regular = limit_seconds if self.first_start is None else max(self.seconds_at_work, limit_seconds)
        overtime = max(0, day.seconds_at_work - regular)
        return replace(day, overtime_seconds=self.overtime_seconds + overtime)

    def with_session(self, session: Interval) -> Self:
        """Return the day with the bounds of another work session, or of its part within the day."""
        return replace(
            self,
            first_start=min(self.first_start or session.begin, session.begin),
            last_end=max(self.last_end or session.end, session.end),
        )

    def with_points(self, points: int) -> Self:
        """Return the day with more points, or fewer if they are negative."""
        return replace(self, points=self.points + points)

    def with_plan(self, planned: int, still_open: int) -> Self:
        """Return the day with more planned tasks, and more open ones, or fewer if they are negative."""
        return replace(
            self,
            planned_tasks=self.planned_tasks + planned,
            open_planned_tasks=self.open_planned_tasks + still_open,
        )

    def with_reminder(self, kind: NeedKind, at: datetime) -> Self:
        """Return the day with another reminder that was sent; beyond the maximum, the first is dropped."""
        return replace(self, reminders=(*self.reminders, SentReminder(kind, at))[-_MAX_REMINDERS:])

    def with_rest(self, interval: Interval) -> Self:
        """Return the day with another interval of rest; beyond the maximum, the shortest is dropped."""
        return replace(self, rested=_with_longest(self.rested, interval))

    def with_pause(self, interval: Interval) -> Self:
        """Return the day with another pause of work; beyond the maximum, the shortest is dropped."""
        return replace(self, paused=_with_longest(self.paused, interval))

    def without_rest(self, source: str) -> Self:
        """Return the day as if the rest with this id had not been added."""
        return replace(self, rested=tuple(rest for rest in self.rested if rest.source != source))

    def with_shutdown(self, shutdown: LocalShutdown, rating: ProductivityRating | None) -> Self:
        """Return the day with another shutdown, whose rating replaces that of an earlier one."""
        times = (*self.shutdown_times[: _MAX_SHUTDOWN_TIMES - 1], shutdown.at)
        return replace(
            self,
            shutdowns=self.shutdowns + 1,
            shutdown_rating=rating,
            shutdown_times=times,
            local_shutdowns=_of_times(times, (*self.local_shutdowns, shutdown)),
        )

    def without_shutdown(self, rating: ProductivityRating | None, replaced: datetime | None) -> Self:
        """Return the day without its last shutdown, with the rating and the time that it has replaced."""
        times = self.shutdown_times[:-1] + (() if replaced is None else (replaced,))
        return replace(
            self,
            shutdowns=self.shutdowns - 1,
            shutdown_rating=rating,
            shutdown_times=times,
            local_shutdowns=_of_times(times, self.local_shutdowns),
        )

    def with_task_again(self, task_id: str, hour: HourOfWeek, at: datetime | None) -> Self:
        """Return the day with a task, completed at a moment, whose completion counts again."""
        moments = enumerate(self.task_completions.values())
        later = (number for number, moment in moments if at and moment and moment > at)
        completions = [*self.task_completions.items()]
        completions.insert(next(later, len(completions)), (task_id, at))
        return replace(
            self,
            completed_tasks=self.completed_tasks + 1,
            task_completions=dict(completions[-_MAX_TASK_COMPLETIONS:]),
            task_hours=add_hours(self.task_hours, {hour: 1}),
        )

    def with_task(self, task_id: str, hour: HourOfWeek, now: datetime, *, is_late: bool = False) -> Self:
        """Return the day with one more task completed now; if that is late, others were completed later."""
        completions = [*self.task_completions.items(), (task_id, now)]
        if is_late:
            completions.sort(key=_by_completion)
        return replace(
            self,
            completed_tasks=self.completed_tasks + 1,
            task_completions=dict(completions[-_MAX_TASK_COMPLETIONS:]),
            task_hours=add_hours(self.task_hours, {hour: 1}),
        )

    def without_task(self, task_id: str, hour: HourOfWeek | None) -> Self:
        """Return the day as if the task had not been completed; `hour` is None if no hour was counted."""
        return replace(
            self,
            completed_tasks=self.completed_tasks - 1,
            task_completions={done: at for done, at in self.task_completions.items() if done != task_id},
            task_hours=add_hours(self.task_hours, {} if hour is None else {hour: -1}),
        )


def add_hours(hours: Mapping[HourOfWeek, int], more: Mapping[HourOfWeek, int]) -> dict[HourOfWeek, int]:
    """Return the sums by hour, without zeros."""
    sums = {hour: hours.get(hour, 0) + more.get(hour, 0) for hour in hours.keys() | more.keys()}
    return {hour: value for hour, value in sorted(sums.items()) if value}


def _of_times(times: tuple[datetime, ...], shutdowns: tuple[LocalShutdown, ...]) -> tuple[LocalShutdown, ...]:
    return tuple(shutdown for shutdown in shutdowns if shutdown.at in times)


def _with_longest(intervals: tuple[Interval, ...], interval: Interval) -> tuple[Interval, ...]:
    longest = [*intervals, interval]  # not merged, so that each can be removed
    if len(longest) > _MAX_INTERVALS:
        longest.remove(min(longest, key=lambda one: one.end - one.begin))
    return tuple(sorted(longest))


def _by_completion(completion: tuple[str, datetime | None]) -> datetime:
    return completion[1] or _UNKNOWN


def _by_time(entry: HealthEntry) -> tuple[datetime, str]:
    return entry.at, entry.id


_FIELDS: dict[type[HealthEntry], str] = {Drink: "drinks", Meal: "meals", Rest: "rests"}
