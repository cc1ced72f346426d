"""A member's tasks: chooses at random which to create, change and complete, without a store."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count, cycle
from random import Random
from typing import Any

import msgspec

from demo.phrases import DESCRIPTIONS, SUBTASK_TITLES, Department
from demo.user import Action, DemoUser
from shared.entities.task import Subtask, TaskChanges
from shared.views.task import Priority

_PRIORITIES = (Priority.LOW, Priority.MEDIUM, Priority.MEDIUM, Priority.MEDIUM, Priority.HIGH)
_DUE_IN_DAYS = (0, 0, 1, 1, 2, 3, 5, 7, 14)
_DUE_DATE_CHANCE = 0.7
_SUBTASKS_CHANCE = 0.2
_DESCRIPTION_CHANCE = 0.3
_REMINDER_CHANCE = 0.1
_FORGOTTEN_CHANCE = 0.04  # that a task is never looked at again
_MOST_URGENT_CHANCE = 0.7
_MAX_DONE = 8


@dataclass(frozen=True, slots=True)
class _PlannedTask:
    number: int
    due: date | None
    steps: tuple[Subtask, ...] = ()


class Backlog:
    """A member's tasks by number; a method returns None if there is no task for its action."""

    def __init__(self, department: Department, random: Random) -> None:
        self._random = random
        self._tags = department.tags
        titles = department.titles()
        random.shuffle(titles)
        self._titles = cycle(titles)
        self._numbers = count(1)
        self._open: list[_PlannedTask] = []
        self._done: list[_PlannedTask] = []

    def create(self, today: date, now: datetime) -> Action:
        """Create a task."""
        random = self._random
        task = _PlannedTask(next(self._numbers), self._choose_due_date(today))
        fields: dict[str, Any] = {
            "priority": random.choice(_PRIORITIES),
            "tags": self._choose_tags(),
        }
        if task.due is not None:
            fields["due_date"] = task.due
            if random.random() < _REMINDER_CHANCE:
                fields |= {"reminder_enabled": True, "reminder_time": now + timedelta(hours=3)}
        if random.random() < _DESCRIPTION_CHANCE:
            fields["description"] = random.choice(DESCRIPTIONS)
        if random.random() < _SUBTASKS_CHANCE:
            steps = SUBTASK_TITLES[-random.randint(2, len(SUBTASK_TITLES)) :]
            task = replace(task, steps=tuple(Subtask(f"step-{n}", step) for n, step in enumerate(steps, 1)))
            fields["subtasks"] = task.steps
        if random.random() >= _FORGOTTEN_CHANCE:
            self._open.append(task)
        return partial(
            DemoUser.create_task, number=task.number, title=next(self._titles), fields=TaskChanges(**fields)
        )

    def complete(self) -> Action | None:
        """Complete a task, mostly the most urgent one."""
        if not self._open:
            return None
        urgent = self._random.random() < _MOST_URGENT_CHANCE
        task = min(self._open, key=_due) if urgent else self._random.choice(self._open)
        self._open.remove(task)
        self._done = [*self._done, task][-_MAX_DONE:]
        return partial(DemoUser.complete_task, number=task.number)

    def revise(self, today: date) -> Action | None:
        """Change an open task: complete a subtask, move the due date, or change priority and tags."""
        if not self._open:
            return None
        index = self._random.randrange(len(self._open))
        task = self._open[index]
        changes: dict[str, Any]
        if any(not step.completed for step in task.steps):
            done = [step for step in task.steps if step.completed]
            next_step, *rest = task.steps[len(done) :]
            task = replace(task, steps=(*done, msgspec.structs.replace(next_step, completed=True), *rest))
            changes = {"subtasks": task.steps}
        elif self._random.random() < 1 / 2:
            task = replace(task, due=today + timedelta(days=self._random.randint(1, 7)))
            changes = {"due_date": task.due}
        else:
            changes = {"priority": self._random.choice(_PRIORITIES), "tags": self._choose_tags()}
        self._open[index] = task
        return partial(DemoUser.change_task, number=task.number, changes=TaskChanges(**changes))

    def reopen(self) -> Action | None:
        """Reopen the task completed last."""
        if not self._done:
            return None
        task = self._done.pop()
        self._open.append(task)
        return partial(DemoUser.reopen_task, number=task.number)

    def drop(self) -> Action | None:
        """Delete an open task."""
        return self._delete(self._open)

    def tidy_up(self) -> Action | None:
        """Delete a completed task."""
        return self._delete(self._done)

    def _delete(self, tasks: list[_PlannedTask]) -> Action | None:
        if not tasks:
            return None
        task = tasks.pop(self._random.randrange(len(tasks)))
        return partial(DemoUser.delete_task, number=task.number)

    def _choose_tags(self) -> tuple[str, ...]:
        return tuple(self._random.sample(self._tags, self._random.randint(0, 2)))

    def _choose_due_date(self, today: date) -> date | None:
        if self._random.random() >= _DUE_DATE_CHANCE:
            return None
        return today + timedelta(days=self._random.choice(_DUE_IN_DAYS))


def _due(task: _PlannedTask) -> date:
    return task.due or date.max
