"""Scheduled reminders: when to check which user."""

from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Self
from zlib import crc32

from msgspec.structs import replace

from shared.entities.calendar import monday_after
from shared.entities.entity import Entity

FIRST_CHECK = timedelta(minutes=1)
"""How long after clocking in a session is checked for the first time."""

_MORNING = time(8)  # by the user's clock
_EASTMOST = timezone(timedelta(hours=14))  # where Monday begins first. Source: Pacific/Kiritimati.
_SPREAD_MINUTES = 6 * 60
_MINUTE = timedelta(minutes=1)
_MAX_PAUSE = timedelta(hours=1)
_MAX_ATTEMPTS = 30  # 24 hours of them: 1, 2, 4, ... 32 minutes apart, and then 23 hours


class ReminderSubject(StrEnum):
    """The subject of a reminder."""

    TASK = "task"
    WORK_SESSION = "work_session"  # the user's needs, and a forgotten session
    WEEK = "week"  # the shutdown reminders of a week, and its summary


def morning_after(week: str, zone: tzinfo) -> datetime:
    """Return 08:00 local time on the Monday after an ISO week, in UTC."""
    return datetime.combine(monday_after(week), _MORNING, zone).astimezone(UTC)


def first_summary_check(user_id: str, week: str) -> datetime:
    """Return when to read the user's time zone for a week's summary: before Monday 08:00 in any zone.

    Users are spread over the 360 minutes of six hours, so that they are not all due in the same minute.
    """
    minute = crc32(user_id.encode()) % _SPREAD_MINUTES
    return morning_after(week, _EASTMOST) - minute * _MINUTE


class ScheduledReminder(Entity, frozen=True, kw_only=True):
    """An entry of the reminder queue.

    It names a user and a subject, and holds no other data: when it is due, its handler decides what to send
    from the user's documents. `since` is a moment of a task (its reminder time or a deadline), the start of a
    session, or 08:00 on the Monday after a week in the easternmost time zone. `noted_at` is when it was
    enqueued, `attempts` the number of failed attempts in a row.
    """

    subject: ReminderSubject
    member_id: str
    subject_id: str
    since: datetime
    due: datetime
    noted_at: datetime
    attempts: int = 0

    @classmethod
    def for_task(cls, user_id: str, task_id: str, moment: datetime, now: datetime) -> Self:
        """Return the reminder of a task at a moment; when it is handled, that of the next one follows."""
        return cls(
            subject=ReminderSubject.TASK,
            member_id=user_id,
            subject_id=task_id,
            since=moment,
            due=moment,
            noted_at=now,
        )

    @classmethod
    def for_session(cls, user_id: str, session_id: str, start: datetime, now: datetime | None = None) -> Self:
        """Return the first reminder of a work session that has started, now or earlier."""
        return cls(
            subject=ReminderSubject.WORK_SESSION,
            member_id=user_id,
            subject_id=session_id,
            since=start,
            due=(now or start) + FIRST_CHECK,
            noted_at=now or start,
        )

    @classmethod
    def for_week(cls, user_id: str, week: str, now: datetime, clock_out: datetime | None = None) -> Self:
        """Return the reminder of a week, due at the user's next clock-out, if any, else before the summary.

        The user's settings are read when it is due.
        """
        first_check = first_summary_check(user_id, week)
        return cls(
            subject=ReminderSubject.WEEK,
            member_id=user_id,
            subject_id=week,
            since=morning_after(week, _EASTMOST),
            due=first_check if clock_out is None else min(clock_out, first_check),
            noted_at=now,
        )

    @property
    def is_first(self) -> bool:
        """Whether the reminder of a session has not been due yet."""
        return self.due - self.noted_at == FIRST_CHECK

    def postponed(self, due: datetime, now: datetime) -> Self:
        """Return the reminder at a later time."""
        return replace(self, due=due, noted_at=now, attempts=0, etag="")

    def failed(self, now: datetime) -> Self | None:
        """Return the reminder for another attempt after a growing pause; None after a day of failures."""
        attempts = self.attempts + 1
        if attempts >= _MAX_ATTEMPTS:
            return None
        pause = min(_MINUTE * 2**self.attempts, _MAX_PAUSE)
        return replace(self, due=now + pause, noted_at=now, attempts=attempts, etag="")


class ReminderPosition(Entity, frozen=True, kw_only=True):
    """Where a reminder of a user is enqueued, by which it is found when the account is closed.

    It is in the user's partition, and written in the commit of the event. `due` and `noted_at` are those of
    the reminder, which determine its hour.
    """

    user_id: str
    reminder_id: str
    due: datetime
    noted_at: datetime

    @property
    def hour(self) -> datetime:
        """The start of the hour in whose partition the reminder is."""
        return max(self.due, self.noted_at).replace(minute=0, second=0, microsecond=0)


class Checkpoint(Entity, frozen=True, kw_only=True):
    """The start of the hour up to which all scheduled reminders have been handled."""

    hour: datetime
