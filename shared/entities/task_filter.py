"""Filters of task lists."""

from enum import StrEnum

import msgspec

from shared.views.task import Priority


class DueDateRange(StrEnum):
    """When a task is due, relative to today in the user's time zone."""

    TODAY = "today"
    UPCOMING = "upcoming"  # after today
    OVERDUE = "overdue"  # in the past, and still open
    WEEK = "week"  # from Monday to Sunday of this week
    NONE = "none"  # no due date


class TaskFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which tasks to list; None matches all of them."""

    completed: bool | None = None
    priorities: tuple[Priority, ...] | None = None
    tags: tuple[str, ...] | None = None
    match_all_tags: bool = False
    due: DueDateRange | None = None
    search: str | None = None


ALL_TASKS = TaskFilter()
