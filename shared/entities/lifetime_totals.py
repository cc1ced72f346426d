"""The totals of a person's life with Avanochi."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from shared.entities.active_days import ActiveDays
from shared.entities.weekly_totals import WeeklyTotals


@dataclass(frozen=True, slots=True, kw_only=True)
class LifetimeTotals:
    """Lifetime totals, changed in the commit of the deed that moves them.

    It is made with the account and removed when the account is closed, so that whoever holds one knows
    that the account is alive. `worked_centihours` is the sum of the sessions' shown durations, `points` that
    of the ledger. Sets of days are kept whole, so that an undone deed leaves every streak as it was before.
    """

    TYPE: ClassVar[str] = "progress"
    ID: ClassVar[str] = "progress"

    user_id: str
    total_tasks: int = 0
    completed_tasks: int = 0
    finished_sessions: int = 0
    worked_centihours: int = 0
    focus_sessions: int = 0
    focus_seconds: int = 0
    breaks: int = 0
    points: int = 0
    challenges_done: int = 0
    active_days: ActiveDays = field(default_factory=ActiveDays)
    shutdown_days: ActiveDays = field(default_factory=ActiveDays)
    hydrated_days: ActiveDays = field(default_factory=ActiveDays)
    worked_days: ActiveDays = field(default_factory=ActiveDays)
    overtime_days: ActiveDays = field(default_factory=ActiveDays)
    shutdown_minutes: Mapping[str, int] = field(default_factory=dict)  # of the last days closed, by date
    unlocked: Mapping[str, str] = field(default_factory=dict)  # achievements, and since when, as stored
    permanent: tuple[str, ...] = ()  # achievements that no undo locks again
    week: WeeklyTotals = field(default_factory=WeeklyTotals)
    etag: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """One for each user."""
        return self.ID

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        document: dict[str, Any] = {
            "id": self.ID,
            "user_id": self.user_id,
            "type": self.TYPE,
            "total_tasks": self.total_tasks,
            "completed_tasks": self.completed_tasks,
            "finished_sessions": self.finished_sessions,
            "worked_centihours": self.worked_centihours,
            "active_days": self.active_days.to_document(),
        }
        # Every deed writes this one: what has not begun yet is left out.
        for name in _PLAIN:
            if value := getattr(self, name):
                document[name] = value
        for name in _SETS_OF_DAYS:
            if (days := getattr(self, name)).bits:
                document[name] = days.to_document()
        if self.permanent:
            document["permanent"] = list(self.permanent)
        if self.week.name:
            document["week"] = self.week.to_document()
        return document

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        begun = {name: document[name] for name in _PLAIN if name in document}
        if "permanent" in document:
            begun["permanent"] = tuple(document["permanent"])
        if "week" in document:
            begun["week"] = WeeklyTotals.from_document(document["week"])
        for name in _SETS_OF_DAYS:
            if name in document:
                begun[name] = ActiveDays.from_document(document[name])
        return cls(
            user_id=document["user_id"],
            total_tasks=document["total_tasks"],
            completed_tasks=document["completed_tasks"],
            finished_sessions=document["finished_sessions"],
            worked_centihours=document["worked_centihours"],
            active_days=ActiveDays.from_document(document["active_days"]),
            etag=document.get("_etag", ""),
            **begun,
        )


_PLAIN = (
    *("focus_sessions", "focus_seconds", "breaks", "points", "challenges_done"),
    *("shutdown_minutes", "unlocked"),
)
_SETS_OF_DAYS = ("shutdown_days", "hydrated_days", "worked_days", "overtime_days")
