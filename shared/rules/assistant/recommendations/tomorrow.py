"""The recommendation to plan a task for tomorrow."""

from shared.entities.task import Task
from shared.rules.assistant.recommendations.candidate import (
    Candidate,
    change,
    coming_day,
    name,
    number,
    share,
)
from shared.rules.assistant.recommendations.overdue import task_to_move
from shared.rules.assistant.recommendations.situation import EVENING, Situation
from shared.rules.assistant.recommendations.task_order import order_of

MIN_UNPLANNED = 3
"""The fewest open tasks without a coming day with which planning tomorrow is recommended."""

MAX_PLANNED = 2
"""The most tasks that are planned for tomorrow when one more is recommended."""

_TASKS_UNTIL_CERTAIN = 8


def plan_tomorrow(situation: Situation) -> Candidate | None:
    """Recommend a task for tomorrow, on the evening before a work day of which little is planned."""
    if not situation.is_work_day(situation.tomorrow) or not _is_evening(situation):
        return None
    if not situation.has_all_tasks:  # it is not known how many are planned for tomorrow
        return None
    unplanned = [task for task in situation.open_tasks if _is_without_day(task, situation)]
    planned = sum(task.planned_date == situation.tomorrow for task in situation.open_tasks)
    if len(unplanned) < MIN_UNPLANNED or planned > MAX_PLANNED:
        return None
    task = _first_for_tomorrow(unplanned, situation)
    return Candidate(
        subject=task.id,
        urgency=0.5,
        strength=0.7 + 0.3 * share(len(unplanned), _TASKS_UNTIL_CERTAIN),
        evidence={
            "task": name(task.title),
            "tasks": number(len(unplanned)),
            "planned": number(planned),
            "day": coming_day(situation.tomorrow, situation.today),
        },
        reasons=("tasks-without-day", "planned-tomorrow"),
        valid_until=situation.end_of_day,
        action=change(task, planned_date=situation.tomorrow.isoformat()),
    )


def _first_for_tomorrow(unplanned: list[Task], situation: Situation) -> Task:
    """Return the first of the tasks in the plan of tomorrow, and not the one to move there anyway."""
    moved = task_to_move(situation)
    history, ids = situation.history, {task.id for task in unplanned if task is not moved}
    ordered = order_of(history, situation.tomorrow, situation.open_tasks, situation.estimates)
    return next((task for task in ordered.tasks if task.id in ids), unplanned[0])


def _is_evening(situation: Situation) -> bool:
    """Return whether the work of today is over: after a shutdown, or in the evening without work."""
    if situation.is_shut_down:
        return True
    if situation.is_working or situation.is_focused or situation.is_paused:
        return False
    if not situation.is_work_day(situation.today):
        return situation.minute >= EVENING
    return situation.minute >= max(EVENING, situation.habits.usual_end or EVENING)


def _is_without_day(task: Task, situation: Situation) -> bool:
    """Return whether a task can be done tomorrow, and is planned for no day to come."""
    begins_later = task.start_date is not None and task.start_date > situation.history.user.calendar.end_of(
        situation.tomorrow
    )
    return not begins_later and (task.planned_date is None or task.planned_date <= situation.today)
