"""Views of tasks."""

from datetime import datetime
from enum import StrEnum

from typing_extensions import TypedDict

from shared.views.view import Id


class Priority(StrEnum):
    """How much a task matters."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class SubtaskView(TypedDict):
    """A step of a task, as the API shows it."""

    id: str
    title: str
    completed: bool


class TaskView(TypedDict):
    """A task, as the API shows it."""

    id: Id
    user_id: Id
    title: str
    description: str | None
    completed: bool
    completed_at: datetime | None
    """Null while it is open."""
    priority: Priority
    tags: tuple[str, ...]
    start_date: datetime | None
    """Given as a bare date, the beginning of that day in the user's zone."""
    due_date: datetime | None
    """Given as a bare date, the end of that day in the user's zone."""
    reminder_enabled: bool
    reminder_time: datetime | None
    subtasks: list[SubtaskView]
    created_at: datetime
    updated_at: datetime
    """Equal to `created_at` until the first change."""
