"""Planning and completing tasks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shared.clock import Clock
from shared.entities.calendar import Calendar
from shared.entities.checks import MAX_TITLE_LENGTH, check_field, check_moment
from shared.entities.completion import TakenBack
from shared.entities.conversation import Moved
from shared.entities.entity import IfMatch
from shared.entities.events import TaskCompleted, TaskCreated, TaskDeleted, TaskReopened
from shared.entities.idempotency import Outcome
from shared.entities.page import NEWEST_FIRST, Page, PageRequest
from shared.entities.task import Subtask, Task, TaskChanges
from shared.entities.task_filter import ALL_TASKS, TaskFilter
from shared.entities.undo import DeletedTask
from shared.errors import ValidationError
from shared.ids import new_id
from shared.repos.task_query import conditions_of
from shared.repos.task_repo import TaskRepository
from shared.rules.recurrence import next_task
from shared.rules.undo import taken_back
from shared.services.base_service import BaseService, require_text, require_user_id, within_calendar
from shared.services.recent_users import RecentUsers
from shared.services.task_plans import settle_new_plan, with_plan
from shared.services.task_reminder_schedule import TaskReminderSchedule
from shared.services.transactions import Transactions
from shared.services.unit_of_work import UnitOfWork

_NO_CHANGES = TaskChanges()


@dataclass(frozen=True, kw_only=True, eq=False)
class TaskService(BaseService):
    """Tasks of one user; each change of a task is committed together with its rewards."""

    entity_type = "Task"

    tasks: TaskRepository
    recent_users: RecentUsers
    reminders: TaskReminderSchedule
    transactions: Transactions
    clock: Clock

    def create_task(self, user_id: str, title: str, fields: TaskChanges = _NO_CHANGES) -> Outcome[Task]:
        """Add a task with a title and optional other fields; `ValidationError` for a blank title."""
        require_user_id(user_id, "Task must be associated to a user_id")
        title = _require_title(title)

        def create(unit: UnitOfWork) -> Task:
            _read_ahead(unit, fields.planned_date)
            blank = Task(
                id=new_id(),
                user_id=user_id,
                title=title,
                created_at=unit.now,
                updated_at=unit.now,
                foreign=unit.foreign_change,
            )
            filled = with_plan(blank.edit(unit.now, _resolve(fields, unit)), None, unit)
            task = self.tasks.create_task(filled, unit.create)
            unit.change_plan(None, task)
            self.reminders.update(unit, None, task)
            unit.record(TaskCreated())
            return task

        return self.transactions.run(user_id, create, entity=Task)

    def get_task(self, user_id: str, task_id: str) -> Task:
        """Return a task; `NotFoundError` when the user has none with this id."""
        (task,) = self.settle([self.tasks.get(user_id, task_id)])
        return task

    def list_tasks(
        self, user_id: str, task_filter: TaskFilter = ALL_TASKS, page_request: PageRequest = NEWEST_FIRST
    ) -> Page[Task]:
        """Return one page of a user's tasks."""
        calendar = self.recent_users.find_calendar(user_id) if task_filter.needs_calendar else None
        conditions = conditions_of(task_filter, self.clock.now(), calendar.calendar if calendar else None)
        page = self.tasks.list_tasks_by_user(user_id, page_request, conditions)
        return Page(self.settle(page.entities), page.continuation)

    def settle(self, tasks: list[Task]) -> list[Task]:
        """Return tasks as they are now: with planned dates that are over for their users carried over."""
        now = self.clock.now()
        tomorrow = now.date() + timedelta(days=1)  # in UTC, and so not before the local date in any zone
        unsettled = {task.user_id for task in tasks if task.has_plan_to_settle(tomorrow)}
        if not unsettled:
            return tasks
        calendars = {user_id: self.recent_users.find_calendar(user_id) for user_id in unsettled}
        return [
            task.settle(calendar.date_of(now), calendar.is_day_off)
            if (calendar := calendars.get(task.user_id))
            else task
            for task in tasks
        ]

    def complete_task(
        self,
        user_id: str,
        task_id: str,
        *,
        if_match: IfMatch | None = None,
        at: datetime | None = None,
    ) -> Outcome[Task]:
        """Complete a task, now or `at` a moment of the last 24 hours; a task counts at most once a day.

        A completed task is unchanged. `OutOfOrderError` if it was completed or reopened after that moment.
        """
        return self._change(user_id, task_id, if_match, _NO_CHANGES, completed=True, at=at)

    def reopen_task(self, user_id: str, task_id: str, *, if_match: IfMatch | None = None) -> Outcome[Task]:
        """Reopen a completed task; only a completion of today no longer counts."""
        return self._change(user_id, task_id, if_match, _NO_CHANGES, completed=False)

    def update_task(
        self,
        user_id: str,
        task_id: str,
        changes: TaskChanges,
        *,
        completed: bool | None = None,
        if_match: IfMatch | None = None,
        at: datetime | None = None,
    ) -> Outcome[Task]:
        """Change a task and, unless `completed` is None, complete or reopen it; `at` as for completing."""
        if at is not None and not completed:
            raise ValidationError.for_field("at", "is only for completing a task")
        if changes.title is not UNSET:
            changes = replace(changes, title=_require_title(changes.title))
        return self._change(user_id, task_id, if_match, changes, completed=completed, at=at)

    def put_back(self, user_id: str, task_id: str, moved: Moved) -> Task:
        """Move a task back to where it was; `ConflictError` if it has changed since."""

        def put_back(unit: UnitOfWork) -> Task:
            unit.undo()
            task = self.tasks.get(user_id, task_id)
            back = moved.put_back(task)
            unit.replace(back, before=task)
            unit.change_plan(task, back, unit.calendar.date_of(task.updated_at))
            self.reminders.update(unit, task, back)
            return back

        return self.transactions.commit(user_id, put_back)

    def delete_task(self, user_id: str, task_id: str, *, if_match: IfMatch | None = None) -> None:
        """Delete a task; only a completion of today no longer counts."""

        def delete(unit: UnitOfWork) -> None:
            stored, task = self._read(unit, task_id, if_match)
            unit.delete(stored)
            unit.change_plan(task, None)
            _keep_copy(unit, task, _undo_completion(unit, task))
            unit.record(TaskDeleted())

        self.transactions.commit(user_id, delete)

    def _change(
        self,
        user_id: str,
        task_id: str,
        if_match: IfMatch | None,
        changes: TaskChanges,
        *,
        completed: bool | None,
        at: datetime | None = None,
    ) -> Outcome[Task]:
        def change(unit: UnitOfWork) -> Task:
            planned = changes.planned_date
            counts = completed is not None or planned is not UNSET
            stored, task = self._read(unit, task_id, if_match, planned, counts=counts)
            if unit.is_late:
                task.require_completable(unit.at)
                task = _as_of_then(task, unit)
            edited = with_plan(task.edit(unit.now, _resolve(changes, unit)), task, unit)
            changed = edited
            if completed is True and not task.completed:
                hour = unit.calendar.hour_of(unit.at)
                changed = edited.complete(unit.at, unit.today, hour, unit.counted_week)
                changed = replace(changed, updated_at=unit.now).keep(edited, unit.now)
                if task.completion_on(unit.today) is None:
                    unit.record(
                        TaskCompleted(on=unit.today, task_id=task.id, hour=hour, times=changed.completions)
                    )
                changed = self._add_next(changed, unit)
            elif completed is False and task.completed:
                changed = edited.reopen(unit.now, unit.today)
                unit.allow_beyond_quotas()
                taken_back = _undo_completion(unit, task)
                changed = self._take_back_next(changed.keep(edited, unit.now, taken_back), unit)
            if changed is not task:
                changed = replace(changed, foreign=unit.foreign_change or changed.foreign)
                unit.replace(changed, before=stored)
                unit.change_plan(task, changed)
                self.reminders.update(unit, task, changed)
            return changed

        return self.transactions.commit_event(user_id, change, at=at)

    def _read(
        self,
        unit: UnitOfWork,
        task_id: str,
        if_match: IfMatch | None,
        planned: date | UnsetType | None = UNSET,
        *,
        counts: bool = True,
    ) -> tuple[Task, Task]:
        """Return a task to change, as it is stored and as it is read: with its plan settled.

        `planned` is its new planned date, if the change `counts` for any day.
        """
        stored = task = self.tasks.get(unit.user_id, task_id)
        if counts:
            _read_ahead(unit, planned, stored)
        if stored.planned_date is not None and stored.has_plan_to_settle(unit.today):
            task = stored.settle(unit.today, unit.user.work_calendar.is_day_off)
        if if_match is not None:
            if_match.check(task)
        return stored, task

    def _add_next(self, task: Task, unit: UnitOfWork) -> Task:
        """Return a completed task; add the next one of its series, unless it was added before."""
        if task.recurrence is None or task.next_id is not None:
            return task
        following = next_task(task, unit.at, unit.calendar, new_id(), unit.now)
        if following is None:
            return task
        following = settle_new_plan(following, unit)
        unit.create(following)
        unit.change_plan(None, following)
        unit.record(TaskCreated())
        self.reminders.update(unit, None, following)
        return replace(task, next_id=following.id)

    def _take_back_next(self, task: Task, unit: UnitOfWork) -> Task:
        """Return a reopened task; delete the next one of its series unless it was changed or completed."""
        if task.next_id is None:
            return task
        following = self.tasks.find(unit.user_id, task.next_id)
        if following is None or following.completed or following.updated_at != following.created_at:
            return task
        unit.delete(following)
        unit.change_plan(following, None)
        _keep_copy(unit, following, None, taken_with=task.id)
        unit.record(TaskDeleted())
        return replace(task, next_id=None)


