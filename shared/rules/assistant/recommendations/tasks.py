"""Recommendations of what would make tasks easier: steps, and an estimate that fits."""

from datetime import timedelta

from shared.entities.task import MAX_ESTIMATE_MINUTES, Task
from shared.rules.assistant.estimates import Basis
from shared.rules.assistant.narratives.facts import Facts
from shared.rules.assistant.recommendations.candidate import (
    Candidate,
    change,
    minutes,
    name,
    number,
    percent,
    share,
)
from shared.rules.assistant.recommendations.overdue import task_to_move
from shared.rules.assistant.recommendations.situation import Situation

MIN_OPEN_DAYS = 14
"""The fewest days that a task without subtasks is open before it is split."""

MIN_SPLIT_MINUTES = 30
"""The smallest estimate of a task that is split."""

MIN_ESTIMATED = 8
"""The fewest completed tasks with an estimate and tracked time of which these are compared."""

MIN_DEVIATION_PERCENT = 30
"""The smallest deviation of tracked time from estimates that is mentioned."""

_DAY = timedelta(days=1)
_ROUNDED_TO = 5  # minutes
_DAYS_UNTIL_CERTAIN = 28
_TASKS_UNTIL_CERTAIN = 20


def split_task(situation: Situation) -> Candidate | None:
    """Recommend subtasks for a task that has been open for long."""
    moved = task_to_move(situation)
    found = [task for task in situation.open_tasks if task is not moved and _can_be_split(task, situation)]
    if not found:
        return None
    task = max(found, key=lambda one: (one.carried_over, _days_open(one, situation), one.id))
    days = _days_open(task, situation)
    evidence: Facts = {"task": name(task.title), "days": number(days)}
    if task.carried_over:
        evidence["times"] = number(task.carried_over)
    return Candidate(
        subject=task.id,
        urgency=0.35 + 0.25 * share(task.carried_over, 5),
        strength=0.7 + 0.3 * share(days, _DAYS_UNTIL_CERTAIN),
        evidence=evidence,
        reasons=("open-long", "carried-over") if task.carried_over else ("open-long",),
        valid_until=situation.end_of_day,
        action=change(task, subtasks=[{"title": "$step-first"}, {"title": "$step-rest"}]),
    )


def estimate_better(situation: Situation) -> Candidate | None:
    """Recommend the time that tasks really take as an estimate of one that has none."""
    known = [task for task in situation.completed if task.spent_seconds and task.estimate_minutes]
    if len(known) < MIN_ESTIMATED:
        return None
    spent = sum(task.spent_seconds for task in known) / 60
    deviation = round(100 * (spent / sum(task.estimate_minutes or 0 for task in known) - 1))
    task = _task_to_estimate(situation)
    if abs(deviation) < MIN_DEVIATION_PERCENT or task is None:
        return None
    left = situation.estimates.of(task).minutes_left + task.spent_seconds / 60
    length = min(MAX_ESTIMATE_MINUTES, max(_ROUNDED_TO, _ROUNDED_TO * round(left / _ROUNDED_TO)))
    return Candidate(
        subject=task.id,
        urgency=0.4,
        strength=0.7 + 0.3 * share(len(known), _TASKS_UNTIL_CERTAIN),
        evidence={
            "task": name(task.title),
            "estimate": minutes(length),
            "tasks": number(len(known)),
            "deviation": percent(abs(deviation)),
        },
        reasons=("takes-longer" if deviation > 0 else "takes-less",),
        valid_until=situation.end_of_day,
        action=change(task, estimate_minutes=length),
    )


def _days_open(task: Task, situation: Situation) -> int:
    return (situation.now - task.created_at) // _DAY


def _can_be_split(task: Task, situation: Situation) -> bool:
    is_later = task.planned_date is not None and task.planned_date > situation.today
    is_large = situation.estimates.of(task).minutes_left >= MIN_SPLIT_MINUTES
    is_old = _days_open(task, situation) >= MIN_OPEN_DAYS
    return is_old and is_large and not (is_later or task.subtasks or task.recurrence)


def _task_to_estimate(situation: Situation) -> Task | None:
    """Return the first task for today without an estimate whose length is known from others."""
    known = {Basis.TAGS, Basis.TASKS}
    tasks = situation.ordered.tasks
    return next((task for task in tasks if situation.estimates.of(task).basis in known), None)
