"""Views of tasks."""

from datetime import date, datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.earned import EventView
from shared.views.view import Id


class Priority(StrEnum):
    """The priority of a task."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """The place by importance: 0 for high, 2 for low."""
        return _RANKS[self]


_RANKS = {Priority.HIGH: 0, Priority.MEDIUM: 1, Priority.LOW: 2}


class SubtaskView(TypedDict):
    """A step of a task."""

    id: str
    title: str
    completed: bool


class TaskView(TypedDict):
    """A task."""

    id: Id
    user_id: Id
    title: str
    description: str | None
    completed: bool
    completed_at: datetime | None
    """Null while the task is open."""
    priority: Priority
    tags: tuple[str, ...]
    start_date: datetime | None
    """The beginning of the day in the user's time zone if only a date was sent."""
    due_date: datetime | None
    """The end of the day in the user's time zone if only a date was sent."""
    reminder_enabled: bool
    reminder_time: datetime | None
    subtasks: list[SubtaskView]
    estimate_minutes: int | None
    spent_minutes: int
    """The time of completed and stopped focus sessions on the task."""
    planned_date: date | None
    """The day on which the user means to do the task."""
    carried_over: int
    """How many planned days ended while the task was open; days off do not count."""
    recurrence: str | None
    """A rule of RFC 5545: completing the task adds the next one of its series."""
    recurrence_start: date | None
    """The first date of the series."""
    created_at: datetime
    updated_at: datetime
    """Equal to `created_at` until the first change."""


class TaskEventView(TaskView, EventView):
    """A task after a change, and the rewards of the change."""
