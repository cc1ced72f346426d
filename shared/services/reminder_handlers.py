"""What is done at an appointment: looking at somebody, telling them what is due, and when to look again.

One method for each subject.
"""

from datetime import datetime, timedelta
from typing import Any

from shared.entities.calendar import first_day_of, monday_after
from shared.entities.notification import Notification
from shared.entities.scheduled_reminder import ReminderSubject, ScheduledReminder, morning_after
from shared.entities.timestamps import to_shown, to_stored
from shared.entities.user import User
from shared.errors import NotFoundError
from shared.language.phrasing import remind, speech_for
from shared.language.speech import Speech
from shared.repos.notification_repo import NotificationRepository
from shared.repos.task_repo import TaskRepository
from shared.repos.totals_repo import DailyTotalsRepository, LifetimeTotalsRepository
from shared.repos.user_repo import UserRepository
from shared.rules.companion.meters import Meters
from shared.rules.companion.needs import Need, needs_of
from shared.rules.companion.recent_activity import RecentActivity
from shared.services.recent_activity_reader import RecentActivityReader
from shared.services.unit_of_work import Transactions, UnitOfWork
from shared.views.notification import NotificationKind

LATEST = timedelta(hours=24)
"""By which a reminder of a task, or the summary of a week, that was missed is still told."""

_COMMITTED_WITHIN = timedelta(seconds=30)  # from when it was noted, if ever
_HOUR = timedelta(hours=1)
_FORGOTTEN_AFTER = timedelta(hours=10)
_MAX_WAIT = timedelta(hours=1)  # preferences may change meanwhile, or a drink be taken back


