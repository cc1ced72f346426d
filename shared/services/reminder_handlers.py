"""The handlers of due reminders: one method per subject."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.entities.calendar import first_day_of, monday_after
from shared.entities.notification import Notification
from shared.entities.scheduled_reminder import ReminderSubject, ScheduledReminder, morning_after
from shared.entities.timestamps import format_for_api, format_sortable
from shared.entities.user import User
from shared.entities.work_session import MAX_SHIFT
from shared.errors import NotFoundError
from shared.language.phrasing import remind, speech_for
from shared.repos.notification_repo import NotificationRepository
from shared.repos.task_repo import TaskRepository
from shared.repos.totals_repo import DailyTotalsRepository, LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.rules.companion.meters import Meters
from shared.rules.companion.needs import Need, needs_of
from shared.rules.companion.recent_activity import RecentActivity
from shared.services.recent_activity_reader import RecentActivityReader
from shared.services.streaks import with_passed_days
from shared.services.unit_of_work import Transactions, UnitOfWork
from shared.views.notification import NotificationKind

MAX_DELAY = timedelta(hours=24)
"""The longest delay after which the reminder of a task, or the summary of a week, is still sent."""

_COMMITTED_WITHIN = timedelta(seconds=30)  # of enqueueing; an event not committed by then never is
_HOUR = timedelta(hours=1)
_FORGOTTEN_AFTER = timedelta(hours=10)
_MAX_WAIT_IN_PAUSE = timedelta(minutes=10)  # then work may go on, and needs may be due
_MAX_WAIT = timedelta(hours=1)  # then preferences may have changed, or a drink may have been removed


@dataclass(frozen=True, kw_only=True, eq=False)
class ReminderHandlers:
    """Sends the notifications of due reminders."""

    users: UserRepository
    tasks: TaskRepository
    daily_totals: DailyTotalsRepository
    lifetime_totals: LifetimeTotalsRepository
    notifications: NotificationRepository
    recent_activity: RecentActivityReader
    transactions: Transactions

    def handle(self, reminder: ScheduledReminder, now: datetime) -> ScheduledReminder | None:
        """Send the due notification at most once; return the next reminder, if any.

        While its event may still be committed, the reminder itself is returned: it is enqueued before.
        """
        user = self.users.find_user(reminder.member_id)
        if user is None:
            return None
        handlers = {
            ReminderSubject.TASK: self._handle_task,
            ReminderSubject.WORK_SESSION: self._handle_session,
            ReminderSubject.WEEK: self._handle_week,
        }
        try:
            return handlers[reminder.subject](reminder, user, now)
        except NotFoundError:
            return None  # the account was closed just now

    def _handle_task(
        self, reminder: ScheduledReminder, user: User, now: datetime
    ) -> ScheduledReminder | None:
        task = self.tasks.find(user.user_id, reminder.subject_id)
        if task is None or task.pending_reminder != reminder.since:
            return _unless_obsolete(reminder, now)
        if now - reminder.due > MAX_DELAY or not user.notifications.wants(NotificationKind.TASK_REMINDER):
            return None
        if (quiet_until := user.notifications.quiet_until(now, user.calendar)) is not None:
            return reminder.postponed(min(quiet_until, now + _MAX_WAIT), now)
        due_date = None if task.due_date is None else format_for_api(task.due_date)
        self._send(
            user,
            NotificationKind.TASK_REMINDER,
            f"{task.id}:{format_sortable(reminder.since)}",
            speech_for(user).say("notification-task_reminder-body", title=task.title),
            {"task_id": task.id, "due_date": due_date},
        )
        return None

    def _handle_session(
        self, reminder: ScheduledReminder, user: User, now: datetime
    ) -> ScheduledReminder | None:
        """Send due needs while the session counts as work, and one notification of a forgotten session.

        A paused session has no needs until it goes on.
        """
        activity = self.recent_activity.read_of(user, now)
        if activity.running is None or activity.running.id != reminder.subject_id:
            return None  # it has ended
        forgotten = reminder.since + _FORGOTTEN_AFTER
        checks = [now + (_MAX_WAIT_IN_PAUSE if activity.paused else _MAX_WAIT), forgotten]
        if (quiet_until := user.notifications.quiet_until(now, user.calendar)) is not None:
            checks.append(quiet_until)
        else:
            if forgotten <= now and user.notifications.wants(NotificationKind.SESSION_FORGOTTEN):
                self._send_forgotten(reminder, activity)
            if reminder.since + MAX_SHIFT <= now:
                return None  # it no longer counts as work
            needs = needs_of(Meters(activity)) if activity.working else []
            checks += [self._remind(reminder, activity, need) for need in needs]
        return reminder.postponed(min(check for check in checks if check > now), now)

    def _remind(self, reminder: ScheduledReminder, activity: RecentActivity, need: Need) -> datetime:
        """Send the notification of a need, if it is due; return when to check again."""
        kind = NotificationKind(need.kind)
        if need.at > activity.at or not activity.user.notifications.wants(kind):
            return need.at
        last = self.notifications.find_last(activity.user.user_id, kind, activity.at - _HOUR, activity.at)
        return (last or self._send_need(reminder, activity, need)).created_at + _HOUR

    def _handle_week(
        self, reminder: ScheduledReminder, user: User, now: datetime
    ) -> ScheduledReminder | None:
        morning = morning_after(reminder.subject_id, user.calendar.zone)
        if now < morning:
            return reminder.postponed(morning, now)
        late = now - max(reminder.due, morning)
        if late > MAX_DELAY or not user.notifications.wants(NotificationKind.WEEKLY_SUMMARY):
            return None
        if (quiet_until := user.notifications.quiet_until(now, user.calendar)) is not None:
            return reminder.postponed(min(quiet_until, now + _MAX_WAIT), now)
        return self._send_week(reminder, user, now)

    def _send_forgotten(self, reminder: ScheduledReminder, activity: RecentActivity) -> None:
        speech = speech_for(activity.user)
        worked = speech.duration(activity.at - reminder.since)
        self._send(
            activity.user,
            NotificationKind.SESSION_FORGOTTEN,
            reminder.subject_id,
            speech.say("notification-session_forgotten-body", worked=worked),
            {"session_id": reminder.subject_id, "start_time": format_for_api(reminder.since)},
        )

    def _send_need(self, reminder: ScheduledReminder, activity: RecentActivity, need: Need) -> Notification:
        speech = speech_for(activity.user)
        return self._send(
            activity.user,
            NotificationKind(need.kind),
            f"{reminder.subject_id}:{format_sortable(reminder.due)}",
            remind(speech, activity, need.kind),
            {"session_id": reminder.subject_id, "since": format_for_api(need.at)},
        )

    def _send_week(self, reminder: ScheduledReminder, user: User, now: datetime) -> ScheduledReminder | None:
        week, speech = reminder.subject_id, speech_for(user)
        last = monday_after(week) - timedelta(days=1)
        days = self.daily_totals.list_between(user.user_id, first_day_of(week), last)
        worked, focused = sum(day.seconds_at_work for day in days), sum(day.focus_seconds for day in days)
        completed = sum(day.completed_tasks for day in days)
        if not (worked or focused or completed):
            return _unless_obsolete(reminder, now)  # its event may also have been undone
        today = user.calendar.date_of(now)
        lifetime = with_passed_days(self.lifetime_totals.get_totals(user.user_id), user, today)
        self._send(
            user,
            NotificationKind.WEEKLY_SUMMARY,
            week,
            speech.say(
                "notification-weekly_summary-body",
                worked=speech.duration(timedelta(seconds=worked)),
                tasks=completed,
                focus=speech.duration(timedelta(seconds=focused)),
                streak=lifetime.active_streak(today),
            ),
            {
                "week": week,
                "worked_minutes": worked // 60,
                "focus_minutes": focused // 60,
                "tasks_completed": completed,
            },
        )
        return None

    def _send(
        self,
        user: User,
        kind: NotificationKind,
        cause: str,
        body: str,
        data: dict[str, Any],
    ) -> Notification:
        """Send a notification, unless its cause already has one; return the notification."""
        name = f"{kind}:{cause}"

        def send(unit: UnitOfWork) -> Notification:
            sent = self.notifications.find(user.user_id, name)
            if sent is not None:
                return sent
            notification = Notification(
                id=name,
                user_id=user.user_id,
                kind=kind,
                title=speech_for(user).say(f"notification-{kind}-title"),
                body=body,
                created_at=unit.now,
                data=data,
            )
            unit.require_account()
            unit.create(notification)
            return notification

        return self.transactions.commit(user.user_id, send)


def _unless_obsolete(reminder: ScheduledReminder, now: datetime) -> ScheduledReminder | None:
    """Return the reminder while its event may still be committed, then None."""
    return reminder if now - reminder.noted_at < _COMMITTED_WITHIN else None
