"""The tasks that are planned for each day, as a pure function of a task before and after a change."""

from collections import Counter
from datetime import date

from shared.entities.task import Task

PlanChanges = dict[date, tuple[int, int]]
"""By day, how many more tasks are planned for it, and how many more of them are open; fewer if negative."""


def plan_changes(before: Task | None, after: Task | None, today: date) -> PlanChanges:
    """Return how a change of a task changes the plans of days; None is a task that does not exist.

    The plan of a day that is over no longer changes. Neither does that of a day for which it is decided
    whether the task was carried over, if a change of the time zone has led back to it.
    """
    planned, still_open = Counter[date](), Counter[date]()
    for task, sign in ((before, -1), (after, 1)):
        if task is None or task.planned_date is None or task.planned_date < today:
            continue
        if task.planned_date != task.settled_plan:
            planned[task.planned_date] += sign
            still_open[task.planned_date] += 0 if task.completed else sign
    return {day: (planned[day], still_open[day]) for day in planned if planned[day] or still_open[day]}
