"""Filters of lists of tasks."""

from datetime import date
from enum import StrEnum

import msgspec

from shared.views.task import Priority


class DueDateRange(StrEnum):
    """The range of a due date, relative to today in the user's time zone."""

    TODAY = "today"
    UPCOMING = "upcoming"  # after today
    OVERDUE = "overdue"  # in the past, and still open
    WEEK = "week"  # from Monday to Sunday of this week
    NONE = "none"  # no due date


class PlannedRange(StrEnum):
    """The range of a planned date, relative to today in the user's time zone."""

    TODAY = "today"
    OVERDUE = "overdue"  # before today, and still open
    WEEK = "week"  # from Monday to Sunday of this week
    NONE = "none"  # no planned date


class TaskFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filters of a task list, all of which must match; a filter that is None matches every task."""

    completed: bool | None = None
    priorities: tuple[Priority, ...] | None = None
    tags: tuple[str, ...] | None = None
    match_all_tags: bool = False
    due: DueDateRange | None = None
    planned: PlannedRange | date | None = None
    completed_from: date | None = None
    completed_to: date | None = None
    search: str | None = None

    @property
    def needs_calendar(self) -> bool:
        """Whether the filters depend on what today is for the user."""
        return self.due is not None or isinstance(self.planned, PlannedRange)


ALL_TASKS = TaskFilter()
