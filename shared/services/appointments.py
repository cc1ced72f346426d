"""What is done at an appointment: looking at somebody, telling them what is due, and when to look again.

One method for each subject.
"""

from datetime import datetime, timedelta
from typing import Any

from shared.entities.appointment import Appointment, Subject, morning_after
from shared.entities.calendar import first_day_of, monday_after
from shared.entities.companion import NeedKind
from shared.entities.notification import Notification, NotificationKind
from shared.entities.timestamps import to_stored, to_stored_or_null
from shared.entities.user import User
from shared.errors import NotFoundError
from shared.repos.notification_repo import NotificationRepository
from shared.repos.progress_repo import DayRepository, ProgressRepository
from shared.repos.task_repo import TaskRepository
from shared.repos.user_repo import UserRepository
from shared.services.companion.life import Life
from shared.services.companion.meters import Meters
from shared.services.companion.needs import needs_of
from shared.services.life_reader import LifeReader
from shared.services.speech.speech import Speech
from shared.services.speech.telling import remind, speech_for
from shared.services.unit_of_work import Transactions, UnitOfWork

LATEST = timedelta(hours=24)
"""By which a reminder of a task, or the summary of a week, that was missed is still told."""

_COMMITTED_WITHIN = timedelta(seconds=30)  # from when it was noted, if ever
_HOUR = timedelta(hours=1)
_FORGOTTEN_AFTER = timedelta(hours=10)
_SHORTEST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)  # preferences may change meanwhile, or a drink be taken back


class Appointments:
    """Keeps appointments, whoever they are with."""

    def __init__(
        self,
        *,
        users: UserRepository,
        tasks: TaskRepository,
        days: DayRepository,
        progress: ProgressRepository,
        notifications: NotificationRepository,
        lives: LifeReader,
        transactions: Transactions,
    ) -> None:
        self._users = users
        self._tasks = tasks
        self._days = days
        self._progress = progress
        self._notifications = notifications
        self._lives = lives
        self._transactions = transactions
        self._keeping = {
            Subject.TASK: self._keep_task,
            Subject.WORK_SESSION: self._keep_session,
            Subject.WEEK: self._keep_week,
        }

    def keep(self, appointment: Appointment, now: datetime) -> Appointment | None:
        """Tell somebody what there is to tell, once; return the next appointment about it, if any."""
        user = self._users.find_user(appointment.member_id)
        if user is None:
            return None
        try:
            return self._keeping[appointment.subject](appointment, user, now)
        except NotFoundError:
            return None  # the account was closed just now

    def _keep_task(self, appointment: Appointment, user: User, now: datetime) -> Appointment | None:
        task = self._tasks.find(user.user_id, appointment.subject_id)
        if task is None or task.awaited_reminder != appointment.since:
            return appointment if now - appointment.noted_at < _COMMITTED_WITHIN else None
        if now - appointment.due > LATEST or not user.notifications.wants(NotificationKind.TASK_REMINDER):
            return None
        awake = _end_of_quiet(user, now)
        if awake is not None:
            return appointment.postponed(awake, now)
        speech = speech_for(user)
        self._tell(
            user,
            NotificationKind.TASK_REMINDER,
            f"{task.id}:{to_stored(appointment.since)}",
            speech.say("notification-task_reminder-body", title=task.title),
            {"task_id": task.id, "due_date": to_stored_or_null(task.due_date)},
            speech,
        )
        return None

    def _keep_session(self, appointment: Appointment, user: User, now: datetime) -> Appointment | None:
        """Remind of needs for ten hours, and then, once, of the session, whenever that is found out."""
        life = self._lives.read_of(user, now)
        if life.running is None or life.running.id != appointment.subject_id:
            return None  # it has ended
        awake = _end_of_quiet(user, now)
        if now - appointment.since >= _FORGOTTEN_AFTER:
            if awake is not None:
                return appointment.postponed(awake, now)
            if user.notifications.wants(NotificationKind.SESSION_FORGOTTEN):
                self._tell_of_forgotten(appointment, life)
            return None
        told = dict(appointment.told)
        looks = [now + _LONGEST_WAIT, appointment.since + _FORGOTTEN_AFTER, *([awake] if awake else [])]
        for need in needs_of(Meters(life)):
            kind, last = NotificationKind(need.kind), told.get(need.kind)
            ready = need.at if last is None else max(need.at, last + _HOUR)
            if ready <= now and awake is None and user.notifications.wants(kind):
                # Within the hour it may have been told in a session before, or by a run that was cut off.
                notification = self._notifications.find_last(user.user_id, kind, now - _HOUR)
                if notification is None:
                    notification = self._tell_of_need(appointment, life, need.kind, ready)
                told[kind.value] = notification.created_at
                ready = notification.created_at + _HOUR
            if ready > now:
                looks.append(ready)
        return appointment.postponed(max(min(looks), now + _SHORTEST_WAIT), now, told)

    def _keep_week(self, appointment: Appointment, user: User, now: datetime) -> Appointment | None:
        morning = morning_after(appointment.subject_id, user.calendar.zone)
        if now < morning:
            return appointment.postponed(morning, now)
        late = now - max(appointment.due, morning)
        if late > LATEST or not user.notifications.wants(NotificationKind.WEEKLY_SUMMARY):
            return None
        awake = _end_of_quiet(user, now)
        if awake is not None:
            return appointment.postponed(awake, now)
        self._tell_of_week(appointment, user, now)
        return None

    def _tell_of_forgotten(self, appointment: Appointment, life: Life) -> None:
        speech = speech_for(life.user)
        worked = speech.duration(int((life.at - appointment.since).total_seconds()))
        self._tell(
            life.user,
            NotificationKind.SESSION_FORGOTTEN,
            appointment.subject_id,
            speech.say("notification-session_forgotten-body", worked=worked),
            {"session_id": appointment.subject_id, "start_time": to_stored(appointment.since)},
            speech,
        )

    def _tell_of_need(
        self, appointment: Appointment, life: Life, kind: NeedKind, since: datetime
    ) -> Notification:
        speech = speech_for(life.user)
        return self._tell(
            life.user,
            NotificationKind(kind),
            f"{appointment.subject_id}:{to_stored(since)}",
            remind(speech, life, kind),
            {"session_id": appointment.subject_id, "since": to_stored(since)},
            speech,
        )

    def _tell_of_week(self, appointment: Appointment, user: User, now: datetime) -> None:
        week, speech = appointment.subject_id, speech_for(user)
        last = monday_after(week) - timedelta(days=1)
        days = self._days.list_between(user.user_id, first_day_of(week), last)
        worked, focused = sum(day.seconds_at_work for day in days), sum(day.focus_seconds for day in days)
        done = sum(day.completed_tasks for day in days)
        if not (worked or focused or done):
            return  # what there was has been undone
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


def _end_of_quiet(user: User, now: datetime) -> datetime | None:
    """Return when the user's quiet hours are over, which is after now; None outside them."""
    quiet, calendar = user.notifications.quiet_hours, user.calendar
    local = now.astimezone(calendar.zone)
    if quiet is None or not quiet.include(local.time()):
        return None
    # A clock that is turned may show yesterday again, or no end of the quiet hours that is outside them.
    dates = (local.date() + timedelta(days=days) for days in range(-1, 3))
    ends = (end for date in dates for end in calendar.showings_of(date, quiet.end) if end > now)
    return next((end for end in ends if not quiet.include(end.astimezone(calendar.zone).time())), None)
