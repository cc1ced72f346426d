"""Open tasks whose due date leaves too little working time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.entities.task import Task
from shared.rules.assistant.forecast.outlook import Outlook
from shared.rules.assistant.habits import DEFAULT_END, DEFAULT_START, HABIT_DAYS
from shared.rules.assistant.history import History
from shared.rules.assistant.quantiles import quantile

HORIZON_DAYS = 7
"""Later due dates are beyond the forecast."""

_MINUTES_IN_HOUR = 60


@dataclass(frozen=True, kw_only=True)
class TaskAtRisk:
    """A task, when it is due, what is left of its estimate, and the working time until then, in minutes."""

    task: Task
    due: datetime
    minutes_left: int
    free_minutes: int


def find_tasks_at_risk(tasks: Iterable[Task], history: History, outlook: Outlook) -> list[TaskAtRisk]:
    """Return the tasks whose estimate does not fit into the working time expected until they are due.

    `tasks` are open ones that are due within the horizon, the first due first. Each takes its time before
    those that are due after it. Tasks without an estimate, and those whose estimate is used up, are left out.
    """
    if not outlook.forecast.days:
        return []
    usual, found, taken = _usual_hours(history), [], 0.0
    for task in tasks:
        left = (task.estimate_minutes or 0) - task.spent_seconds // 60
        if left <= 0 or task.due_date is None:
            continue
        free = max(0.0, _minutes_until(task.due_date, history, outlook, usual) - taken)
        taken += left
        if left > free:
            found.append(
                TaskAtRisk(task=task, due=task.due_date, minutes_left=left, free_minutes=round(free))
            )
    return found


def _minutes_until(due: datetime, history: History, outlook: Outlook, usual: tuple[float, float]) -> float:
    """Return the minutes of work that are expected from now until a moment."""
    calendar, today = history.user.calendar, outlook.today
    on = calendar.date_of(due)
    rest = today.expected_hours - today.worked_hours
    if on == history.today:
        now = calendar.minute_on(history.now, on)
        return rest * _MINUTES_IN_HOUR * _share(calendar.minute_on(due, on), (max(now, usual[0]), usual[1]))
    before = [day.expected_hours for day in outlook.forecast.days if day.date < on]
    that_day = next((day.expected_hours for day in outlook.forecast.days if day.date == on), 0.0)
    share = _share(calendar.minute_on(due, on), usual)
    return (rest + sum(before) + that_day * share) * _MINUTES_IN_HOUR


def _usual_hours(history: History) -> tuple[float, float]:
    """Return the median minutes at which the work of recent days began and ended."""
    recent = history.days[-HABIT_DAYS - 1 : -1]
    starts = [day.start for day in recent if day.start is not None]
    ends = [day.end for day in recent if day.end is not None]
    return (quantile(starts, 0.5), quantile(ends, 0.5)) if starts and ends else (DEFAULT_START, DEFAULT_END)


def _share(minute: float, bounds: tuple[float, float]) -> float:
    """Return the share of the hours between two minutes of the day that is before a minute."""
    begin, end = bounds
    if minute >= end:
        return 1.0
    return max(0.0, minute - begin) / (end - begin) if begin < end else 0.0
