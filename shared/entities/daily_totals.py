"""The totals of one day of a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar

from shared.entities.calendar import HourOfWeek
from shared.entities.health import Drink, HealthEntry, Meal, Rest
from shared.entities.interval import Interval, merge_closest
from shared.entities.timestamps import from_stored, from_stored_or_null, to_stored, to_stored_or_null

_MAX_DONE = 500  # of the tasks done on a day, so many are remembered by their ids
_MAX_CLOSINGS = 10
_MAX_STRETCHES = 200  # of work, and of rest, so many are remembered

EntryT = TypeVar("EntryT", bound=HealthEntry)


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyTotals:
    """What one user did on one local date, changed in the commit of the deed that moves it.

    `worked_seconds` and `finished_sessions` are those of the work sessions that ended on the day; the hours
    tell when work and focus really took place, each second on the day and in the hour in which it passed. So
    do the stretches of what counts of finished work sessions, and of rests and completed breaks: those parts
    of them that lie within the day.
    """

    TYPE: ClassVar[str] = "day"

    user_id: str
    local_date: date
    completed_tasks: int = 0
    done: Mapping[str, datetime | None] = field(default_factory=dict)  # the tasks done last, and when
    finished_sessions: int = 0
    first_finished: datetime | None = None  # when the first of them ended
    worked_seconds: int = 0
    clocked_out: str | None = None  # HH:MM of the day's last work session
    focus_sessions: int = 0
    focus_seconds: int = 0
    breaks: int = 0
    break_seconds: int = 0
    focus_goal_reached: bool = False
    shutdowns: int = 0
    closings: tuple[datetime, ...] = ()  # the first times at which it was shut down
    entries: tuple[HealthEntry, ...] = ()  # in the order of time
    worked: tuple[Interval, ...] = ()
    rested: tuple[Interval, ...] = ()
    task_hours: Mapping[HourOfWeek, int] = field(default_factory=dict)  # tasks done
    work_hours: Mapping[HourOfWeek, int] = field(default_factory=dict)  # seconds
    focus_hours: Mapping[HourOfWeek, int] = field(default_factory=dict)  # seconds
    etag: str = field(default="", compare=False)

    @staticmethod
    def id_of(day: date) -> str:
        """Return the name of a day's record."""
        return f"day:{day.isoformat()}"

    @property
    def id(self) -> str:
        """One for each date."""
        return self.id_of(self.local_date)

    @property
    def active(self) -> bool:
        """Whether it counts for the streak: a task was completed or a session finished."""
        return self.completed_tasks > 0 or self.finished_sessions > 0

    @property
    def seconds_at_work(self) -> int:
        """How much of the day itself was worked."""
        return sum(self.work_hours.values())

    @property
    def hydration_ml(self) -> int:
        """How much was drunk."""
        return sum(drink.amount_ml for drink in self.entries_of(Drink))

    @property
    def lunch_taken(self) -> bool:
        """Whether there was a lunch."""
        return any(meal.is_lunch for meal in self.entries_of(Meal))

    def entries_of(self, kind: type[EntryT]) -> list[EntryT]:
        """Return the entries of one kind, in the order of time."""
        return [entry for entry in self.entries if isinstance(entry, kind)]

    def with_entry(self, entry: HealthEntry) -> Self:
        """Return the day with one more entry."""
        return replace(self, entries=tuple(sorted((*self.entries, entry), key=lambda one: (one.at, one.id))))

    def without_entry(self, entry_id: str) -> Self:
        """Return the day as if the entry had not been made."""
        return replace(self, entries=tuple(one for one in self.entries if one.id != entry_id))

    def with_work(self, interval: Interval) -> Self:
        """Return the day with more of it worked; too many stretches are joined where the gap is smallest."""
        return replace(self, worked=merge_closest((*self.worked, interval), _MAX_STRETCHES))

    def with_rest(self, interval: Interval) -> Self:
        """Return the day with more of it rested; when there are too many rests, without the shortest one."""
        rested = [*self.rested, interval]  # that are not joined: each can be taken back
        if len(rested) > _MAX_STRETCHES:
            rested.remove(min(rested, key=lambda one: one.end - one.begin))
        return replace(self, rested=tuple(sorted(rested)))

    def without_rest(self, source: str) -> Self:
        """Return the day as if there had not been the rest that bears this id."""
        return replace(self, rested=tuple(one for one in self.rested if one.source != source))

    def with_shutdown(self, now: datetime) -> Self:
        """Return the day shut down, now."""
        return replace(self, shutdowns=self.shutdowns + 1, closings=(*self.closings, now)[:_MAX_CLOSINGS])

    def with_task(self, task_id: str, hour: HourOfWeek, now: datetime) -> Self:
        """Return the day with one more task done, now."""
        return replace(
            self,
            completed_tasks=self.completed_tasks + 1,
            done=dict([*self.done.items(), (task_id, now)][-_MAX_DONE:]),
            task_hours=add_hours(self.task_hours, {hour: 1}),
        )

    def without_task(self, task_id: str, hour: HourOfWeek | None) -> Self:
        """Return the day as if the task had not been done on it; None where no hour was counted for it."""
        return replace(
            self,
            completed_tasks=self.completed_tasks - 1,
            done={one: at for one, at in self.done.items() if one != task_id},
            task_hours=add_hours(self.task_hours, {} if hour is None else {hour: -1}),
        )

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "local_date": self.local_date.isoformat(),
            "completed_tasks": self.completed_tasks,
            "done": {task: to_stored_or_null(at) for task, at in self.done.items()},
            "finished_sessions": self.finished_sessions,
            "first_finished": to_stored_or_null(self.first_finished),
            "worked_seconds": self.worked_seconds,
            "clocked_out": self.clocked_out,
            "focus_sessions": self.focus_sessions,
            "focus_seconds": self.focus_seconds,
            "breaks": self.breaks,
            "break_seconds": self.break_seconds,
            "focus_goal_reached": self.focus_goal_reached,
            "shutdowns": self.shutdowns,
            "closings": [to_stored(moment) for moment in self.closings],
            **{name: _list_entries(self.entries, kind) for name, kind in _ENTRIES.items()},
            "worked": [interval.to_document() for interval in self.worked],
            "rested": [interval.to_document() for interval in self.rested],
            "task_hours": _hours_to_document(self.task_hours),
            "work_hours": _hours_to_document(self.work_hours),
            "focus_hours": _hours_to_document(self.focus_hours),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            user_id=document["user_id"],
            local_date=date.fromisoformat(document["local_date"]),
            completed_tasks=document["completed_tasks"],
            done=_read_done(document.get("done", {})),
            finished_sessions=document["finished_sessions"],
            first_finished=from_stored_or_null(document.get("first_finished")),
            worked_seconds=document["worked_seconds"],
            clocked_out=document.get("clocked_out"),
            focus_sessions=document.get("focus_sessions", 0),
            focus_seconds=document.get("focus_seconds", 0),
            breaks=document.get("breaks", 0),
            break_seconds=document.get("break_seconds", 0),
            focus_goal_reached=document.get("focus_goal_reached", False),
            shutdowns=document.get("shutdowns", 0),
            closings=tuple(from_stored(moment) for moment in document.get("closings", ())),
            entries=_read_entries(document),
            worked=_read_stretches(document.get("worked", ())),
            rested=_read_stretches(document.get("rested", ())),
            task_hours=_hours_from_document(document.get("task_hours", {})),
            work_hours=_hours_from_document(document.get("work_hours", {})),
            focus_hours=_hours_from_document(document.get("focus_hours", {})),
            etag=document.get("_etag", ""),
        )


