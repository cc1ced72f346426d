"""Task filters as conditions of queries."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from shared.entities.calendar import Calendar, monday_of
from shared.entities.task import earlier_search_key, search_key
from shared.entities.task_filter import DueDateRange, PlannedRange, TaskFilter
from shared.entities.timestamps import format_sortable
from shared.store.query import Absent, Compare, Condition, ContainsAny, Equals, HasAll, HasAny, OneOf


def conditions_of(filters: TaskFilter, now: datetime, calendar: Calendar | None) -> tuple[Condition, ...]:
    """Return the conditions of the filters, some of which need the user's calendar."""
    conditions: list[Condition] = []
    if filters.completed is not None:
        conditions.append(Equals("completed", filters.completed))
    if filters.priorities is not None:
        conditions.append(OneOf("priority", filters.priorities))
    if filters.tags is not None:
        conditions.append((HasAll if filters.match_all_tags else HasAny)("tags", filters.tags))
    if filters.search is not None:
        # A task that was last written by an earlier version has its text in the form of that version.
        texts = dict.fromkeys((search_key(filters.search), earlier_search_key(filters.search)))
        conditions.append(ContainsAny("search_text", tuple(texts)))
    if filters.due is not None and calendar is not None:
        conditions += _due_conditions(filters.due, now, calendar)
    if filters.planned is not None:
        conditions += _planned_conditions(filters.planned, now, calendar)
    if filters.completed_from is not None:
        conditions.append(Compare("completed_on", ">=", filters.completed_from.isoformat()))
    if filters.completed_to is not None:
        conditions.append(Compare("completed_on", "<=", filters.completed_to.isoformat()))
    return tuple(conditions)


class TodaysPart(NamedTuple):
    """A part of the open tasks that are for today, in its order; the parts have no task in common."""

    where: tuple[Condition, ...]
    order_by: str
    descending: bool = False


def open_parts_of(calendar: Calendar, today: date) -> tuple[TodaysPart, ...]:
    """Return the parts of the open tasks that are for today, the most urgent part first.

    These are due by the end of today, planned for today or earlier, or have neither date.
    """
    still_open = Equals("completed", value=False)
    tomorrow = format_sortable(calendar.start_after(today))
    planned = Compare("planned_date", "<=", today.isoformat()), Compare("due_order", ">=", tomorrow)
    return (
        TodaysPart((still_open, Compare("due_order", "<", tomorrow)), "due_date"),
        TodaysPart((still_open, *planned), "planned_date"),
        TodaysPart(
            (still_open, Equals("due_date", None), Absent("planned_date")), "created_at", descending=True
        ),
    )


def conditions_of_open_plan(day: date) -> tuple[Condition, ...]:
    """Return the conditions for open tasks that are planned for a day."""
    return Equals("planned_date", day.isoformat()), Equals("completed", value=False)


def _planned_conditions(
    planned: PlannedRange | date, now: datetime, calendar: Calendar | None
) -> list[Condition]:
    if not isinstance(planned, PlannedRange):
        return [Equals("planned_date", planned.isoformat())]
    if planned is PlannedRange.NONE:
        return [Absent("planned_date")]
    if calendar is None:
        return []
    today = calendar.date_of(now)
    if planned is PlannedRange.TODAY:
        return [Equals("planned_date", today.isoformat())]
    if planned is PlannedRange.OVERDUE:
        return [Compare("planned_date", "<", today.isoformat()), Equals("completed", value=False)]
    sunday = monday_of(today) + timedelta(days=6)
    return [
        Compare("planned_date", ">=", monday_of(today).isoformat()),
        Compare("planned_date", "<=", sunday.isoformat()),
    ]


def _due_conditions(due: DueDateRange, now: datetime, calendar: Calendar) -> list[Condition]:
    today = calendar.date_of(now)
    if due is DueDateRange.NONE:
        return [Equals("due_date", None)]
    if due is DueDateRange.OVERDUE:
        return [Compare("due_date", "<", format_sortable(now)), Equals("completed", value=False)]
    if due is DueDateRange.UPCOMING:
        return [Compare("due_date", ">=", format_sortable(calendar.start_after(today)))]
    first, last = today, today
    if due is DueDateRange.WEEK:
        first = today - timedelta(days=today.weekday())
        last = first + timedelta(days=6)
    return [
        Compare("due_date", ">=", format_sortable(calendar.start_of(first))),
        Compare("due_date", "<", format_sortable(calendar.start_after(last))),
    ]
