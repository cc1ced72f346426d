"""Metrics of tasks, and of their tags."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from shared.entities.task import Task
from shared.rules.assistant.metrics.window import Measure, Window
from shared.views.insights import DayPart

MAX_TAGS = 10
MIN_TASKS_OF_PART = 3
"""From how many tasks on a part of the day is named."""

_HOURS_IN_DAY = 24
_PARTS = ((5, DayPart.NIGHT), (12, DayPart.MORNING), (18, DayPart.AFTERNOON), (23, DayPart.EVENING))
"""The parts of the day, each with the hour at which it ends."""


class TagTasks(NamedTuple):
    """Completed tasks with a tag."""

    tag: str
    tasks: int
    seconds: int
    tracked: int
    """The number of those with tracked time."""
    best_part: DayPart | None


def tasks_completed(window: Window) -> Measure:
    """Return the number of completed tasks; of days with work or an event."""
    n = sum(bool(day.worked or day.interactions or day.tasks) for day in window.days)
    completed = sum(day.tasks for day in window.days)
    return Measure(completed, n).known(n > 0 and bool(completed or window.open_tasks))


def tasks_pending(window: Window) -> Measure:
    """Return the number of tasks that are open now; of these and the tasks completed in the period."""
    n = len(window.open_tasks) + len(window.tasks)
    return Measure(len(window.open_tasks), n).known(n > 0)


def task_progress(window: Window) -> Measure:
    """Return the share of subtasks that are done, in percent; of the subtasks of these tasks."""
    done = [one.completed for task in (*window.tasks, *window.open_tasks) for one in task.subtasks]
    return Measure(100 * sum(done) / len(done) if done else None, len(done))


def minutes_per_task(window: Window) -> Measure:
    """Return the mean of the tracked minutes of completed tasks; of tasks with tracked time."""
    spent = [task.spent_seconds for task in window.tasks if task.spent_seconds]
    return Measure(sum(spent) / len(spent) / 60 if spent else None, len(spent))


def estimate_deviation(window: Window) -> Measure:
    """Return by how many percent tracked time exceeds estimates; of tasks with both.

    It is that of the sums, so that a short task weighs less than a long one.
    """
    pairs = [
        (task.spent_seconds, task.estimate_minutes)
        for task in window.tasks
        if task.spent_seconds and task.estimate_minutes
    ]
    spent, estimated = (sum(column) for column in zip(*pairs, strict=True)) if pairs else (0, 0)
    return Measure(100 * (spent / 60 / estimated - 1) if pairs else None, len(pairs))


def carried_over(window: Window) -> Measure:
    """Return the number of planned tasks that were open when their day ended; of planned tasks."""
    planned = sum(day.planned for day in window.days)
    return Measure(sum(day.carried_over for day in window.days), planned).known(planned > 0)


def tags_of(tasks: Sequence[Task]) -> list[TagTasks]:
    """Return the tags with most tasks, most first."""
    tagged: defaultdict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        for tag in dict.fromkeys(task.tags):
            tagged[tag].append(task)
    found = [
        TagTasks(
            tag=tag,
            tasks=len(those),
            seconds=sum(task.spent_seconds for task in those),
            tracked=sum(task.spent_seconds > 0 for task in those),
            best_part=_best_part(those),
        )
        for tag, those in tagged.items()
    ]
    return sorted(found, key=lambda one: (-one.tasks, one.tag))[:MAX_TAGS]


def _best_part(tasks: Sequence[Task]) -> DayPart | None:
    """Return the part of the day in which most tasks were completed; None below 3 tasks, and in a tie."""
    if len(tasks) < MIN_TASKS_OF_PART:
        return None
    parts = Counter(_part_of(task.completed_hour % _HOURS_IN_DAY) for task in tasks)
    (best, most), *others = parts.most_common()
    return None if any(count == most for _, count in others) else best


def _part_of(hour: int) -> DayPart:
    return next((part for end, part in _PARTS if hour < end), DayPart.NIGHT)
