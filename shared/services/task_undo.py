"""Undoing what was done with tasks."""

from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from shared.entities.completion import Completion, TakenBack
from shared.entities.events import TaskCompletedAgain, TaskCreated, TaskDeleted, TaskReopened
from shared.entities.task import Task
from shared.entities.undo import DeletedTask
from shared.errors import ConflictError
from shared.repos.deleted_repo import DeletedTaskRepository
from shared.repos.task_repo import TaskRepository
from shared.rules.recurrence import follows_another
from shared.rules.undo import changed_since, no_such_act, require_own_act
from shared.services.task_reminder_schedule import TaskReminderSchedule
from shared.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, eq=False)
class TaskUndo:
    """Takes back what one user did with a task, in the commit of the unit."""

    tasks: TaskRepository
    deleted: DeletedTaskRepository
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
        if before is None:
            raise no_such_act()
        if before.reopening is not None:
            raise changed_since(before.earlier, unit.now, "The task was reopened since")
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

    def reopening(self, unit: UnitOfWork, task_id: str) -> None:
        """Complete a task as if it had not been reopened, and return the next one of its series.

        `ConflictError` if it was completed since.
        """
        task = self._find(unit, task_id)
        before = task.before
        if before is None:
            raise no_such_act()
        if before.reopening is None:
            raise changed_since(before.earlier, unit.now, "The task was completed since")
        require_own_act(before.at, unit.now, task.foreign, unit.foreign_caller)
        on = unit.calendar.date_of(before.at)
        undone = task.undo_reopening(before, before.reopening)
        self._count_again(unit, task.id, before.reopening.taken_back, undone.completions, before.at)
        unit.change_plan(replace(task, settled_plan=undone.settled_plan), undone, today=on)
        if undone.next_id != task.next_id:
            self._return_next(unit, undone.next_id)
        unit.replace(undone, before=task)
        self.reminders.update(unit, task, undone)

    def deletion(self, unit: UnitOfWork, task_id: str) -> None:
        """Return a deleted task under its id, with what it counted for on the day of the deletion."""
        copy = self.deleted.find_task(unit.user_id, task_id)
        if copy is None or copy.taken_with is not None:
            raise no_such_act()
        require_own_act(copy.at, unit.now, copy.foreign, unit.foreign_caller)
        task = copy.task
        if copy.taken_back is not None:
            task = task.counted_again(copy.taken_back.completion)
        self._return(unit, copy, task)
        self._count_again(unit, task.id, copy.taken_back, task.completions, copy.at)

    def _return(self, unit: UnitOfWork, copy: DeletedTask, task: Task) -> None:
        unit.create(task)
        unit.delete(copy)
        unit.change_plan(None, task, today=copy.on)
        unit.record(TaskCreated())
        self.reminders.update(unit, None, task)

    def _return_next(self, unit: UnitOfWork, task_id: str | None) -> None:
        copy = self.deleted.find_task(unit.user_id, task_id or "")
        if copy is not None:
            self._return(unit, copy, copy.task)

    def _count_again(
        self, unit: UnitOfWork, task_id: str, taken_back: TakenBack | None, times: int, at: datetime
    ) -> None:
        if taken_back is None:
            return
        event = TaskCompletedAgain(task_id=task_id, taken_back=taken_back, times=times, taken_back_at=at)
        unit.record(event, today=event.on)

    def _find(self, unit: UnitOfWork, task_id: str) -> Task:
        task = self.tasks.find(unit.user_id, task_id)
        if task is None:
            raise no_such_act()
        return task

    def _delete(self, unit: UnitOfWork, task: Task) -> None:
        unit.delete(task)
        # It counted for its planned date if that was not over then, whichever date it is in the present zone.
        created_on, planned = unit.calendar.date_of(task.created_at), task.planned_date
        unit.change_plan(task, None, today=min(created_on, planned or created_on))
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
