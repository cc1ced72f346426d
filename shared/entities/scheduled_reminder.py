"""Scheduled reminders: which user to look at, and when."""

from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Self
from zlib import crc32

from msgspec.structs import replace

from shared.entities.calendar import monday_after
from shared.entities.entity import Entity

FIRST_CHECK = timedelta(minutes=1)
"""After clocking in."""

_MORNING = time(8)  # by the user's clock
_EASTMOST = timezone(timedelta(hours=14))  # where Monday begins first. Source: Pacific/Kiritimati.
_MINUTES_FOR_ALL = 6 * 60
_MINUTE = timedelta(minutes=1)
_MAX_PAUSE = timedelta(hours=1)
_MAX_ATTEMPTS = 30  # 24 hours of them: 1, 2, 4, ... 32 minutes apart, and then 23 hours


class ReminderSubject(StrEnum):
    """What a reminder is about."""

    TASK = "task"  # its reminder time
    WORK_SESSION = "work_session"  # what its user needs, and whether it was forgotten
    WEEK = "week"  # its summary


def morning_after(week: str, zone: tzinfo) -> datetime:
    """Return 08:00 local time on the Monday after an ISO week, in UTC."""
    return datetime.combine(monday_after(week), _MORNING, zone).astimezone(UTC)


class ScheduledReminder(Entity, frozen=True, kw_only=True):
    """An entry of the reminder queue.

    It names a user and a subject, and holds no other data: what to send is decided from the user's documents
    when it is due. `since` is the time it is about: the reminder time of a task, the start of a session, or
    the first Monday morning on earth after a week. `attempts` counts the failed attempts in a row.
    """

    subject: ReminderSubject
    member_id: str
    subject_id: str
    since: datetime
    due: datetime
    noted_at: datetime
    attempts: int = 0

    @classmethod
    def for_task(cls, user_id: str, task_id: str, reminder_time: datetime, now: datetime) -> Self:
        """Return the reminder of a task."""
        return cls(
            subject=ReminderSubject.TASK,
            member_id=user_id,
            subject_id=task_id,
            since=reminder_time,
            due=reminder_time,
            noted_at=now,
        )

    @classmethod
    def for_session(cls, user_id: str, session_id: str, start: datetime) -> Self:
        """Return the first reminder of a work session that has just started."""
        return cls(
            subject=ReminderSubject.WORK_SESSION,
            member_id=user_id,
            subject_id=session_id,
            since=start,
            due=start + FIRST_CHECK,
            noted_at=start,
        )

    @classmethod
    def for_week(cls, user_id: str, week: str, now: datetime) -> Self:
        """Return the reminder of a week's summary, due before Monday 08:00 in any time zone.

        The user's time zone is read when it is due. Each user has one of the 360 minutes of six hours, so
        that they are not all due in the same minute.
        """
        breaks = morning_after(week, _EASTMOST)
        minute = crc32(user_id.encode()) % _MINUTES_FOR_ALL
        return cls(
            subject=ReminderSubject.WEEK,
            member_id=user_id,
            subject_id=week,
            since=breaks,
            due=breaks - minute * _MINUTE,
            noted_at=now,
        )

    def postponed(self, due: datetime, now: datetime) -> Self:
        """Return the reminder at a later time."""
        return replace(self, due=due, noted_at=now, attempts=0, etag="")

    def failed(self, now: datetime) -> Self | None:
        """Return the reminder for another attempt, each after a longer pause; None after a day of them."""
        attempts = self.attempts + 1
        if attempts >= _MAX_ATTEMPTS:
            return None
        pause = min(_MINUTE * 2**self.attempts, _MAX_PAUSE)
        return replace(self, due=now + pause, noted_at=now, attempts=attempts, etag="")


class Checkpoint(Entity, frozen=True, kw_only=True):
    """The start of the hour up to which all scheduled reminders have been handled."""

    hour: datetime
