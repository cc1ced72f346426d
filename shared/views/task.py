"""Views of tasks."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.view import Id


class Priority(StrEnum):
    """The priority of a task."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


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
    created_at: datetime
    updated_at: datetime
    """Equal to `created_at` until the first change."""
