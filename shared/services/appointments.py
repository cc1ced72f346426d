"""What is done at an appointment: looking at somebody, telling them what is due, and when to look again.

One method for each subject.
"""

from datetime import datetime, timedelta
from typing import Any

from shared.entities.appointment import Appointment, Subject, morning_after
from shared.entities.calendar import first_day_of, monday_after
from shared.entities.notification import Notification, NotificationKind
from shared.entities.timestamps import to_shown, to_stored
from shared.entities.user import User
from shared.errors import NotFoundError
from shared.repos.notification_repo import NotificationRepository
from shared.repos.progress_repo import DayRepository, ProgressRepository
from shared.repos.task_repo import TaskRepository
from shared.repos.user_repo import UserRepository
from shared.services.companion.life import Life
from shared.services.companion.meters import Meters
from shared.services.companion.needs import Need, needs_of
from shared.services.life_reader import LifeReader
from shared.services.speech.speech import Speech
from shared.services.speech.telling import remind, speech_for
from shared.services.unit_of_work import Transactions, UnitOfWork

LATEST = timedelta(hours=24)
"""By which a reminder of a task, or the summary of a week, that was missed is still told."""

_COMMITTED_WITHIN = timedelta(seconds=30)  # from when it was noted, if ever
_HOUR = timedelta(hours=1)
_FORGOTTEN_AFTER = timedelta(hours=10)
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
        """Tell somebody what there is to tell, once; return the next appointment about it, if any.

        The same one comes back while there may yet be something to it: it is noted before its deed is done.
        """
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
            return _not_yet(appointment, now)
        if now - appointment.due > LATEST or not user.notifications.wants(NotificationKind.TASK_REMINDER):
            return None
        if (awake := user.notifications.quiet_until(now, user.calendar)) is not None:
            return appointment.postponed(min(awake, now + _LONGEST_WAIT), now)
        speech = speech_for(user)
        self._tell(
            user,
            NotificationKind.TASK_REMINDER,
            f"{task.id}:{to_stored(appointment.since)}",
            speech.say("notification-task_reminder-body", title=task.title),
            {"task_id": task.id, "due_date": None if task.due_date is None else to_shown(task.due_date)},
            speech,
        )
        return None

    def _keep_session(self, appointment: Appointment, user: User, now: datetime) -> Appointment | None:
        """Remind of needs for as long as the session counts as work, and once of the session itself."""
        life = self._lives.read_of(user, now)
        if life.running is None or life.running.id != appointment.subject_id:
            return None  # it has ended
        forgotten = appointment.since + _FORGOTTEN_AFTER
        looks = [now + _LONGEST_WAIT, forgotten]
        if (awake := user.notifications.quiet_until(now, user.calendar)) is not None:
            looks.append(awake)
        else:
            if forgotten <= now and user.notifications.wants(NotificationKind.SESSION_FORGOTTEN):
                self._tell_of_forgotten(appointment, life)
            if forgotten <= now and not life.working:
                return None
            needs = needs_of(Meters(life)) if life.working else []
            looks += [self._remind(appointment, life, need) for need in needs]
        return appointment.postponed(min(look for look in looks if look > now), now)

    def _remind(self, appointment: Appointment, life: Life, need: Need) -> datetime:
        """Tell somebody what they need, if it is time for that; return when it is time again."""
        kind = NotificationKind(need.kind)
        if need.at > life.at or not life.user.notifications.wants(kind):
            return need.at
        last = self._notifications.find_last(life.user.user_id, kind, life.at - _HOUR)
        return (last or self._tell_of_need(appointment, life, need)).created_at + _HOUR

    def _keep_week(self, appointment: Appointment, user: User, now: datetime) -> Appointment | None:
        morning = morning_after(appointment.subject_id, user.calendar.zone)
        if now < morning:
            return appointment.postponed(morning, now)
        late = now - max(appointment.due, morning)
        if late > LATEST or not user.notifications.wants(NotificationKind.WEEKLY_SUMMARY):
            return None
        if (awake := user.notifications.quiet_until(now, user.calendar)) is not None:
            return appointment.postponed(min(awake, now + _LONGEST_WAIT), now)
        return self._tell_of_week(appointment, user, now)

    def _tell_of_forgotten(self, appointment: Appointment, life: Life) -> None:
        speech = speech_for(life.user)
        worked = speech.duration(int((life.at - appointment.since).total_seconds()))
        self._tell(
            life.user,
            NotificationKind.SESSION_FORGOTTEN,
            appointment.subject_id,
            speech.say("notification-session_forgotten-body", worked=worked),
            {"session_id": appointment.subject_id, "start_time": to_shown(appointment.since)},
            speech,
        )

    def _tell_of_need(self, appointment: Appointment, life: Life, need: Need) -> Notification:
        speech = speech_for(life.user)
        return self._tell(
            life.user,
            NotificationKind(need.kind),
            f"{appointment.subject_id}:{to_stored(appointment.due)}",
            remind(speech, life, need.kind),
            {"session_id": appointment.subject_id, "since": to_shown(need.at)},
            speech,
        )

    def _tell_of_week(self, appointment: Appointment, user: User, now: datetime) -> Appointment | None:
        week, speech = appointment.subject_id, speech_for(user)
        last = monday_after(week) - timedelta(days=1)
        days = self._days.list_between(user.user_id, first_day_of(week), last)
        worked, focused = sum(day.seconds_at_work for day in days), sum(day.focus_seconds for day in days)
        done = sum(day.completed_tasks for day in days)
        if not (worked or focused or done):
            return _not_yet(appointment, now)  # or what there was has been undone
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


def _not_yet(appointment: Appointment, now: datetime) -> Appointment | None:
    return appointment if now - appointment.noted_at < _COMMITTED_WITHIN else None
