"""A focus session or a break: a stretch of time with a plan for its length."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from shared.entities.active_session import ActiveSession
from shared.entities.timestamps import from_stored, from_stored_or_null, to_stored, to_stored_or_null
from shared.views.focus_session import FocusSessionView, SessionStatus, SessionType

_FORGOTTEN_AFTER = timedelta(hours=12)  # beyond its plan


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusSession:
    """A focus session or a break; `started_on` is the owner's local date on which it began, kept for good.

    `work_session_id` is the work session that ran when it began.
    """

    TYPE: ClassVar[str] = "focus_session"

    id: str
    user_id: str
    start_time: datetime
    started_on: date
    planned_minutes: int
    session_type: SessionType = SessionType.FOCUS
    status: SessionStatus = SessionStatus.ACTIVE
    end_time: datetime | None = None
    work_session_id: str | None = None
    etag: str = field(default="", compare=False)

    @property
    def seconds(self) -> int:
        """How long it took, in whole seconds; never negative, though clocks are sometimes set back."""
        return 0 if self.end_time is None else max(0, int((self.end_time - self.start_time).total_seconds()))

    def is_forgotten(self, now: datetime) -> bool:
        """Tell whether it was left running for so long that nobody can mean it any more."""
        planned = timedelta(minutes=self.planned_minutes)
        return self.status is SessionStatus.ACTIVE and now >= self.start_time + planned + _FORGOTTEN_AFTER

    def end(self, now: datetime, status: SessionStatus) -> Self:
        """Return the session ended now."""
        return replace(self, end_time=max(now, self.start_time), status=status)

    def end_forgotten(self) -> Self:
        """Return the session stopped when it was planned to end."""
        return self.end(self.start_time + timedelta(minutes=self.planned_minutes), SessionStatus.STOPPED)

    def to_dict(self) -> FocusSessionView:
        """Return what the API shows."""
        return {
            "session_id": self.id,
            "user_id": self.user_id,
            "start_time": self.start_time,
            "end_time": self.end_time,
            "planned_duration": self.planned_minutes,
            "actual_duration": None if self.end_time is None else self.seconds // 60,
            "session_type": self.session_type,
            "status": self.status,
        }

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "start_time": to_stored(self.start_time),
            "started_on": self.started_on.isoformat(),
            "planned_minutes": self.planned_minutes,
            "session_type": self.session_type.value,
            "status": self.status.value,
            "end_time": to_stored_or_null(self.end_time),
            "work_session_id": self.work_session_id,
            # Sorted by day first: a list of some days is one stretch of the index.
            "started_order": f"{self.started_on.isoformat()} {to_stored(self.start_time)}",
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            id=document["id"],
            user_id=document["user_id"],
            start_time=from_stored(document["start_time"]),
            started_on=date.fromisoformat(document["started_on"]),
            planned_minutes=document["planned_minutes"],
            session_type=SessionType(document["session_type"]),
            status=SessionStatus(document["status"]),
            end_time=from_stored_or_null(document["end_time"]),
            work_session_id=document["work_session_id"],
            etag=document.get("_etag", ""),
        )


class ActiveFocusSession(ActiveSession):
    """The pointer to the one focus session or break that runs."""

    __slots__ = ()

    TYPE: ClassVar[str] = "active_focus_session"
    ID: ClassVar[str] = "active:focus"
