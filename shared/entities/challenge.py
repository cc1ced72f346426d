"""A challenge of a week, as somebody sees it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Self

from shared.entities.calendar import week_of
from shared.entities.timestamps import from_stored, to_stored
from shared.views.challenge import ChallengeType, ChallengeView, ParticipationStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyChallenge:
    """A challenge of one week with how far one user has come in it; stored only as an answer to replay.

    How many have joined it, and their pictures, are not stored with it: they are the others'.
    """

    TYPE: ClassVar[str] = "weekly_challenge"

    id: str
    user_id: str
    name: str
    description: str
    points: int
    challenge_type: ChallengeType
    target_value: int
    duration_days: int
    created_at: datetime
    joined_count: int = 0
    joined_avatars: tuple[str, ...] = ()
    progress: int | None = None
    status: ParticipationStatus | None = None
    etag: str = field(default="", compare=False)

    @property
    def week(self) -> str:
        """The name of its week."""
        return week_of(self.created_at.date())

    def to_dict(self) -> ChallengeView:
        """Return what the API shows."""
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "points": self.points,
            "challenge_type": self.challenge_type,
            "target_value": self.target_value,
            "duration_days": self.duration_days,
            "is_active": True,
            "created_at": self.created_at,
            "joined_count": self.joined_count,
            "joined_avatars": self.joined_avatars,
            "progress": self.progress,
            "total": None if self.progress is None else self.target_value,
            "status": self.status,
        }

    def to_document(self) -> dict[str, Any]:
        """Return what is stored."""
        return {
            "id": self.id,
            "user_id": self.user_id,
            "type": self.TYPE,
            "name": self.name,
            "description": self.description,
            "points": self.points,
            "challenge_type": self.challenge_type.value,
            "target_value": self.target_value,
            "duration_days": self.duration_days,
            "created_at": to_stored(self.created_at),
            "progress": self.progress,
            "status": self.status,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """Read what `to_document` wrote."""
        return cls(
            id=document["id"],
            user_id=document["user_id"],
            name=document["name"],
            description=document["description"],
            points=document["points"],
            challenge_type=ChallengeType(document["challenge_type"]),
            target_value=document["target_value"],
            duration_days=document["duration_days"],
            created_at=from_stored(document["created_at"]),
            progress=document["progress"],
            status=document["status"],
            etag=document.get("_etag", ""),
        )
