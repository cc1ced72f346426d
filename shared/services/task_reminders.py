"""The reminders of tasks: at their reminder time, and at deadlines before their due date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared.entities.scheduled_reminder import ScheduledReminder
from shared.entities.task import Task
from shared.entities.timestamps import format_for_api, format_sortable
from shared.entities.user import User
from shared.language.phrasing import speech_for
from shared.repos.task_repo import TaskRepository
from shared.rules.task_moments import TaskMoment, moments_of, next_moment, whole_day
from shared.services.notification_sender import (
    MAX_DELAY,
    NotificationSender,
    end_of_quiet_hours,
    may_still_be_committed,
)
from shared.services.public_holidays import public_holidays
from shared.views.notification import NotificationKind

_MORNING = time(9)  # of the day to which a deadline on a free day is put off
_MAX_DAYS_AHEAD = 3  # a deadline is at most 24 hours before the due date
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class TaskReminders:
    """Handles the reminders of tasks; each is followed by that of the task's next moment."""

    tasks: TaskRepository
    sender: NotificationSender

    def handle(self, reminder: ScheduledReminder, user: User, now: datetime) -> ScheduledReminder | None:
        """Send what is due since the moment of the reminder; return the reminder of the next moment.

        The next one follows also if the task no longer has this moment: it may be scheduled nowhere else.
        """
        task = self.tasks.find(user.user_id, reminder.subject_id)
        moments = [] if task is None else moments_of(task, user.calendar)
        if reminder.since not in {moment.at for moment in moments} and may_still_be_committed(reminder, now):
            return reminder
        if task is None:
            return None
        due = [one for one in _due(moments, reminder, task, now) if user.notifications.wants(one.kind)]
        deadline = next((one for one in due if one.kind is NotificationKind.DEADLINE), None)
        following = next_moment(moments, now)
        put_off = None
        if deadline is not None and _is_free(user, user.calendar.date_of(now)):
            due.remove(deadline)
            put_off = _next_morning(user, now)
        if due and (quiet_until := end_of_quiet_hours(user, now)) is not None:
            return reminder.postponed(quiet_until, now)
        for moment in due:
            self._send(moment, task, user, now)
        if deadline is not None and put_off is not None and task.due_date and put_off < task.due_date:
            again = put_off if following is None else min(put_off, following)
            return reminder.postponed(again, now)
        if following is None:
            return None
        return ScheduledReminder.for_task(user.user_id, task.id, following, now)

    def _send(self, moment: TaskMoment, task: Task, user: User, now: datetime) -> None:
        is_deadline = moment.kind is NotificationKind.DEADLINE
        self.sender.send(
            user,
            moment.kind,
            f"{task.id}:{format_sortable(moment.at)}",
            _deadline_text(task, user, now)
            if is_deadline
            else speech_for(user).say("notification-task_reminder-body", title=task.title),
            {
                "task_id": task.id,
                "due_date": None if task.due_date is None else format_for_api(task.due_date),
            },
        )


def _due(
    moments: Sequence[TaskMoment], reminder: ScheduledReminder, task: Task, now: datetime
) -> list[TaskMoment]:
    """Return the moments to send: reminder times, and of the deadlines the latest, until the due date.

    A deadline that was over when the task was last changed is not sent, unless it is the one for which the
    reminder was scheduled ahead.
    """
    since = reminder.since
    passed = [moment for moment in moments if since <= moment.at <= now]
    reminders = [
        moment
        for moment in passed
        if moment.kind is NotificationKind.TASK_REMINDER and now - max(moment.at, reminder.due) <= MAX_DELAY
    ]
    if task.due_date is None or now >= task.due_date:
        return reminders
    was_ahead = None if task.pending_reminder == since else since
    deadlines = [
        moment
        for moment in passed
        if moment.kind is NotificationKind.DEADLINE
        and (moment.at > task.updated_at or moment.at == was_ahead)
    ]
    return [*reminders, *deadlines[-1:]]


def _is_free(user: User, day: date) -> bool:
    return user.work_calendar.is_free(day, public_holidays)


def _next_morning(user: User, now: datetime) -> datetime | None:
    """Return 09:00 on the next day that is not free; None if that is after any due date to send now."""
    today = user.calendar.date_of(now)
    days = (today + number * _DAY for number in range(1, _MAX_DAYS_AHEAD + 1))
    work_day = next((day for day in days if not _is_free(user, day)), None)
    return None if work_day is None else user.calendar.first_instant_of(work_day, _MORNING)


def _deadline_text(task: Task, user: User, now: datetime) -> str:
    """Return the text of a deadline, which is at most 24 hours ahead."""
    speech, due, zone = speech_for(user), task.due_date or now, user.calendar.zone
    if whole_day(due, user.calendar) is not None:
        return speech.say("notification-deadline-day-body", title=task.title)
    days = (due.astimezone(zone).date() - now.astimezone(zone).date()).days
    key = {0: "today", 1: "tomorrow"}.get(days, "later")
    time = user.calendar.clock_of(due)
    return speech.say(
        f"notification-deadline-{key}-body", title=task.title, time=time, hour=due.astimezone(zone).hour
    )