def _require_title(title: str) -> str:
    return require_text("title", title, "Task title cannot be empty", MAX_TITLE_LENGTH)


def _read_ahead(unit: UnitOfWork, planned: date | UnsetType | None, task: Task | None = None) -> None:
    """Read the days for which a task is and will be planned, in one trip with what each event reads."""
    days = {day for day in (planned, task.planned_date if task else None) if isinstance(day, date)}
    if days or (task is not None and task.recurrence is not None):
        unit.read_ahead(days)


def _as_of_then(task: Task, unit: UnitOfWork) -> Task:
    """Return a task without being carried over since the moment at which it was completed."""
    if task.completed or task.settled_plan is None:
        return task
    return task.without_carry_over(unit.today, unit.user.work_calendar.is_day_off)


def _undo_completion(unit: UnitOfWork, task: Task) -> TakenBack | None:
    """Take back what a task counts for today, if it does, and return it; other days keep what they earned."""
    if not task.counted:
        return None  # without reading the user for the date of today
    completion = task.completion_on(unit.today)
    if completion is None:
        return None
    before, at = unit.require_account(), unit.day(completion.on).task_completions.get(task.id)
    unit.record(
        TaskReopened(
            on=completion.on,
            task_id=task.id,
            hour=completion.hour,
            times=completion.times,
            week=completion.week,
        )
    )
    return taken_back(completion, at, before, unit.require_account())


