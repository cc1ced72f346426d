"""A shutdown: how somebody looks back on their working day when they close it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Self

from shared.entities.timestamps import from_stored, to_stored
from shared.views.shutdown import ProductivityRating, ReflectionView


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
