"""Scheduling of the reminders of tasks."""

from dataclasses import dataclass
from datetime import datetime

from shared.entities.calendar import Calendar
from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.task import Task
from shared.rules.task_moments import moments_of, next_moment
from shared.services.recent_users import RecentUsers
from shared.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, eq=False)
class TaskReminderSchedule:
    """Schedules the reminder of a task's next moment; when it is handled, the one after it follows."""

    recent_users: RecentUsers

    def update(self, unit: UnitOfWork, before: Task | None, after: Task) -> None:
        """Schedule the reminder of the next moment of a new or changed task, if it is another one.

        A new reminder time that is over is due at once. The reminder of an earlier moment stays: it finds
        what is due when it is handled.
        """
        moment = _new_reminder_time(unit, before, after)
        if moment is None:
            tasks = [task for task in (after, before) if task is not None]
            has_dates = any(task.due_date is not None and not task.completed for task in tasks)
            calendar = self._find_calendar(unit) if has_dates else None
            moment, *earlier = (next_moment(moments_of(task, calendar), unit.now) for task in tasks)
            if moment in earlier:
                return
        if moment is not None:
            schedule = unit.schedule if before is None else unit.reschedule
            schedule(ScheduledReminder.for_task(unit.user_id, after.id, moment, unit.now))

    def _find_calendar(self, unit: UnitOfWork) -> Calendar | None:
        """Return the calendar of the user; that read for the sign-in suffices until the reminder is due."""
        if unit.has_read_user:
            return unit.calendar
        found = self.recent_users.find_calendar(unit.user_id)
        return None if found is None else found.calendar


def _new_reminder_time(unit: UnitOfWork, before: Task | None, after: Task) -> datetime | None:
    """Return the reminder time of a task if it is new and over."""
    time = after.pending_reminder
    if time is None or time > unit.now or (before is not None and time == before.pending_reminder):
        return None
    return time