def _keep_copy(
    unit: UnitOfWork, task: Task, taken_back: TakenBack | None, *, taken_with: str | None = None
) -> None:
    """Keep a copy of a task that is deleted, for undoing that."""
    copy = DeletedTask(
        user_id=task.user_id,
        task=replace(task, etag=""),
        at=unit.now,
        on=unit.today,
        taken_back=taken_back,
        taken_with=taken_with,
        foreign=unit.foreign_change,
    )
    unit.create(copy)


def _resolve(changes: TaskChanges, unit: UnitOfWork) -> TaskChanges:
    """Return the changes with bare dates as timestamps, and with an id for each subtask."""
    subtasks = changes.subtasks
    return replace(
        changes,
        start_date=_timestamp("start_date", changes.start_date, unit),
        due_date=_timestamp("due_date", changes.due_date, unit),
        reminder_time=_timestamp("reminder_time", changes.reminder_time, unit),
        subtasks=UNSET if subtasks is UNSET else tuple(map(_with_id, subtasks)),
    )


def _with_id(subtask: Subtask) -> Subtask:
    title = require_text("subtasks", subtask.title, "Subtask title cannot be empty", MAX_TITLE_LENGTH)
    return replace(subtask, title=title, id=subtask.id or new_id())


def _timestamp(
    field: Literal["start_date", "due_date", "reminder_time"],
    value: datetime | date | UnsetType | None,
    unit: UnitOfWork,
) -> datetime | UnsetType | None:
    """Return a timestamp in UTC; a bare date is its start for a start date, else its end, by the clock."""
    if isinstance(value, datetime):
        return check_field(field, check_moment, value)
    if not isinstance(value, date):
        return value
    dates = Calendar(unit.calendar.zone, time(0))  # a date begins at midnight, whenever the user's day does
    return within_calendar(field, dates.start_of if field == "start_date" else dates.end_of, value)
