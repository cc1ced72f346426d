"""The handlers of due reminders, by subject."""

from dataclasses import dataclass
from datetime import datetime

from shared.entities.scheduled_reminder import ReminderSubject, ScheduledReminder
from shared.errors import NotFoundError
from shared.repos.user_repo import UserRepository
from shared.services.session_reminders import SessionReminders
from shared.services.task_reminders import TaskReminders
from shared.services.week_reminders import WeekReminders


@dataclass(frozen=True, kw_only=True, eq=False)
class ReminderHandlers:
    """Sends the notifications of due reminders."""

    users: UserRepository
    tasks: TaskReminders
    sessions: SessionReminders
    weeks: WeekReminders

    def handle(self, reminder: ScheduledReminder, now: datetime) -> ScheduledReminder | None:
        """Send the due notification at most once; return the next reminder, if any.

        While its event may still be committed, the reminder itself is returned: it is enqueued before.
        """
        user = self.users.find_user(reminder.member_id)
        if user is None:
            return None
        handlers = {
            ReminderSubject.TASK: self.tasks.handle,
            ReminderSubject.WORK_SESSION: self.sessions.handle,
            ReminderSubject.WEEK: self.weeks.handle,
        }
        try:
            return handlers[reminder.subject](reminder, user, now)
        except NotFoundError:
            return None  # the account was closed just now
