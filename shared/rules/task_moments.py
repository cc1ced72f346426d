"""The moments of a task's reminders: its reminder time, and its deadlines before the due date."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from shared.entities.calendar import Calendar
from shared.entities.task import Task
from shared.views.notification import NotificationKind
from shared.views.task import Priority

_DAY = timedelta(hours=24)
_BEFORE_DUE = {Priority.HIGH: (_DAY, timedelta(hours=2)), Priority.MEDIUM: (_DAY,), Priority.LOW: ()}
_MORNING = time(9)  # of a due date that is a whole day, by the user's clock
_FIRST_MOMENT = datetime.min.replace(tzinfo=UTC)


class TaskMoment(NamedTuple):
    """A moment at which a notification of a kind is due."""

    at: datetime
    kind: NotificationKind


def moments_of(task: Task, calendar: Calendar | None) -> list[TaskMoment]:
    """Return the moments of a task's reminders in order; none for a completed task.

    The calendar is that of the user; it may be None for a task without a due date.
    """
    moments = []
    if task.pending_reminder is not None:
        moments.append(TaskMoment(task.pending_reminder, NotificationKind.TASK_REMINDER))
    if task.due_date is not None and calendar is not None and not task.completed:
        deadlines = _deadlines(task.due_date, task.priority, calendar)
        moments += [TaskMoment(at, NotificationKind.DEADLINE) for at in deadlines]
    return sorted(moments)


def next_moment(moments: Sequence[TaskMoment], after: datetime) -> datetime | None:
    """Return the first of the moments after another one."""
    return next((moment.at for moment in moments if moment.at > after), None)


def whole_day(due_date: datetime, calendar: Calendar) -> date | None:
    """Return the local date of which a due date is the end, as of a bare date; None if it is of none.

    It ends at midnight. Earlier versions stored the end of the user's day instead.
    """
    with suppress(OverflowError):  # at either end of the calendar
        for dates in (Calendar(calendar.zone, time(0)), calendar):
            day = dates.date_of(due_date)
            if dates.end_of(day) == due_date:
                return day
    return None


def _deadlines(due_date: datetime, priority: Priority, calendar: Calendar) -> list[datetime]:
    distances = _BEFORE_DUE[priority]
    if distances and (day := whole_day(due_date, calendar)) is not None:
        with suppress(OverflowError):  # at the start of the calendar
            return [calendar.instants_of(day, _MORNING)[0]]
    return [due_date - distance for distance in distances if due_date - _FIRST_MOMENT >= distance]
