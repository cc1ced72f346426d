"""A focus session or a break: an interval with a planned length."""

from datetime import date, datetime, timedelta
from typing import Self

from msgspec.structs import replace

from shared.entities.entity import Entity
from shared.entities.interval import Interval
from shared.entities.work_session import ActiveSession
from shared.views.focus_session import FocusSessionView, SessionStatus, SessionType

_FORGOTTEN_AFTER = timedelta(hours=12)  # after the planned end
_MIN_SECONDS = 5 * 60  # of a session that counts
_MIN_PERCENT = 80  # of the plan


class FocusSession(Entity, frozen=True, kw_only=True):
    """A focus session or a break.

    `started_on` is the user's local date at the start, which a change of the time zone does not affect;
    `work_session_id` is the work session that was running then.
    """

    id: str
    user_id: str
    start_time: datetime
    started_on: date
    planned_minutes: int
    session_type: SessionType = SessionType.FOCUS
    status: SessionStatus = SessionStatus.ACTIVE
    end_time: datetime | None = None
    work_session_id: str | None = None

    @property
    def seconds(self) -> int:
        """Its length in whole seconds; never negative, even if the clock was set back."""
        return 0 if self.end_time is None else max(0, int((self.end_time - self.start_time).total_seconds()))

    @property
    def is_full(self) -> bool:
        """Whether it ran at least 5 minutes and 80 % of its plan."""
        planned = self.planned_minutes * 60
        return self.seconds >= _MIN_SECONDS and self.seconds * 100 >= planned * _MIN_PERCENT

    def is_forgotten(self, now: datetime) -> bool:
        """Return whether the session is still running 12 hours after its planned end."""
        planned = timedelta(minutes=self.planned_minutes)
        return self.status is SessionStatus.ACTIVE and now >= self.start_time + planned + _FORGOTTEN_AFTER

    def focused(self, now: datetime) -> Interval | None:
        """Return the time of focus until now; None for a break, and for a session that was stopped."""
        ended = self.status is SessionStatus.STOPPED or self.is_forgotten(now)
        if ended or self.session_type is SessionType.BREAK:
            return None
        return Interval(self.start_time, self.end_time or max(now, self.start_time), self.id)

    def end(self, now: datetime, status: SessionStatus) -> Self:
        """Return the session ended now."""
        return replace(self, end_time=max(now, self.start_time), status=status)

    def end_forgotten(self) -> Self:
        """Return the session stopped at its planned end."""
        return self.end(self.start_time + timedelta(minutes=self.planned_minutes), SessionStatus.STOPPED)

    def to_dict(self) -> FocusSessionView:
        """Return the view."""
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


class ActiveFocusSession(ActiveSession, frozen=True, kw_only=True):
    """The pointer to the running focus session or break."""
