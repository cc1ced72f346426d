"""A work session: from clocking in to clocking out."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from shared.entities.active_session import ActiveSession
from shared.entities.interval import Interval
from shared.entities.timestamps import (
    from_stored,
    from_stored_or_null,
    to_stored,
    to_stored_or_null,
)
from shared.views.work_session import WorkSessionView

MAX_SHIFT = timedelta(hours=12)
"""So much of one session is taken for being at work. Whoever is clocked in for longer has most likely
forgotten to clock out, and was told so two hours before: nobody knows what they do."""

_SECONDS_IN_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSession:
    """A work session; `ended_on` is the owner's local date on which it ended, kept for good."""

    TYPE: ClassVar[str] = "work_session"

    id: str
    user_id: str
    start_time: datetime
    end_time: datetime | None = None
    ended_on: date | None = None
    etag: str = field(default="", compare=False)

    @property
    def seconds(self) -> int:
        """How long it took, in whole seconds; never negative, though clocks are sometimes set back."""
        return 0 if self.end_time is None else max(0, int((self.end_time - self.start_time).total_seconds()))

    @property
    def centihours(self) -> int:
        """How long it took, in hundredths of an hour: what is shown, as a number that adds up exactly."""
        return round(self.seconds * 100 / _SECONDS_IN_HOUR)

    @property
    def shift(self) -> Interval:
        """What counts of it as being at work, if it goes on for as long: at most its first 12 hours."""
        latest = self.start_time + MAX_SHIFT
        return Interval(self.start_time, min(self.end_time or latest, latest), self.id)

    def end_session(self, now: datetime, today: date) -> Self:
        """Return the session ended now, on the owner's local date; ended already, it stays as it is."""
        if self.end_time is not None:
            return self
        return replace(self, end_time=max(now, self.start_time), ended_on=today)

    def to_dict(self) -> WorkSessionView:
        """Return what the API shows."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "start_time": self.start_time,
            "end_time": self.end_time,
            "duration": None if self.end_time is None else self.centihours / 100,
        }

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "start_time": to_stored(self.start_time),
            "end_time": to_stored_or_null(self.end_time),
            "ended_on": self.ended_on.isoformat() if self.ended_on else None,
            "centihours": self.centihours,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        ended_on = document["ended_on"]
        return cls(
            id=document["id"],
            user_id=document["user_id"],
            start_time=from_stored(document["start_time"]),
            end_time=from_stored_or_null(document["end_time"]),
            ended_on=date.fromisoformat(ended_on) if ended_on else None,
            etag=document.get("_etag", ""),
        )


class ActiveWorkSession(ActiveSession):
    """The pointer to the one work session that runs."""

    __slots__ = ()

    TYPE: ClassVar[str] = "active_work_session"
    ID: ClassVar[str] = "active:work"
