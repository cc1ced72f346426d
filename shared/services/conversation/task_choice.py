"""Which task a message means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from textwrap import shorten

from shared.entities.conversation import Choice
from shared.entities.task import Task
from shared.language.answers import distinct_labels
from shared.language.titles import find_titles
from shared.repos.task_repo import TaskRepository
from shared.services.backlog_reader import MAX_COMPLETED_TASKS, MAX_OPEN_TASKS
from shared.services.conversation.turn import Doing, Reply, Turn

MAX_CHOICES = 5
"""How many tasks a question names."""

MAX_ECHO = 100
"""How long a title that no task has is in a reply."""


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The tasks that a title may mean: those of `find_all`, in order, for which `fits` is true."""

    stored: TaskRepository
    find_all: Callable[[], Sequence[Task]]
    fits: Callable[[Task], bool] = lambda task: not task.completed


def open_tasks(turn: Turn, stored: TaskRepository) -> Candidates:
    """Return the open tasks of the user, at most 500, the most due first."""
    return Candidates(stored=stored, find_all=lambda: stored.list_most_due(turn.user_id, MAX_OPEN_TASKS))


def completed_tasks(turn: Turn, stored: TaskRepository) -> Candidates:
    """Return the completed tasks of the user, at most 200, the newest first."""
    return Candidates(
        stored=stored,
        find_all=lambda: stored.list_newest_completed(turn.user_id, MAX_COMPLETED_TASKS),
        fits=lambda task: task.completed,
    )


def about_one(turn: Turn, tasks: Candidates, act: Callable[[Turn, Task], Reply | Doing]) -> Reply | Doing:
    """Act on the task that is meant; ask which if several may be, or none was named; say so if none fits."""
    slots = turn.slots
    if slots.task_id is not None:
        task = tasks.stored.find(turn.user_id, slots.task_id)
        return turn.say("task-changed", "tasks") if task is None or not tasks.fits(task) else act(turn, task)
    if slots.title:
        found = find_titles(slots.title, tasks.find_all())
        if not found:
            return turn.say("no-such-task", "tasks", title=shorten(slots.title, MAX_ECHO, placeholder="…"))
        if len(found) == 1:
            return act(turn, found[0])
    else:
        found = [*tasks.find_all()]
        if not found:
            return turn.say("which-title", "tasks")
    offered = found[:MAX_CHOICES]
    labels = distinct_labels([describe_task(turn, task) for task in offered])
    choices = [
        Choice(label=label, command=turn.with_slots(title=None, task_id=task.id))
        for label, task in zip(labels, offered, strict=True)
    ]
    question = turn.ask("which-task", choices)
    lines = [f"{number}. {label}" for number, label in enumerate(labels, 1)]
    return replace(question, text="\n".join((question.text, *lines)))


def describe_task(turn: Turn, task: Task) -> str:
    """Return a task as an item of a list: its title, and when it is due."""
    if task.due_date is None:
        return task.title
    return turn.phrases.say("task-due", title=task.title, due=describe_due(turn, task.due_date))


def describe_due(turn: Turn, due: datetime) -> str:
    """Return when a task is due, in words."""
    return turn.phrases.due(due, turn.user.calendar, turn.today)
