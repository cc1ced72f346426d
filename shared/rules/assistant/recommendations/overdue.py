"""The recommendation of a new day for a task that is past its day, and has no room in that of today."""

from shared.entities.task import Task
from shared.rules.assistant.recommendations.candidate import (
    Candidate,
    change,
    coming_day,
    name,
    number,
    share,
)
from shared.rules.assistant.recommendations.situation import Situation

MIN_OVERDUE = 2
"""The fewest open tasks past their day with which one is moved: a single one can be done next."""


def replan_overdue(situation: Situation) -> Candidate | None:
    """Recommend a new day for a task that is past its day, and has no room in the plan of today."""
    overdue, task = _overdue(situation), task_to_move(situation)
    if len(overdue) < MIN_OVERDUE or task is None:
        return None
    return Candidate(
        subject=task.id,
        urgency=0.4 + 0.15 * share(len(overdue), 10),
        strength=0.7 + 0.3 * share(len(overdue), 5),
        evidence={
            "task": name(task.title),
            **({"tasks": number(len(overdue))} if situation.has_all_tasks else {}),
            "days": number(_days_past(task, situation)),
            "day": coming_day(situation.next_work_day, situation.today),
        },
        reasons=("past-its-day", "overdue-tasks") if situation.has_all_tasks else ("past-its-day",),
        valid_until=situation.end_of_day,
        action=change(task, planned_date=situation.next_work_day.isoformat()),
    )


def task_to_move(situation: Situation) -> Task | None:
    """Return the least important of the overdue tasks that can be moved, if any."""
    movable = [task for task in _overdue(situation) if _can_be_moved(task, situation)]
    return min(
        movable,
        key=lambda task: (-task.priority.rank, -_days_past(task, situation), task.id),
        default=None,
    )


def _can_be_moved(task: Task, situation: Situation) -> bool:
    """Return whether a task has no room today, is not next, does not recur, and misses no due date by it."""
    end = situation.history.user.calendar.end_of(situation.next_work_day)
    is_due_before = task.due_date is not None and situation.now <= task.due_date < end
    has_room = task.id in situation.ordered.planned or task in situation.ordered.tasks[:1]
    return not (has_room or is_due_before or task.recurrence)


def _overdue(situation: Situation) -> list[Task]:
    return [task for task in situation.open_tasks if _days_past(task, situation) > 0]


def _days_past(task: Task, situation: Situation) -> int:
    """Return by how many days a task is past the day that it is planned for, else that it is due."""
    calendar, day = situation.history.user.calendar, task.planned_date
    if day is None and task.due_date is not None:
        day = calendar.date_of(task.due_date)
    return 0 if day is None else (situation.today - day).days
