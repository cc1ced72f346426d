"""The totals of one day of a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Self

from shared.entities.calendar import Hour

_MOST_DONE = 500  # of the tasks done on a day, so many are remembered by their ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one user did on one local date, changed in the commit of the deed that moves it.

    `worked_seconds` and `finished_sessions` are those of the work sessions that ended on the day; the hours
    tell when work and focus really took place, each second on the day and in the hour in which it passed.
    """

    TYPE: ClassVar[str] = "day"

    user_id: str
    local_date: date
    completed_tasks: int = 0
    done: tuple[str, ...] = ()  # the ids of the tasks done last, the latest last
    finished_sessions: int = 0
    worked_seconds: int = 0
    clocked_out: str | None = None  # HH:MM of the day's last work session
    focus_sessions: int = 0
    focus_seconds: int = 0
    breaks: int = 0
    break_seconds: int = 0
    focus_goal_reached: bool = False
    shutdowns: int = 0
    task_hours: Mapping[Hour, int] = field(default_factory=dict)  # tasks done
    work_hours: Mapping[Hour, int] = field(default_factory=dict)  # seconds
    focus_hours: Mapping[Hour, int] = field(default_factory=dict)  # seconds
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

    def with_task(self, task_id: str, hour: Hour) -> Self:
        """Return the day with one more task done."""
        return replace(
            self,
            completed_tasks=self.completed_tasks + 1,
            done=(*self.done, task_id)[-_MOST_DONE:],
            task_hours=add_hours(self.task_hours, {hour: 1}),
        )

    def without_task(self, task_id: str, hour: Hour | None) -> Self:
        """Return the day as if the task had not been done on it; None where no hour was counted for it."""
        return replace(
            self,
            completed_tasks=self.completed_tasks - 1,
            done=tuple(one for one in self.done if one != task_id),
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
            "done": list(self.done),
            "finished_sessions": self.finished_sessions,
            "worked_seconds": self.worked_seconds,
            "clocked_out": self.clocked_out,
            "focus_sessions": self.focus_sessions,
            "focus_seconds": self.focus_seconds,
            "breaks": self.breaks,
            "break_seconds": self.break_seconds,
            "focus_goal_reached": self.focus_goal_reached,
            "shutdowns": self.shutdowns,
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
            done=tuple(document.get("done", ())),
            finished_sessions=document["finished_sessions"],
            worked_seconds=document["worked_seconds"],
            clocked_out=document.get("clocked_out"),
            focus_sessions=document.get("focus_sessions", 0),
            focus_seconds=document.get("focus_seconds", 0),
            breaks=document.get("breaks", 0),
            break_seconds=document.get("break_seconds", 0),
            focus_goal_reached=document.get("focus_goal_reached", False),
            shutdowns=document.get("shutdowns", 0),
            task_hours=_hours_from_document(document.get("task_hours", {})),
            work_hours=_hours_from_document(document.get("work_hours", {})),
            focus_hours=_hours_from_document(document.get("focus_hours", {})),
            etag=document.get("_etag", ""),
        )


def add_hours(hours: Mapping[Hour, int], more: Mapping[Hour, int]) -> dict[Hour, int]:
    """Return the sums of two, hour by hour, without those that come to nothing."""
    sums = {hour: hours.get(hour, 0) + more.get(hour, 0) for hour in hours.keys() | more.keys()}
    return {hour: value for hour, value in sorted(sums.items()) if value}


def _hours_to_document(hours: Mapping[Hour, int]) -> dict[str, int]:
    return {str(hour): value for hour, value in hours.items()}


def _hours_from_document(hours: Mapping[str, int]) -> dict[Hour, int]:
    return {int(hour): value for hour, value in hours.items()}
