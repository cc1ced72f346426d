"""A task: the smallest piece of work that a person plans."""

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar, Self

from shared.entities.calendar import HourOfWeek
from shared.entities.entity import restore
from shared.entities.timestamps import (
    to_stored,
    to_stored_or_null,
)
from shared.views.task import Priority, SubtaskView, TaskView

NO_DUE_DATE = "9999-12-31T23:59:59.999999Z"  # sorts behind every date that can be given


_PRIORITIES = {priority.value: priority for priority in Priority}
_PRIORITY_ORDER = {Priority.LOW: 1, Priority.MEDIUM: 2, Priority.HIGH: 3}


def search_key(text: str) -> str:
    """Return the text as it is searched: no letter case, one form for letters that look alike."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Folding the Turkish capital I with a dot leaves the dot as a letter of its own.
    return unicodedata.normalize("NFKC", folded.replace("i\u0307", "i"))


@dataclass(frozen=True, slots=True)
class Subtask:
    """A step of a task."""

    id: str
    title: str
    completed: bool = False

    def to_dict(self) -> SubtaskView:
        """Return what the API shows, which is also what is stored."""
        return {"id": self.id, "title": self.title, "completed": self.completed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task; `completed_on` is the owner's local date on which it was completed, kept for good.

    So are the hour and the ISO week for which the completion counted, and how often there has been one:
    whatever the clock and the zone are when the task is reopened, just that is taken back.
    """

    TYPE: ClassVar[str] = "task"

    id: str
    user_id: str
    title: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    completed_at: datetime | None = None
    completed_on: date | None = None
    completed_hour: HourOfWeek = 0
    completed_week: str = ""
    completions: int = 0
    priority: Priority = Priority.MEDIUM
    tags: tuple[str, ...] = ()
    start_date: datetime | None = None
    due_date: datetime | None = None
    reminder_enabled: bool = False
    reminder_time: datetime | None = None
    subtasks: tuple[Subtask, ...] = ()
    etag: str = field(default="", compare=False)

    @property
    def completed(self) -> bool:
        """Whether it is done."""
        return self.completed_at is not None

    @property
    def awaited_reminder(self) -> datetime | None:
        """When to be reminded of it, None for one that is done, or that nobody wants to be reminded of."""
        return self.reminder_time if self.reminder_enabled and not self.completed else None

    def complete(self, now: datetime, today: date, hour: HourOfWeek = 0, week: str = "") -> Self:
        """Return the task done now, on the owner's local date `today`; done already, it stays as it is."""
        if self.completed:
            return self
        return replace(
            self,
            completed_at=now,
            completed_on=today,
            completed_hour=hour,
            completed_week=week,
            completions=self.completions + 1,
            updated_at=now,
        )

    def reopen(self, now: datetime) -> Self:
        """Return the task open again."""
        if not self.completed:
            return self
        return replace(self, completed_at=None, completed_on=None, updated_at=now)

    def edit(self, now: datetime, changes: dict[str, Any]) -> Self:
        """Return the task with these fields changed; with nothing to change, as it is."""
        edited = replace(self, **changes)
        return self if edited == self else replace(edited, updated_at=now)

    def to_dict(self) -> TaskView:
        """Return what the API shows."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "title": self.title,
            "description": self.description,
            "completed": self.completed_at is not None,
            "completed_at": self.completed_at,
            "priority": self.priority,
            "tags": self.tags,
            "start_date": self.start_date,
            "due_date": self.due_date,
            "reminder_enabled": self.reminder_enabled,
            "reminder_time": self.reminder_time,
            "subtasks": [subtask.to_dict() for subtask in self.subtasks],
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        }

    def to_document(self) -> dict[str, Any]:
        """Return what is stored; the last three fields are what lists are sorted and searched by."""
        created_at = to_stored(self.created_at)
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "title": self.title,
            "description": self.description,
            "completed": self.completed,
            "completed_at": to_stored_or_null(self.completed_at),
            "completed_on": self.completed_on.isoformat() if self.completed_on else None,
            **(self._completion() if self.completions else {}),
            "priority": self.priority.value,
            "tags": list(self.tags),
            "start_date": to_stored_or_null(self.start_date),
            "due_date": to_stored_or_null(self.due_date),
            "reminder_enabled": self.reminder_enabled,
            "reminder_time": to_stored_or_null(self.reminder_time),
            "subtasks": [subtask.to_dict() for subtask in self.subtasks],
            "created_at": created_at,
            "updated_at": created_at if self.updated_at is self.created_at else to_stored(self.updated_at),
            "due_order": to_stored_or_null(self.due_date) or NO_DUE_DATE,
            "priority_order": _PRIORITY_ORDER[self.priority],
            "search_text": search_key("\n".join((self.title, self.description or "", *self.tags))),
        }

    def _completion(self) -> dict[str, Any]:
        """Return what is stored of a task that has been done, if only once."""
        return {
            "completed_hour": self.completed_hour,
            "completed_week": self.completed_week,
            "completions": self.completions,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        # A page of a list reads hundreds of these: no calls but those that have something to read.
        moment = datetime.fromisoformat
        completed_at, completed_on = document["completed_at"], document["completed_on"]
        start_date, due_date = document["start_date"], document["due_date"]
        reminder_time, subtasks = document["reminder_time"], document["subtasks"]
        return restore(
            cls,
            document["id"],
            document["user_id"],
            document["title"],
            moment(document["created_at"]),
            moment(document["updated_at"]),
            document["description"],
            moment(completed_at) if completed_at else None,
            date.fromisoformat(completed_on) if completed_on else None,
            document.get("completed_hour", 0),
            document.get("completed_week", ""),
            document.get("completions", 0),
            _PRIORITIES[document["priority"]],
            tuple(document["tags"]),
            moment(start_date) if start_date else None,
            moment(due_date) if due_date else None,
            document["reminder_enabled"],
            moment(reminder_time) if reminder_time else None,
            tuple([Subtask(**subtask) for subtask in subtasks]) if subtasks else (),
            document.get("_etag", ""),
        )