class ReminderHandlers:
    """Keeps appointments, whoever they are with."""

    def __init__(
        self,
        *,
        users: UserRepository,
        tasks: TaskRepository,
        days: DailyTotalsRepository,
        progress: LifetimeTotalsRepository,
        notifications: NotificationRepository,
        activities: RecentActivityReader,
        transactions: Transactions,
    ) -> None:
        self._users = users
        self._tasks = tasks
        self._days = days
        self._progress = progress
        self._notifications = notifications
        self._activities = activities
        self._transactions = transactions
        self._keeping = {
            ReminderSubject.TASK: self._keep_task,
            ReminderSubject.WORK_SESSION: self._keep_session,
            ReminderSubject.WEEK: self._keep_week,
        }

    def keep(self, reminder: ScheduledReminder, now: datetime) -> ScheduledReminder | None:
        """Tell somebody what there is to tell, once; return the next appointment about it, if any.

        The same one comes back while there may yet be something to it: it is noted before its deed is done.
        """
        user = self._users.find_user(reminder.member_id)
        if user is None:
            return None
        try:
            return self._keeping[reminder.subject](reminder, user, now)
        except NotFoundError:
            return None  # the account was closed just now

    def _keep_task(self, reminder: ScheduledReminder, user: User, now: datetime) -> ScheduledReminder | None:
        task = self._tasks.find(user.user_id, reminder.subject_id)
        if task is None or task.awaited_reminder != reminder.since:
            return _not_yet(reminder, now)
        if now - reminder.due > LATEST or not user.notifications.wants(NotificationKind.TASK_REMINDER):
            return None
        if (awake := user.notifications.quiet_until(now, user.calendar)) is not None:
            return reminder.postponed(min(awake, now + _MAX_WAIT), now)
        speech = speech_for(user)
        self._tell(
            user,
            NotificationKind.TASK_REMINDER,
            f"{task.id}:{to_stored(reminder.since)}",
            speech.say("notification-task_reminder-body", title=task.title),
            {"task_id": task.id, "due_date": None if task.due_date is None else to_shown(task.due_date)},
            speech,
        )
        return None

    def _keep_session(
        self, reminder: ScheduledReminder, user: User, now: datetime
    ) -> ScheduledReminder | None:
        """Remind of needs for as long as the session counts as work, and once of the session itself."""
        activity = self._activities.read_of(user, now)
        if activity.running is None or activity.running.id != reminder.subject_id:
            return None  # it has ended
        forgotten = reminder.since + _FORGOTTEN_AFTER
        looks = [now + _MAX_WAIT, forgotten]
        if (awake := user.notifications.quiet_until(now, user.calendar)) is not None:
            looks.append(awake)
        else:
            if forgotten <= now and user.notifications.wants(NotificationKind.SESSION_FORGOTTEN):
                self._tell_of_forgotten(reminder, activity)
            if forgotten <= now and not activity.working:
                return None
            needs = needs_of(Meters(activity)) if activity.working else []
            looks += [self._remind(reminder, activity, need) for need in needs]
        return reminder.postponed(min(look for look in looks if look > now), now)

    def _remind(self, reminder: ScheduledReminder, activity: RecentActivity, need: Need) -> datetime:
        """Tell somebody what they need, if it is time for that; return when it is time again."""
        kind = NotificationKind(need.kind)
        if need.at > activity.at or not activity.user.notifications.wants(kind):
            return need.at
        last = self._notifications.find_last(activity.user.user_id, kind, activity.at - _HOUR)
        return (last or self._tell_of_need(reminder, activity, need)).created_at + _HOUR

    def _keep_week(self, reminder: ScheduledReminder, user: User, now: datetime) -> ScheduledReminder | None:
        morning = morning_after(reminder.subject_id, user.calendar.zone)
        if now < morning:
            return reminder.postponed(morning, now)
        late = now - max(reminder.due, morning)
        if late > LATEST or not user.notifications.wants(NotificationKind.WEEKLY_SUMMARY):
            return None
        if (awake := user.notifications.quiet_until(now, user.calendar)) is not None:
            return reminder.postponed(min(awake, now + _MAX_WAIT), now)
        return self._tell_of_week(reminder, user, now)

    def _tell_of_forgotten(self, reminder: ScheduledReminder, activity: RecentActivity) -> None:
        speech = speech_for(activity.user)
        worked = speech.duration(int((activity.at - reminder.since).total_seconds()))
        self._tell(
            activity.user,
            NotificationKind.SESSION_FORGOTTEN,
            reminder.subject_id,
            speech.say("notification-session_forgotten-body", worked=worked),
            {"session_id": reminder.subject_id, "start_time": to_shown(reminder.since)},
            speech,
        )

    def _tell_of_need(
        self, reminder: ScheduledReminder, activity: RecentActivity, need: Need
    ) -> Notification:
        speech = speech_for(activity.user)
        return self._tell(
            activity.user,
            NotificationKind(need.kind),
            f"{reminder.subject_id}:{to_stored(reminder.due)}",
            remind(speech, activity, need.kind),
            {"session_id": reminder.subject_id, "since": to_shown(need.at)},
            speech,
        )

    def _tell_of_week(
        self, reminder: ScheduledReminder, user: User, now: datetime
    ) -> ScheduledReminder | None:
        week, speech = reminder.subject_id, speech_for(user)
        last = monday_after(week) - timedelta(days=1)
        days = self._days.list_between(user.user_id, first_day_of(week), last)
        worked, focused = sum(day.seconds_at_work for day in days), sum(day.focus_seconds for day in days)
        done = sum(day.completed_tasks for day in days)
        if not (worked or focused or done):
            return _not_yet(reminder, now)  # or what there was has been undone
        progress = self._progress.get_of(user.user_id)
        self._tell(
            user,
            NotificationKind.WEEKLY_SUMMARY,
            week,
            speech.say(
                "notification-weekly_summary-body",
                worked=speech.duration(worked),
                tasks=done,
                focus=speech.duration(focused),
                streak=progress.active_days.streak(user.calendar.date_of(now)),
            ),
            {
                "week": week,
                "worked_minutes": worked // 60,
                "focus_minutes": focused // 60,
                "tasks_completed": done,
            },
            speech,
        )
        return None

    def _tell(
        self,
        user: User,
        kind: NotificationKind,
        cause: str,
        body: str,
        data: dict[str, Any],
        speech: Speech,
    ) -> Notification:
        """Tell somebody something, unless they have been told of this cause before."""
        name = f"{kind}:{cause}"

        def work(unit: UnitOfWork) -> Notification:
            told = self._notifications.find(user.user_id, name)
            if told is not None:
                return told
            notification = Notification(
                id=name,
                user_id=user.user_id,
                kind=kind,
                title=speech.say(f"notification-{kind}-title"),
                body=body,
                created_at=unit.now,
                data=data,
            )
            unit.require_account()
            unit.create(notification)
            return notification

        return self._transactions.run(user.user_id, work, entity=Notification)


def _not_yet(reminder: ScheduledReminder, now: datetime) -> ScheduledReminder | None:
    return reminder if now - reminder.noted_at < _COMMITTED_WITHIN else None
