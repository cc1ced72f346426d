"""Which tasks somebody wants to see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.entities.calendar import Calendar
from shared.entities.task import Priority, fold
from shared.entities.timestamps import to_stored
from shared.query import Compare, Condition, Contains, Equals, HasAll, HasAny, OneOf


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

    def conditions(self, now: datetime, calendar: Calendar | None) -> tuple[Condition, ...]:
        """Return the conditions that hold for these tasks; `due` needs the owner's calendar."""
        found: list[Condition] = []
        if self.completed is not None:
            found.append(Equals("completed", self.completed))
        if self.priorities is not None:
            found.append(OneOf("priority", self.priorities))
        if self.tags is not None:
            found.append((HasAll if self.match_all_tags else HasAny)("tags", self.tags))
        if self.search is not None:
            found.append(Contains("search_text", fold(self.search)))
        if self.due is not None and calendar is not None:
            found += _due_conditions(self.due, now, calendar)
        return tuple(found)


def _due_conditions(due: DueDateRange, now: datetime, calendar: Calendar) -> list[Condition]:
    today = calendar.date_of(now)
    if due is DueDateRange.NONE:
        return [Equals("due_date", None)]
    if due is DueDateRange.OVERDUE:
        return [Compare("due_date", "<", to_stored(now)), Equals("completed", value=False)]
    if due is DueDateRange.UPCOMING:
        return [Compare("due_date", ">=", to_stored(calendar.start_after(today)))]
    first, last = today, today
    if due is DueDateRange.WEEK:
        first = today - timedelta(days=today.weekday())
        last = first + timedelta(days=6)
    return [
        Compare("due_date", ">=", to_stored(calendar.start_of(first))),
        Compare("due_date", "<", to_stored(calendar.start_after(last))),
    ]
