"""The recommendation of the task to do next."""

from shared.entities.task import Task
from shared.rules.assistant.estimates import Basis
from shared.rules.assistant.narratives.facts import Facts
from shared.rules.assistant.recommendations.candidate import Candidate, minutes, name, number, start_session
from shared.rules.assistant.recommendations.situation import Situation
from shared.views.focus_session import SessionType
from shared.views.task import Priority

MIN_MINUTES_LEFT = 15
"""The least time until the limit of the day or the end of work for which a task is started, in minutes."""

_MAX_FOCUS_MINUTES = 50
_GRID = 5  # minutes


def next_task(situation: Situation) -> Candidate | None:
    """Recommend the first task of the plan of today, while none is in focus and there is time for it."""
    if situation.is_focused or situation.is_paused or not situation.is_time_to_work:
        return None
    tasks = situation.ordered.tasks
    if not tasks or situation.room < MIN_MINUTES_LEFT:
        return None
    task = tasks[0]
    reason, urgency, strength = _why(task, situation)
    estimate = situation.estimates.of(task)
    length = min(_MAX_FOCUS_MINUTES, situation.room // _GRID * _GRID, estimate.minutes_left)
    evidence: Facts = {"task": name(task.title), "focus": minutes(length)}
    if situation.has_all_tasks:
        evidence["tasks"] = number(len(tasks))
    reasons = [reason]
    if estimate.basis is not Basis.DEFAULT:
        evidence["left"] = minutes(estimate.minutes_left)
        fits = situation.minutes_left is not None and estimate.minutes_left <= situation.room
        reasons.append("fits" if fits else "left")
    if situation.is_in_best_hours:
        reasons.append("best-hours-now")
    return Candidate(
        subject=f"{task.id} {task.spent_seconds}",  # another one after some time was spent on it
        urgency=urgency,
        strength=strength,
        evidence=evidence,
        reasons=tuple(reasons),
        valid_until=situation.end_of_day,
        action=start_session(length, SessionType.FOCUS, task_id=task.id),
    )


def _why(task: Task, situation: Situation) -> tuple[str, float, float]:
    """Return why a task comes first, how urgent that is, and how sure."""
    if task.due_date is not None and task.due_date <= situation.end_of_day:
        return ("overdue" if task.due_date < situation.now else "due-today"), 0.9, 1.0
    if task.id in situation.ordered.due_soon:
        return "due-soon", 0.8, 1.0
    if task.planned_date is not None:
        return ("planned" if task.planned_date == situation.today else "planned-earlier"), 0.7, 0.9
    if task.priority is Priority.HIGH:
        return "priority", 0.6, 0.8
    return ("others" if situation.has_all_tasks else "first"), 0.45, 0.7
