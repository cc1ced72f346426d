"""Planning tasks and getting them done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from shared.clock import Clock
from shared.entities.entity import IfMatch
from shared.entities.events import TaskCompleted, TaskCreated, TaskDeleted, TaskReopened
from shared.entities.idempotency import IdempotencyKey
from shared.entities.page import Page, PageRequest
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.task import Task
from shared.entities.task_filter import TaskFilter
from shared.errors import FieldError, ValidationError
from shared.repos.task_query import conditions_of
from shared.repos.task_repo import TaskRepository
from shared.repos.user_repo import UserRepository
from shared.services.unit_of_work import Transactions, UnitOfWork


class TaskService:
    """Tasks of one user: planned, changed, done, reopened and removed, each with what it counts for."""

    def __init__(
        self,
        *,
        tasks: TaskRepository,
        users: UserRepository,
        transactions: Transactions,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._tasks = tasks
        self._users = users
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id

    def create_task(
        self,
        user_id: str,
        title: str,
        fields: dict[str, Any] | None = None,
        *,
        retry: IdempotencyKey | None = None,
    ) -> Task:
        """Plan a task; `fields` are others of `Task`, with bare dates for whole days."""

        def work(unit: UnitOfWork) -> Task:
            task = Task(
                id=self._new_id(),
                user_id=user_id,
                title=title,
                created_at=unit.now,
                updated_at=unit.now,
                **self._resolve(fields or {}, unit),
            )
            unit.create(task)
            _appoint_reminder(unit, None, task)
            unit.record(TaskCreated())
            return task

        return self._transactions.run(user_id, work, entity=Task, retry=retry)

    def get_task(self, user_id: str, task_id: str) -> Task:
        """Return a task; `NotFoundError` when the user has no such one."""
        return self._tasks.get(user_id, task_id)

    def list_tasks(self, user_id: str, wanted: TaskFilter, page_request: PageRequest) -> Page[Task]:
        """Return one page of a user's tasks."""
        calendar = self._users.get_user(user_id).calendar if wanted.due else None
        conditions = conditions_of(wanted, self._clock.now(), calendar)
        return self._tasks.list_tasks_by_user(user_id, page_request, conditions)

    def complete_task(self, user_id: str, task_id: str, *, if_match: IfMatch | None = None) -> Task:
        """Note that a task is done; done already, nothing changes and nothing is counted again."""
        return self._change(user_id, task_id, if_match, {}, completed=True)

    def reopen_task(self, user_id: str, task_id: str, *, if_match: IfMatch | None = None) -> Task:
        """Note that a task is not done after all; what it had counted for is taken back."""
        return self._change(user_id, task_id, if_match, {}, completed=False)

    def update_task(
        self,
        user_id: str,
        task_id: str,
        changes: dict[str, Any],
        *,
        completed: bool | None = None,
        if_match: IfMatch | None = None,
    ) -> Task:
        """Change these fields of a task and, where `completed` says so, whether it is done."""
        return self._change(user_id, task_id, if_match, changes, completed=completed)

    def delete_task(self, user_id: str, task_id: str, *, if_match: IfMatch | None = None) -> None:
        """Remove a task; what it had counted for is taken back."""

        def work(unit: UnitOfWork) -> Task:
            task = self._read(user_id, task_id, if_match)
            unit.delete(task)
            if task.completed:
                unit.record(_undoing(task))
            unit.record(TaskDeleted())
            return task

        self._transactions.run(user_id, work, entity=Task)

    def _change(
        self,
        user_id: str,
        task_id: str,
        if_match: IfMatch | None,
        changes: dict[str, Any],
        *,
        completed: bool | None,
    ) -> Task:
        def work(unit: UnitOfWork) -> Task:
            task = self._read(user_id, task_id, if_match)
            changed = task.edit(unit.now, self._resolve(changes, unit)) if changes else task
            if completed is True and not task.completed:
                hour = unit.calendar.hour_of(unit.now)
                changed = changed.complete(unit.now, unit.today, hour, unit.week.name)
                unit.record(
                    TaskCompleted(on=unit.today, task_id=task.id, hour=hour, times=changed.completions)
                )
            elif completed is False and task.completed:
                changed = changed.reopen(unit.now)
                unit.record(_undoing(task))
            if changed is not task:
                unit.replace(changed)
                _appoint_reminder(unit, task, changed)
            return changed

        return self._transactions.run(user_id, work, entity=Task)

    def _resolve(self, fields: dict[str, Any], unit: UnitOfWork) -> dict[str, Any]:
        """Return the fields with bare dates as moments, and with an id for each subtask."""
        resolved = _with_moments(fields, unit)
        if "subtasks" in resolved:
            resolved["subtasks"] = tuple(
                step if step.id else replace(step, id=self._new_id()) for step in resolved["subtasks"]
            )
        return resolved

    def _read(self, user_id: str, task_id: str, if_match: IfMatch | None) -> Task:
        task = self._tasks.get(user_id, task_id)
        if if_match is not None:
            if_match.check(task)
        return task


def _appoint_reminder(unit: UnitOfWork, before: Task | None, after: Task) -> None:
    """Have the user reminded of a task, if that is new; what was to be reminded of before proves idle."""
    time = after.awaited_reminder
    if time is not None and (before is None or time != before.awaited_reminder):
        unit.schedule(ScheduledReminder.with_task(unit.user_id, after.id, time, unit.now))


def _undoing(task: Task) -> TaskReopened:
    """Return the deed that takes back what a completed task has counted for."""
    if task.completed_on is None:
        raise ValueError("an open task has counted for nothing")
    return TaskReopened(
        on=task.completed_on,
        task_id=task.id,
        hour=task.completed_hour,
        times=task.completions,
        week=task.completed_week,
    )


def _with_moments(fields: dict[str, Any], unit: UnitOfWork) -> dict[str, Any]:
    """Return the fields with bare dates as moments: the beginning of a start date, the end of a due date."""
    moments = dict(fields)
    for name in ("start_date", "due_date"):
        value = moments.get(name)
        if isinstance(value, date) and not isinstance(value, datetime):
            try:
                calendar = unit.calendar
                moments[name] = calendar.start_of(value) if name == "start_date" else calendar.end_of(value)
            except ValueError as error:
                message = "is too near to the end of the calendar"
                raise ValidationError(f"Field '{name}' {message}", [FieldError(name, message)]) from error
    return moments
