"""The order in which open tasks are planned for a day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from shared.entities.calendar import Calendar
from shared.entities.task import Task
from shared.rules.assistant.estimates import Basis, Estimates
from shared.views.task import Priority

LOOK_AHEAD_DAYS = 14
"""How many days ahead a due date can require work on the planned day."""

_DAY = timedelta(days=1)


class Reason(StrEnum):
    """Why a task is planned, the most pressing reason first."""

    OVERDUE = "overdue"
    DUE_EARLIER = "due_earlier"
    DUE = "due"
    DUE_SOON = "due_soon"
    PLANNED = "planned"
    CARRIED_OVER = "carried_over"
    HIGH_PRIORITY = "high_priority"
    NEXT = "next"


PLANNED_REASONS = frozenset({Reason.PLANNED, Reason.CARRIED_OVER})
"""The reasons of tasks that are planned for the day, or were for one that is over."""


class Obstacle(StrEnum):
    """Why a task is not planned."""

    STARTS_LATER = "starts_later"
    PLANNED_ELSEWHERE = "planned_elsewhere"
    NO_ROOM = "no_room"


@dataclass(frozen=True, kw_only=True)
class TaskCandidate:
    """A task that can be planned, the minutes that are left of it, and those that must be done on the day."""

    task: Task
    minutes: int
    basis: Basis
    reason: Reason
    needed: int = 0


@dataclass(frozen=True, kw_only=True)
class PlannedDay:
    """A day to plan: its calendar and its date, today's, and the moments of now and of the first block.

    `minutes_before` returns how many minutes the days after this one have for tasks until a moment.
    """

    calendar: Calendar
    on: date
    today: date
    now: datetime
    begin: datetime
    minutes_before: Callable[[datetime], float]


def order_tasks(
    tasks: Iterable[Task], estimates: Estimates, day: PlannedDay
) -> tuple[list[TaskCandidate], list[tuple[Task, Obstacle]]]:
    """Return the open tasks that can be planned for a day, the first to do first, and the others.

    First are those that must be done: due by the end of the day, or due later if the days until then do not
    have the time for them. They go by due date. The others go by whether they are planned for the day or were
    for one that is over, by priority, and by age.
    """
    end = day.calendar.start_after(day.on)
    found, others = list[TaskCandidate](), list[tuple[Task, Obstacle]]()
    for task in tasks:
        obstacle = _obstacle(task, day, end)
        if obstacle is None:
            found.append(_candidate(task, estimates, day, end))
        else:
            others.append((task, obstacle))
    due = sorted((one for one in found if one.task.due_date is not None), key=_by_due_date)
    needed = _need(due, day, end)
    ids = {one.task.id for one in needed}
    rest = (one for one in found if one.task.id not in ids)
    return [*needed, *sorted(rest, key=_by_plan)], others


def _obstacle(task: Task, day: PlannedDay, end: datetime) -> Obstacle | None:
    if task.start_date is not None and task.start_date > day.begin:
        return Obstacle.STARTS_LATER
    planned = task.planned_date
    if planned is None or planned == day.on or planned < day.today:
        return None
    is_late = planned > day.on and task.due_date is not None and task.due_date < end
    return None if is_late else Obstacle.PLANNED_ELSEWHERE


def _candidate(task: Task, estimates: Estimates, day: PlannedDay, end: datetime) -> TaskCandidate:
    minutes, basis = estimates.of(task)
    return TaskCandidate(task=task, minutes=minutes, basis=basis, reason=_reason(task, day, end))


def _reason(task: Task, day: PlannedDay, end: datetime) -> Reason:
    if task.due_date is not None and task.due_date < end:
        return _reason_of_due_date(task.due_date, day)
    if task.planned_date == day.on:
        return Reason.PLANNED
    if task.planned_date is not None and task.planned_date < day.today:
        return Reason.CARRIED_OVER
    return Reason.HIGH_PRIORITY if task.priority is Priority.HIGH else Reason.NEXT


def _reason_of_due_date(due: datetime, day: PlannedDay) -> Reason:
    if due < day.now:
        return Reason.OVERDUE
    return Reason.DUE if day.calendar.date_of(due) == day.on else Reason.DUE_EARLIER


def _need(due: Sequence[TaskCandidate], day: PlannedDay, end: datetime) -> list[TaskCandidate]:
    """Return the tasks that must be done on the day, the first due first, with the minutes that must be.

    Of tasks that are due later, these are the minutes by which they and all tasks that are due before them
    exceed the time of the days in between.
    """
    total, most = 0, 0.0
    horizon = end + LOOK_AHEAD_DAYS * _DAY
    for one in due:
        if one.task.due_date is None or one.task.due_date >= horizon:
            break
        total += one.minutes
        free = day.minutes_before(one.task.due_date) if one.task.due_date >= end else 0
        most = max(most, total - free)
    found, total = list[TaskCandidate](), 0
    for one in due:
        needed = min(one.minutes, round(most) - total)
        if needed <= 0:
            break
        total += one.minutes
        is_later = one.task.due_date is not None and one.task.due_date >= end
        reason = Reason.DUE_SOON if is_later else one.reason
        found.append(replace(one, needed=needed, reason=reason))
    return found


def _by_due_date(candidate: TaskCandidate) -> tuple[datetime | None, int, datetime, str]:
    return candidate.task.due_date, *_by_priority(candidate.task)


def _by_plan(candidate: TaskCandidate) -> tuple[bool, int, datetime, str]:
    return candidate.reason not in PLANNED_REASONS, *_by_priority(candidate.task)


def _by_priority(task: Task) -> tuple[int, datetime, str]:
    return task.priority.rank, task.created_at, task.id
