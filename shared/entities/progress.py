"""The totals of a person's life with Avanochi, and of each of their days."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Self

from shared.entities.active_days import ActiveDays


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Lifetime totals, changed in the commit of the deed that moves them.

    It is made with the account and removed when the account is closed, so that whoever holds one knows
    that the account is alive. `worked_centihours` is the sum of the sessions' shown durations.
    """

    TYPE: ClassVar[str] = "progress"
    ID: ClassVar[str] = "progress"

    user_id: str
    total_tasks: int = 0
    completed_tasks: int = 0
    finished_sessions: int = 0
    worked_centihours: int = 0
    active_days: ActiveDays = field(default_factory=ActiveDays)
    etag: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """One for each user."""
        return self.ID

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.ID,
            "user_id": self.user_id,
            "type": self.TYPE,
            "total_tasks": self.total_tasks,
            "completed_tasks": self.completed_tasks,
            "finished_sessions": self.finished_sessions,
            "worked_centihours": self.worked_centihours,
            "active_days": self.active_days.to_document(),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            user_id=document["user_id"],
            total_tasks=document["total_tasks"],
            completed_tasks=document["completed_tasks"],
            finished_sessions=document["finished_sessions"],
            worked_centihours=document["worked_centihours"],
            active_days=ActiveDays.from_document(document["active_days"]),
            etag=document.get("_etag", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The totals of one local day of one user."""

    TYPE: ClassVar[str] = "day"

    user_id: str
    local_date: date
    completed_tasks: int = 0
    finished_sessions: int = 0
    worked_seconds: int = 0
    etag: str = field(default="", compare=False)

    @staticmethod
    def id_of(day: date) -> str:
        """Return the name of a day's record."""
        return f"day:{day.isoformat()}"

    @property
    def id(self) -> str:
        """One for each date."""
        return self.id_of(self.local_date)

    @property
    def active(self) -> bool:
        """Whether it counts for the streak: a task was completed or a session finished."""
        return self.completed_tasks > 0 or self.finished_sessions > 0

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "local_date": self.local_date.isoformat(),
            "completed_tasks": self.completed_tasks,
            "finished_sessions": self.finished_sessions,
            "worked_seconds": self.worked_seconds,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            user_id=document["user_id"],
            local_date=date.fromisoformat(document["local_date"]),
            completed_tasks=document["completed_tasks"],
            finished_sessions=document["finished_sessions"],
            worked_seconds=document["worked_seconds"],
            etag=document.get("_etag", ""),
        )
