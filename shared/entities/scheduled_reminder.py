"""Appointments: whom the product has to think of, and when."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Any, ClassVar, Self
from zlib import crc32

from shared.entities.calendar import monday_after
from shared.entities.timestamps import from_stored, to_stored

FIRST_LOOK = timedelta(minutes=1)
"""After clocking in."""

KEPT_BEYOND = timedelta(days=60)
"""How long a note outlives its moment: the longest time without a run after which all of them are found."""

_MORNING = time(8)  # by the user's clock
_EASTMOST = timezone(timedelta(hours=14))  # where it is Monday first. Source: Pacific/Kiritimati.
_MINUTES_FOR_ALL = 6 * 60
_MINUTE = timedelta(minutes=1)
_MAX_PAUSE = timedelta(hours=1)
_MAX_ATTEMPTS = 30  # 24 hours of them: 1, 2, 4, ... 32 minutes apart, and then 23 hours
_MAX_TTL = 2**31 - 1  # seconds. Source: Cosmos DB's limit for `ttl`.


class ReminderSubject(StrEnum):
    """What to think of."""

    TASK = "task"  # its reminder
    WORK_SESSION = "work_session"  # that runs: what its person needs, and whether it was forgotten
    WEEK = "week"  # its summary


def morning_after(week: str, zone: tzinfo) -> datetime:
    """Return when it is eight by the wall clock on the Monday after an ISO week, in UTC."""
    return datetime.combine(monday_after(week), _MORNING, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledReminder:
    """A note in the agenda of the hour in which it is due.

    Agendas belong to nobody: whoever keeps one reads what is due, and no users. A note says whom to look at
    and holds nothing of theirs; what is true is what their own documents say by then. `since` is when it is
    about: the time that a reminder was set to, the start of a session, or when the Monday morning after a
    week breaks somewhere on earth. `attempts` is how often in a row the appointment could not be kept.
    """

    TYPE: ClassVar[str] = "appointment"

    subject: ReminderSubject
    member_id: str
    subject_id: str
    since: datetime
    due: datetime
    noted_at: datetime
    attempts: int = 0
    etag: str = field(default="", compare=False)

    @classmethod
    def with_task(cls, user_id: str, task_id: str, reminder_time: datetime, now: datetime) -> Self:
        """Return the appointment for the reminder of a task."""
        return cls(
            subject=ReminderSubject.TASK,
            member_id=user_id,
            subject_id=task_id,
            since=reminder_time,
            due=reminder_time,
            noted_at=now,
        )

    @classmethod
    def with_session(cls, user_id: str, session_id: str, start: datetime) -> Self:
        """Return the first appointment with somebody who has just clocked in."""
        return cls(
            subject=ReminderSubject.WORK_SESSION,
            member_id=user_id,
            subject_id=session_id,
            since=start,
            due=start + FIRST_LOOK,
            noted_at=start,
        )

    @classmethod
    def with_week(cls, user_id: str, week: str, now: datetime) -> Self:
        """Return the appointment for the summary of a week, before Monday morning breaks anywhere.

        Where the user is by then, and when it is morning there, is asked when it is due. That is another
        minute of six hours for each: else all would be looked at in the same one.
        """
        breaks = morning_after(week, _EASTMOST)
        share = crc32(user_id.encode()) % _MINUTES_FOR_ALL
        return cls(
            subject=ReminderSubject.WEEK,
            member_id=user_id,
            subject_id=week,
            since=breaks,
            due=breaks - share * _MINUTE,
            noted_at=now,
        )

    @staticmethod
    def partition_of(moment: datetime) -> str:
        """Return the agenda of the hour in which a moment lies."""
        return f"reminders:{moment:%Y-%m-%dT%H}"

    @property
    def id(self) -> str:
        """One for each subject within an hour; of a task, for each time that its reminder was set to.

        A change that is noted and then not committed takes no other note's place.
        """
        about = f"{self.subject}:{self.subject_id}:{self.member_id}"
        return f"{about}:{to_stored(self.since)}" if self.subject is ReminderSubject.TASK else about

    @property
    def user_id(self) -> str:
        """Each hour is a partition; what is overdue when it is noted goes into the present one."""
        return self.partition_of(max(self.due, self.noted_at))

    def postponed(self, due: datetime, now: datetime) -> Self:
        """Return the note for a later moment."""
        return replace(self, due=due, noted_at=now, attempts=0, etag="")

    def failed(self, now: datetime) -> Self | None:
        """Return the note for another attempt, each time after a longer pause; None after a day of them."""
        attempts = self.attempts + 1
        if attempts >= _MAX_ATTEMPTS:
            return None
        pause = min(_MINUTE * 2**self.attempts, _MAX_PAUSE)
        return replace(self, due=now + pause, noted_at=now, attempts=attempts, etag="")

    def to_document(self) -> dict[str, Any]:
        """Return what is stored; it vanishes 60 days after it was due, if nobody has taken it up."""
        kept = max(self.due - self.noted_at, timedelta(0)) + KEPT_BEYOND
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "subject": self.subject.value,
            "member_id": self.member_id,
            "subject_id": self.subject_id,
            "since": to_stored(self.since),
            "due": to_stored(self.due),
            "noted_at": to_stored(self.noted_at),
            "attempts": self.attempts,
            "ttl": min(int(kept.total_seconds()), _MAX_TTL),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            subject=ReminderSubject(document["subject"]),
            member_id=document["member_id"],
            subject_id=document["subject_id"],
            since=from_stored(document["since"]),
            due=from_stored(document["due"]),
            noted_at=from_stored(document["noted_at"]),
            attempts=document.get("attempts", 0),
            etag=document.get("_etag", ""),
        )


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The agenda up to which all appointments have been kept: the first moment of its hour."""

    TYPE: ClassVar[str] = "bookmark"
    PARTITION: ClassVar[str] = "reminders"
    ID: ClassVar[str] = "bookmark"

    hour: datetime
    etag: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """There is one."""
        return self.ID

    @property
    def user_id(self) -> str:
        """It belongs to nobody."""
        return self.PARTITION

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {"id": self.ID, "user_id": self.PARTITION, "type": self.TYPE, "hour": to_stored(self.hour)}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(from_stored(document["hour"]), document.get("_etag", ""))
