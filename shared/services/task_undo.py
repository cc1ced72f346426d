"""Undoing what was done with tasks."""

from dataclasses import dataclass

from msgspec.structs import replace

from shared.entities.events import TaskDeleted, TaskReopened
from shared.entities.task import Completion, Task
from shared.errors import ConflictError
from shared.repos.task_repo import TaskRepository
from shared.rules.recurrence import follows_another
from shared.rules.undo import no_such_act, require_own_act
from shared.services.task_reminder_schedule import TaskReminderSchedule
from shared.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, eq=False)
class TaskUndo:
    """Takes back what one user did with a task, in the commit of the unit."""

    tasks: TaskRepository
    reminders: TaskReminderSchedule

    def addition(self, unit: UnitOfWork, task_id: str) -> None:
        """Delete a task that was added; `ConflictError` if it was changed or completed since."""
        task = self._find(unit, task_id)
        if follows_another(task, unit.calendar):
            raise no_such_act()  # completing the task before it has added it
        require_own_act(task.created_at, unit.now, task.foreign, unit.foreign_caller)
        if task.completed or task.updated_at != task.created_at:
            raise ConflictError("The task has changed since it was added")
        self._delete(unit, task)

    def completion(self, unit: UnitOfWork, task_id: str) -> None:
        """Reopen a task as if it had not been completed, and delete the next one of its series.

        `ConflictError` if the next one was changed since.
        """
        task = self._find(unit, task_id)
        before = task.before
        if before is None or not task.completed:
            raise no_such_act()
        require_own_act(before.at, unit.now, task.foreign, unit.foreign_caller)
        if before.next_id != task.next_id:
            self._take_back_next(unit, task)
        undone = task.undo_completion(before)
        on = task.completed_on or unit.today
        completion = _only_completion(task)
        if completion is not None:
            event = TaskReopened(
                on=on,
                task_id=task.id,
                hour=completion.hour,
                times=completion.times,
                week=completion.week,
            )
            unit.record(event, today=on)
        # Decided alike before and after, so that a planned date that has ended since counts once.
        unit.change_plan(replace(task, settled_plan=undone.settled_plan), undone, today=on)
        unit.replace(undone, before=task)
        self.reminders.update(unit, task, undone)

    def _find(self, unit: UnitOfWork, task_id: str) -> Task:
        task = self.tasks.find(unit.user_id, task_id)
        if task is None:
            raise no_such_act()
        return task

    def _delete(self, unit: UnitOfWork, task: Task) -> None:
        unit.delete(task)
        unit.change_plan(task, None, today=unit.calendar.date_of(task.created_at))
        unit.record(TaskDeleted())

    def _take_back_next(self, unit: UnitOfWork, task: Task) -> None:
        following = self.tasks.find(unit.user_id, task.next_id or "")
        if following is None:
            return  # it was deleted
        if following.completed or following.updated_at != following.created_at:
            raise ConflictError("The next task of the series has changed since")
        self._delete(unit, following)


def _only_completion(task: Task) -> Completion | None:
    """Return the last completion of a task, None if the task counted for its date already."""
    on = task.completed_on
    if on is None or any(kept.on == on for kept in task.kept):
        return None
    return task.completion_on(on)
