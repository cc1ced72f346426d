"""A member's tasks: chooses at random which to create, change and complete, without a store."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count, cycle
from operator import attrgetter
from random import Random
from typing import Any

import msgspec

from demo.phrases import DEPARTMENTS, DESCRIPTIONS, SUBTASK_TITLES
from demo.team import Member, Series
from demo.user import Action, DemoUser
from demo.workdays import Workdays
from shared.entities.recurrence import parse_recurrence
from shared.entities.task import Subtask, TaskChanges
from shared.rules.recurrence import next_date
from shared.views.task import Priority

_PRIORITIES = (Priority.LOW, Priority.MEDIUM, Priority.MEDIUM, Priority.MEDIUM, Priority.HIGH)
_DUE_IN_DAYS = (0, 0, 1, 1, 2, 3, 5, 7, 14)
_PLANNED_IN_DAYS = (0, 0, 0, 0, 1, 1, 2, 4, 7)
_ESTIMATES = (15, 30, 30, 45, 60, 60, 90, 120, 240)
_DUE_DATE_CHANCE = 0.7
_ESTIMATE_CHANCE = 0.6
_SUBTASKS_CHANCE = 0.2
_DESCRIPTION_CHANCE = 0.3
_REMINDER_CHANCE = 0.1
_FORGOTTEN_CHANCE = 0.04  # that a task is never looked at again
_MOST_URGENT_CHANCE = 0.7
_MAX_DONE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _PlannedTask:
    number: int
    due: date | None = None
    planned: date | None = None
    steps: tuple[Subtask, ...] = ()
    series: Series | None = None
    series_start: date = date.min

    @property
    def day(self) -> date:
        """The day by which the task is to be done; the latest possible one without any."""
        return min(self.due or date.max, self.planned or date.max)


class Backlog:
    """A member's tasks by number; a method returns None if there is no task for its action."""

    def __init__(self, member: Member, workdays: Workdays, random: Random) -> None:
        self._random = random
        self._workdays = workdays
        self._plan_chance = member.habits.plan_chance
        department = DEPARTMENTS[member.department]
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
        task = _PlannedTask(
            number=next(self._numbers), due=self._choose_due_date(today), planned=self._choose_plan(today)
        )
        fields: dict[str, Any] = {
            "priority": random.choice(_PRIORITIES),
            "tags": self._choose_tags(),
            "planned_date": task.planned,
        }
        if task.due is not None:
            fields["due_date"] = task.due
            if random.random() < _REMINDER_CHANCE:
                fields |= {"reminder_enabled": True, "reminder_time": now + timedelta(hours=3)}
        if random.random() < _ESTIMATE_CHANCE:
            fields["estimate_minutes"] = random.choice(_ESTIMATES)
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

    def begin_series(self, series: Series, today: date) -> Action:
        """Create the first task of a series."""
        first = _next_day(series, today - timedelta(days=1), today - timedelta(days=1))
        number = next(self._numbers)
        # Here, the day of a deadline is its planned date, too: no other action changes either.
        self._open.append(_PlannedTask(number=number, planned=first, series=series, series_start=first))
        fields = TaskChanges(
            recurrence=series.rule,
            estimate_minutes=series.minutes,
            due_date=first if series.is_deadline else None,
            planned_date=None if series.is_deadline else first,
        )
        return partial(DemoUser.create_task, number=number, title=series.title, fields=fields)

    def count_recurring(self, today: date) -> int:
        """Return how many open tasks of series are to be done by a day."""
        return sum(task.series is not None and task.day <= today for task in self._open)

    def most_urgent(self, today: date) -> int | None:
        """Return the number of the most urgent task; one of a series not before its day."""
        task = min(self._ready(today), key=attrgetter("day"), default=None)
        return None if task is None else task.number

    def complete(self, today: date) -> Action | None:
        """Complete a task, mostly the most urgent one; one of a series not before its day."""
        ready = self._ready(today)
        if not ready:
            return None
        urgent = self._random.random() < _MOST_URGENT_CHANCE
        task = min(ready, key=attrgetter("day")) if urgent else self._random.choice(ready)
        self._open.remove(task)
        if task.series is not None:
            return self._complete_recurring(task, task.series, today)
        self._done = [*self._done, task][-_MAX_DONE:]
        return partial(DemoUser.complete_task, number=task.number)

    def _complete_recurring(self, task: _PlannedTask, series: Series, today: date) -> Action:
        following = _next_day(series, task.series_start, max(task.day, today))
        number = next(self._numbers)
        self._open.append(replace(task, number=number, planned=following))
        return partial(DemoUser.complete_task, number=task.number, next_number=number)

    def revise(self, today: date) -> Action | None:
        """Change an open task: complete a subtask, move a date, or change priority and tags."""
        tasks = self._changeable()
        if not tasks:
            return None
        task = self._random.choice(tasks)
        changes: dict[str, Any]
        if any(not step.completed for step in task.steps):
            done = [step for step in task.steps if step.completed]
            next_step, *rest = task.steps[len(done) :]
            steps = (*done, msgspec.structs.replace(next_step, completed=True), *rest)
            changed, changes = replace(task, steps=steps), {"subtasks": steps}
        elif self._random.random() < 1 / 2:
            day = self._workdays.on_or_after(today + timedelta(days=self._random.randint(1, 7)))
            if task.planned is None:
                changed, changes = replace(task, due=day), {"due_date": day}
            else:
                changed, changes = replace(task, planned=day), {"planned_date": day}
        else:
            changed = task
            changes = {"priority": self._random.choice(_PRIORITIES), "tags": self._choose_tags()}
        return self._change(task, changed, changes)

    def plan_again(self, today: date) -> Action | None:
        """Plan a task for today that was planned for an earlier day."""
        for task in self._changeable():
            if task.planned is not None and task.planned < today:
                return self._change(task, replace(task, planned=today), {"planned_date": today})
        return None

    def reopen(self) -> Action | None:
        """Reopen the task completed last."""
        if not self._done:
            return None
        task = self._done.pop()
        self._open.append(task)
        return partial(DemoUser.reopen_task, number=task.number)

    def drop(self) -> Action | None:
        """Delete an open task."""
        return self._delete(self._open, self._changeable())

    def tidy_up(self) -> Action | None:
        """Delete a completed task."""
        return self._delete(self._done, self._done)

    def _ready(self, today: date) -> list[_PlannedTask]:
        """Return the open tasks, those of series from their day on."""
        return [task for task in self._open if task.series is None or task.day <= today]

    def _changeable(self) -> list[_PlannedTask]:
        """Return the open tasks that belong to no series."""
        return [task for task in self._open if task.series is None]

    def _change(self, before: _PlannedTask, after: _PlannedTask, changes: dict[str, Any]) -> Action:
        self._open[self._open.index(before)] = after
        return partial(DemoUser.change_task, number=before.number, changes=TaskChanges(**changes))

    def _delete(self, tasks: list[_PlannedTask], candidates: list[_PlannedTask]) -> Action | None:
        if not candidates:
            return None
        task = self._random.choice(candidates)
        tasks.remove(task)
        return partial(DemoUser.delete_task, number=task.number)

    def _choose_tags(self) -> tuple[str, ...]:
        return tuple(self._random.sample(self._tags, self._random.randint(0, 2)))

    def _choose_due_date(self, today: date) -> date | None:
        if self._random.random() >= _DUE_DATE_CHANCE:
            return None
        return self._workdays.on_or_after(today + timedelta(days=self._random.choice(_DUE_IN_DAYS)))

    def _choose_plan(self, today: date) -> date | None:
        if self._random.random() >= self._plan_chance:
            return None
        return self._workdays.on_or_after(today + timedelta(days=self._random.choice(_PLANNED_IN_DAYS)))


def _next_day(series: Series, start: date, after: date) -> date:
    """Return the next day of a series, which has no end."""
    found = next_date(parse_recurrence(series.rule), start, after)
    return found or date.max
