"""A work session: from clocking in to clocking out."""

from datetime import date, datetime, timedelta
from typing import Self

from msgspec.structs import replace

from shared.entities.entity import Entity
from shared.entities.interval import Interval
from shared.views.work_session import WorkSessionView

MAX_SHIFT = timedelta(hours=12)
"""The part of one session that counts as being at work. A longer session was most likely forgotten: its user
was notified two hours earlier and did not end it."""

_SECONDS_IN_HOUR = 3600


class WorkSession(Entity, frozen=True, kw_only=True):
    """A work session; `ended_on` is the user's local date at its end."""

    id: str
    user_id: str
    start_time: datetime
    end_time: datetime | None = None
    ended_on: date | None = None

    @property
    def seconds(self) -> int:
        """Its length in whole seconds; never negative, even if the clock was set back."""
        return 0 if self.end_time is None else max(0, int((self.end_time - self.start_time).total_seconds()))

    @property
    def centihours(self) -> int:
        """The displayed duration in hundredths of an hour, an integer so that sums are exact."""
        return round(self.seconds * 100 / _SECONDS_IN_HOUR)

    @property
    def shift(self) -> Interval:
        """The part that counts as being at work: at most 12 hours, and all 12 of a running session."""
        latest = self.start_time + MAX_SHIFT
        return Interval(self.start_time, min(self.end_time or latest, latest), self.id)

    def end_session(self, now: datetime, today: date) -> Self:
        """Return the session ended now, on the user's local date; unchanged if it has ended."""
        if self.end_time is not None:
            return self
        return replace(self, end_time=max(now, self.start_time), ended_on=today)

    def to_dict(self) -> WorkSessionView:
        """Return the view."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "start_time": self.start_time,
            "end_time": self.end_time,
            "duration": None if self.end_time is None else self.centihours / 100,
        }


class ActiveSession(Entity, frozen=True, kw_only=True):
    """Names the running session: while the pointer exists, no other session of its kind can start."""

    user_id: str
    session_id: str


class ActiveWorkSession(ActiveSession, frozen=True, kw_only=True):
    """The pointer to the running work session."""
