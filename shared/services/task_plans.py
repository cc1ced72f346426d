"""The planned dates of tasks, and the plan that a shutdown makes for the next work day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace

from shared.entities.calendar import Calendar
from shared.entities.page import PageRequest
from shared.entities.shutdown import PlanBefore
from shared.entities.task import Task, TaskChanges
from shared.entities.user import User
from shared.errors import ValidationError
from shared.repos.task_query import conditions_of_open_plan
from shared.repos.task_repo import TaskRepository
from shared.rules.recurrence import start_series
from shared.services.public_holidays import public_holidays
from shared.services.unit_of_work import UnitOfWork

# Of the 100 of a batch. A planned task may change the totals of another day, too; the rest is left for a work
# session of 31 days, and for rewards with their notifications.
_MAX_OPERATIONS = 40


@dataclass(frozen=True, kw_only=True, eq=False)
class NextDayPlanner:
    """Plans tasks of one user for the next work day."""

    tasks: TaskRepository

    def plan(
        self, unit: UnitOfWork, task_ids: Sequence[str], *, carry_over: bool
    ) -> tuple[date | None, tuple[PlanBefore, ...]]:
        """Plan tasks for the next work day, with today's planned tasks that are open if `carry_over`.

        Completed tasks are left as they are. Of today's tasks, 40 less two for each task id are carried over,
        those of the highest priority. Return that day, and what the planned tasks had before.
        `ValidationError` for the id of a task that does not exist.
        """
        ids = tuple(dict.fromkeys(task_ids))
        if not ids and not carry_over:
            return None, ()
        tasks = self.tasks.list_by_ids(unit.user_id, ids) if ids else []
        unknown = set(ids) - {task.id for task in tasks}
        if unknown:
            raise ValidationError.for_field("plan_tomorrow", f"has the id of no task: '{min(unknown)}'")
        if carry_over:
            tasks += self._carried_over(unit, ids)
        day = self.next_day(unit.user, unit.today)
        return day, tuple(
            _before(task) for task in tasks if not task.completed and plan_task(unit, task, day)
        )

    def undo(
        self, unit: UnitOfWork, day: date, plans: Sequence[PlanBefore], recorded_at: datetime, today: date
    ) -> None:
        """Give the tasks that a shutdown of a local date has planned for a day their former dates.

        Those that are planned for another day since stay as they are. The shutdown was recorded at a moment.
        """
        before = {plan.task_id: plan for plan in plans}
        for task in self.tasks.list_by_ids(unit.user_id, [*before]) if before else []:
            if task.planned_date == day:
                undone = _unplanned(task, before[task.id], recorded_at, unit.calendar)
                unit.replace(undone, before=task)
                unit.change_plan(task, undone, today)

    def next_day(self, user: User, today: date) -> date:
        """Return the next work day after today: see `WorkCalendar.next_work_day`."""
        return user.work_calendar.next_work_day(today, public_holidays)

    def _carried_over(self, unit: UnitOfWork, planned: Sequence[str]) -> list[Task]:
        page_request = PageRequest(order_by="priority", limit=_MAX_OPERATIONS + len(planned))
        found = self.tasks.query(unit.user_id, page_request, conditions_of_open_plan(unit.today))
        others = [task for task in found if task.id not in planned]
        return others[: _MAX_OPERATIONS - 2 * len(planned)]


def plan_task(unit: UnitOfWork, task: Task, day: date) -> Task | None:
    """Plan a task for a day, in the commit of the unit; return it, None if this does not change it."""
    is_day_off = unit.user.work_calendar.is_day_off
    stored = task
    task = task.without_carry_over(unit.today, is_day_off) if unit.is_late else task
    settled = task.settle(unit.today, is_day_off)
    planned = with_plan(settled.edit(unit.now, TaskChanges(planned_date=day)), settled, unit)
    if planned is task:
        return None
    unit.replace(planned, before=stored)
    unit.change_plan(task, planned)
    return planned


def _before(task: Task) -> PlanBefore:
    return PlanBefore(
        task.id,
        task.planned_date,
        task.updated_at,
        task.carried_over,
        task.settled_plan,
        task.recurrence_start,
    )


def _unplanned(task: Task, before: PlanBefore, recorded_at: datetime, calendar: Calendar) -> Task:
    undone = replace(
        task,
        planned_date=before.planned_date,
        carried_over=before.carried_over,
        settled_plan=before.settled_plan,
    )
    if task.updated_at != recorded_at:  # it was changed since
        return start_series(undone, task, calendar)
    return replace(undone, updated_at=before.updated_at, recurrence_start=before.recurrence_start)


def with_plan(task: Task, before: Task | None, unit: UnitOfWork) -> Task:
    """Return a changed task with its plan, if that is new, and with the start of its series."""
    if task is before:
        return task
    if before is None or before.planned_date != task.planned_date:
        task = settle_new_plan(task, unit)
    if task.recurrence is None and task.recurrence_start is None:
        return task  # without reading the user
    return start_series(task, before, unit.calendar)


def settle_new_plan(task: Task, unit: UnitOfWork) -> Task:
    """Return a task with a new plan; one that is made for a day that is over is not carried over."""
    planned = task.planned_date
    if planned is None or planned >= unit.today:
        return task
    return replace(task, settled_plan=planned)
