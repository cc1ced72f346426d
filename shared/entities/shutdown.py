"""A shutdown: how somebody looks back on their working day when they close it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from typing_extensions import TypedDict

from shared.entities.entity import Id
from shared.entities.timestamps import from_stored, to_stored


class ProductivityRating(StrEnum):
    """How the day was."""

    GREAT = "great"
    GOOD = "good"
    OKAY = "okay"
    TOUGH = "tough"


class ReflectionView(TypedDict):
    """A shutdown reflection, as the API shows it."""

    id: Id
    productivity_rating: ProductivityRating
    reflection_note: str | None
    mindful_disconnect_completed: tuple[bool, ...]
    session_id: str | None
    created_at: datetime
    shutdown_date: datetime
    """When the day was closed: the same as `created_at`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """A look back on a day; `shutdown_on` is the owner's local date, kept for good."""

    TYPE: ClassVar[str] = "shutdown_reflection"

    id: str
    user_id: str
    productivity_rating: ProductivityRating
    created_at: datetime
    shutdown_on: date
    reflection_note: str | None = None
    mindful_disconnect_completed: tuple[bool, ...] = ()
    session_id: str | None = None
    etag: str = field(default="", compare=False)

    def to_dict(self) -> ReflectionView:
        """Return what the API shows."""
        return {
            "id": self.id,
            "productivity_rating": self.productivity_rating,
            "reflection_note": self.reflection_note,
            "mindful_disconnect_completed": self.mindful_disconnect_completed,
            "session_id": self.session_id,
            "created_at": self.created_at,
            "shutdown_date": self.created_at,
        }

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "productivity_rating": self.productivity_rating.value,
            "reflection_note": self.reflection_note,
            "mindful_disconnect_completed": list(self.mindful_disconnect_completed),
            "session_id": self.session_id,
            "created_at": to_stored(self.created_at),
            "shutdown_on": self.shutdown_on.isoformat(),
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            id=document["id"],
            user_id=document["user_id"],
            productivity_rating=ProductivityRating(document["productivity_rating"]),
            created_at=from_stored(document["created_at"]),
            shutdown_on=date.fromisoformat(document["shutdown_on"]),
            reflection_note=document["reflection_note"],
            mindful_disconnect_completed=tuple(document["mindful_disconnect_completed"]),
            session_id=document["session_id"],
            etag=document.get("_etag", ""),
        )


class TodayTask(TypedDict):
    """A task of today, as the summary shows it."""

    name: str
    completed: bool


class ShutdownSummaryView(TypedDict):
    """What to look back on when the day is closed, as the API shows it."""

    tasksCompleted: int
    """Today."""
    tasksTotal: int
    """Today's: the completed and the pending ones."""
    pendingTasks: int
    """Open, with no due date or due by the end of today."""
    todayTasks: list[TodayTask]
    """At most 10: what was completed today, the latest first, then what is pending, the most urgent first."""
    focusTime: int
    """Minutes, of the focus sessions completed today."""
    focusGoal: int
    """Minutes."""
    shutdownStreak: int
    """Consecutive days with a reflection, up to today or yesterday."""
    pointsEarned: int
    """With today's reflection."""
    clockedOutTime: str | None
    """The user's time of day at which today's last work session ended, `HH:MM`."""