def add_hours(hours: Mapping[HourOfWeek, int], more: Mapping[HourOfWeek, int]) -> dict[HourOfWeek, int]:
    """Return the sums of two, hour by hour, without those that come to nothing."""
    sums = {hour: hours.get(hour, 0) + more.get(hour, 0) for hour in hours.keys() | more.keys()}
    return {hour: value for hour, value in sorted(sums.items()) if value}


def _hours_to_document(hours: Mapping[HourOfWeek, int]) -> dict[str, int]:
    return {str(hour): value for hour, value in hours.items()}


def _hours_from_document(hours: Mapping[str, int]) -> dict[HourOfWeek, int]:
    return {int(hour): value for hour, value in hours.items()}


def _list_entries(entries: tuple[HealthEntry, ...], kind: type[HealthEntry]) -> list[dict[str, Any]]:
    return [entry.to_document() for entry in entries if isinstance(entry, kind)]


def _read_entries(document: dict[str, Any]) -> tuple[HealthEntry, ...]:
    read = [kind.from_document(one) for name, kind in _ENTRIES.items() for one in document.get(name, ())]
    return tuple(sorted(read, key=lambda one: (one.at, one.id)))


def _read_stretches(intervals: Iterable[list[str]]) -> tuple[Interval, ...]:
    return tuple(Interval.from_document(one) for one in intervals)


def _read_done(done: Mapping[str, str | None] | list[str]) -> dict[str, datetime | None]:
    if isinstance(done, list):  # written before it was noted when
        return dict.fromkeys(done)
    return {task: from_stored_or_null(at) for task, at in done.items()}


_ENTRIES: dict[str, type[HealthEntry]] = {"drinks": Drink, "meals": Meal, "rests": Rest}
