"""Which tasks somebody wants to see."""

from dataclasses import dataclass
from enum import StrEnum

from shared.views.task import Priority


class DueDateRange(StrEnum):
    """When a task is due, seen from today, in its owner's zone."""

    TODAY = "today"
    UPCOMING = "upcoming"  # after today
    OVERDUE = "overdue"  # in the past, and still open
    WEEK = "week"  # from Monday to Sunday of this week
    NONE = "none"  # no due date


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What tasks must be like; what is None does not matter."""

    completed: bool | None = None
    priorities: tuple[Priority, ...] | None = None
    tags: tuple[str, ...] | None = None
    match_all_tags: bool = False
    due: DueDateRange | None = None
    search: str | None = None
